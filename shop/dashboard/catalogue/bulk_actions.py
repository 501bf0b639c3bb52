"""Changing several products at once."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _, ngettext
from wagtail.log_actions import log

from shop.backoffice.confirmation import ConfirmedAction
from shop.catalogue.models import Product
from shop.dashboard.catalogue.prices.views import address_for
from shop.dashboard.catalogue.queries import products_for_staff
from shop.user.models import User


class SaleAction(ConfirmedAction):
    """Put the ticked products up for sale or take them out; those that are so already are named."""

    models = [Product]
    permission = "catalogue.change_product"
    item_template_name = "backoffice/confirm/product.html"
    icon = "grid"
    back_label = _("Back to the products")
    is_public: ClassVar[bool]

    def check_perm(self, obj: Product) -> bool:
        """Say whether the action changes this product, which must be the user's to see and no variant."""
        mine = products_for_staff(self.request.user)
        if self.is_public and not obj.title:  # nobody can be shown a product without a name
            return False
        return obj.is_public != self.is_public and mine.filter(pk=obj.pk).exists()

    def get_execution_context(self) -> dict[str, object]:
        """Say who does it."""
        return {"user": self.request.user, "is_public": self.is_public}

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[Product],
        *,
        user: User | None = None,
        is_public: bool = False,
        **_kwargs: object,
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

    display_name = _("Publish")
    aria_label = _("Publish selected products")
    action_type = "put_up_for_sale"
    action_priority = 10
    is_public = True
    consequence = _("These products become visible in the shop.")


class TakeOffSale(SaleAction):
    """Buyers see them no more."""

    display_name = _("Unpublish")
    aria_label = _("Unpublish selected products")
    action_type = "take_out"
    action_priority = 20
    classes = {"serious"}
    is_public = False
    consequence = _("These products are no longer visible in the shop; orders, baskets and reviews are kept.")


class ChangePrices(ConfirmedAction):
    """Lead to the page on which the prices of the ticked products are changed."""

    models = [Product]
    display_name = _("Change prices")
    aria_label = _("Change the prices of selected products")
    action_type = "change_prices"
    action_priority = 30
    permission = "partner.change_stockrecord"

    def _dispatch(self, request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
        """Hand the ticked products on; that page asks for the rights."""
        return redirect(address_for(id=request.GET.getlist("id")))

    @classmethod
    def execute_action(cls, objects: Iterable[object], **_kwargs: object) -> tuple[int, int]:  # noqa: ARG003
        """Change nothing here: the page does."""
        return 0, 0


PRODUCT_ACTIONS = (PutOnSale, TakeOffSale, ChangePrices)
