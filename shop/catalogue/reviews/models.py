"""Oscar's reviews under our package; ours: the photographs that come with them."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.reviews.models import *  # noqa: F403


def photo_name(photo: "ReviewPhoto", filename: str) -> str:
    """Name a file so that nobody can guess it before its review is approved."""
    return f"images/reviews/{uuid4().hex}.webp"


class ReviewPhoto(models.Model):
    """A photograph of a piece at its buyer's home; shown when its review is approved."""

    review = models.ForeignKey(
        "reviews.ProductReview", on_delete=models.CASCADE, related_name="photos", verbose_name=_("review")
    )
    picture = models.ImageField(_("photograph"), upload_to=photo_name, max_length=255)

    class Meta:
        app_label = "reviews"
        ordering = ["pk"]
        verbose_name = _("review photograph")
        verbose_name_plural = _("review photographs")

    def __str__(self) -> str:
        return str(self.picture)
