"""Deciding on several reviews at once."""

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, ngettext
from wagtail.admin.views.bulk_action import BulkAction

from shop.backoffice.access import renders_forbidden
from shop.reviews.models import ProductReview
from shop.reviews.services import approve_review, reject_review


class ReasonForm(forms.Form):
    """Why the ticked reviews are not shown."""

    reason = forms.CharField(label=_("Why they are not shown"), max_length=500)


class ReviewAction(BulkAction):
    """Give the ticked reviews one decision; those that have it already are named and left."""

    models = [ProductReview]
    template_name = "backoffice/reviews/confirm.html"
    status: ClassVar[int]
    consequence: ClassVar[Promise]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse who may not decide before anything is read."""
        return renders_forbidden(self._dispatch)(request, *args, **kwargs)

    def _dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("reviews.change_productreview"):
            raise PermissionDenied
        return cast("HttpResponse", super().dispatch(request, *args, **kwargs))

    def get_all_objects_in_listing_query(self, parent_id: Any) -> list[int]:
        """Offer no "all": it would mean every review, filtered or not."""
        return []

    def check_perm(self, obj: Any) -> bool:
        """Say whether the action changes this review."""
        return bool(obj.status != self.status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell what will happen."""
        return super().get_context_data(consequence=self.consequence, action=self.display_name, **kwargs)

    def get_execution_context(self) -> dict[str, Any]:
        """Say who decides, and why."""
        reason = self.cleaned_form.cleaned_data.get("reason", "") if self.cleaned_form else ""
        return {"user": self.request.user, "reason": reason}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Tell how many were decided."""
        done = ngettext("%(count)s review decided.", "%(count)s reviews decided.", num_parent_objects)
        return done % {"count": num_parent_objects}


class Approve(ReviewAction):
    """Everybody reads them."""

    display_name = _("Show")
    aria_label = _("Show the ticked reviews")
    action_type = "approve"
    action_priority = 10
    status = ProductReview.APPROVED
    consequence = _("Everybody reads these reviews, and their stars count.")

    @classmethod
    def execute_action(cls, objects: Iterable[Any], *, user: Any = None, **_kwargs: Any) -> tuple[int, int]:
        """Approve one after the other."""
        done = [approve_review(review, user=user) for review in objects]
        return len(done), 0


class Reject(ReviewAction):
    """Nobody but their authors reads them."""

    display_name = _("Do not show")
    aria_label = _("Do not show the ticked reviews")
    action_type = "reject"
    action_priority = 20
    classes = {"serious"}
    form_class = ReasonForm
    status = ProductReview.REJECTED
    consequence = _("Nobody but their authors reads these reviews; their stars do not count.")

    @classmethod
    def execute_action(
        cls, objects: Iterable[Any], *, user: Any = None, reason: str = "", **_kwargs: Any
    ) -> tuple[int, int]:
        """Reject one after the other, all for the same reason."""
        done = [reject_review(review, user=user, reason=reason) for review in objects]
        return len(done), 0


REVIEW_ACTIONS = (Approve, Reject)
