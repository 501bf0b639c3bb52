"""Deciding on several reviews at once."""

from collections.abc import Iterable
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _, ngettext

from shop.backoffice.confirmation import ConfirmedAction
from shop.reviews.models import ProductReview
from shop.reviews.services import approve_review, reject_review
from shop.user.models import User


class ReasonForm(forms.Form):
    """Why the ticked reviews are not shown."""

    reason = forms.CharField(label=_("Reason for hiding them"), max_length=500)


class ReviewAction(ConfirmedAction):
    """Give the ticked reviews one decision; those that have it already are named and left."""

    models = [ProductReview]
    permission = "reviews.change_productreview"
    item_template_name = "backoffice/confirm/review.html"
    icon = "comment"
    back_label = _("Back to the reviews")
    status: ClassVar[int]

    def check_perm(self, obj: ProductReview) -> bool:
        """Say whether the action changes this review."""
        return bool(obj.status != self.status)

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Tell how many were decided."""
        done = ngettext("%(count)s review moderated.", "%(count)s reviews moderated.", num_parent_objects)
        return done % {"count": num_parent_objects}


class Approve(ReviewAction):
    """Everybody reads them."""

    display_name = _("Show")
    aria_label = _("Show selected reviews")
    action_type = "approve"
    action_priority = 10
    status = ProductReview.APPROVED
    consequence = _("Everybody can read these reviews, and their stars count towards the rating.")

    @classmethod
    def execute_action(
        cls, objects: Iterable[ProductReview], *, user: User | None = None, **_kwargs: object
    ) -> tuple[int, int]:
        """Approve one after the other."""
        done = [approve_review(review, user=user) for review in objects]
        return len(done), 0


class Reject(ReviewAction):
    """Nobody but their authors reads them."""

    display_name = _("Hide")
    aria_label = _("Hide selected reviews")
    action_type = "reject"
    action_priority = 20
    classes = {"serious"}
    form_class = ReasonForm
    status = ProductReview.REJECTED
    consequence = _("Only their authors can read these reviews; their stars do not count.")

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[ProductReview],
        *,
        user: User | None = None,
        reason: str = "",
        **_kwargs: object,
    ) -> tuple[int, int]:
        """Reject one after the other, all for the same reason."""
        done = [reject_review(review, user=user, reason=reason) for review in objects]
        return len(done), 0


REVIEW_ACTIONS = (Approve, Reject)
