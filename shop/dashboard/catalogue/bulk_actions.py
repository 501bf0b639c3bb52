"""Changing several products at once."""

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, ngettext
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.log_actions import log

from shop.backoffice.access import renders_forbidden
from shop.catalogue.models import Product
from shop.dashboard.catalogue.queries import products_for_staff


class SaleAction(BulkAction):
    """Put the ticked products up for sale or take them out; those that are so already are named."""

    models = [Product]
    template_name = "backoffice/products/confirm.html"
    is_public: ClassVar[bool]
    consequence: ClassVar[Promise]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse who may not change products before anything is read."""
        return renders_forbidden(self._dispatch)(request, *args, **kwargs)

    def _dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("catalogue.change_product"):
            raise PermissionDenied
        return cast("HttpResponse", super().dispatch(request, *args, **kwargs))

    def get_all_objects_in_listing_query(self, parent_id: Any) -> list[int]:
        """Offer no "all": it would mean every product, filtered or not."""
        return []

    def check_perm(self, obj: Product) -> bool:
        """Say whether the action changes this product, which must be the user's to see and no variant."""
        mine = products_for_staff(self.request.user)
        return obj.is_public != self.is_public and mine.filter(pk=obj.pk).exists()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell what will happen."""
        return super().get_context_data(consequence=self.consequence, action=self.display_name, **kwargs)

    def get_execution_context(self) -> dict[str, Any]:
        """Say who does it."""
        return {"user": self.request.user, "is_public": self.is_public}

    @classmethod
    def execute_action(
        cls, objects: Iterable[Product], *, user: Any = None, is_public: bool = False, **_kwargs: Any
    ) -> tuple[int, int]:
        """Change one after the other, each with an entry in its log."""
        changed = 0
        for product in objects:
            with transaction.atomic():
                product.is_public = is_public
                product.save(update_fields=["is_public", "date_updated"])
                log(product, "wagtail.edit", user=user)
            changed += 1
        return changed, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Tell how many were changed."""
        done = ngettext("%(count)s product changed.", "%(count)s products changed.", num_parent_objects)
        return done % {"count": num_parent_objects}


class PutOnSale(SaleAction):
    """Buyers see them."""

    display_name = _("Put up for sale")
    aria_label = _("Put the ticked products up for sale")
    action_type = "put_up_for_sale"
    action_priority = 10
    is_public = True
    consequence = _("Buyers see these products from now on.")


class TakeOffSale(SaleAction):
    """Buyers see them no more."""

    display_name = _("Take out of the shop")
    aria_label = _("Take the ticked products out of the shop")
    action_type = "take_out"
    action_priority = 20
    classes = {"serious"}
    is_public = False
    consequence = _("Buyers no longer find these products; orders, baskets' history and reviews stay.")


PRODUCT_ACTIONS = (PutOnSale, TakeOffSale)
