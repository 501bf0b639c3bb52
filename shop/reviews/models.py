"""Oscar's reviews under our package; ours: photographs, and what the shop decided and answered."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.reviews.abstract_models import AbstractProductReview


class ProductReview(AbstractProductReview):
    """Oscar's review, found quickly by what became of it."""

    class Meta(AbstractProductReview.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["status", "-date_created", "-id"], name="reviews_by_status"),
            models.Index(fields=["-date_created", "-id"], name="reviews_by_date"),
        ]


def photo_name(photo: "ReviewPhoto", filename: str) -> str:
    """Name a file so that nobody can guess it before its review is approved."""
    return f"images/reviews/{uuid4().hex}.webp"


class ReviewPhoto(models.Model):
    """A photograph of a piece at its buyer's home; shown when its review is approved."""

    review = models.ForeignKey(
        "reviews.ProductReview", on_delete=models.CASCADE, related_name="photos", verbose_name=_("review")
    )
    picture = models.ImageField(_("photo"), upload_to=photo_name, max_length=255)

    class Meta:
        app_label = "reviews"
        ordering = ["pk"]
        verbose_name = _("review photo")
        verbose_name_plural = _("review photos")

    def __str__(self) -> str:
        return str(self.picture)


class ReviewDecision(models.Model):
    """What the shop made of a review: who read it, why it is not shown, what the shop answers.

    The reason is for colleagues; the answer is shown to everybody below the review.
    """

    review = models.OneToOneField(
        "reviews.ProductReview", on_delete=models.CASCADE, related_name="decision", verbose_name=_("review")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    reply = models.TextField(_("shop reply"), max_length=2000, blank=True)
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True)
    decided_at = models.DateTimeField(_("moderated"), auto_now=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("moderated by"),
    )

    class Meta:
        app_label = "reviews"
        verbose_name = _("moderation decision")
        verbose_name_plural = _("moderation decisions")

    def __str__(self) -> str:
        return f"{self.review_id}: {self.reason or self.reply}"


from oscar.apps.catalogue.reviews.models import *  # type: ignore[assignment]  # noqa: E402, F403
