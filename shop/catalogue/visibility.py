"""Who may see a product or a category, as it was worked out from the rules (`shop.catalogue_visibility`).

Products and categories point at a profile; whatever is the same for thousands of them stands once.
"""

from collections.abc import Collection
from hashlib import blake2b

from django.db import models
from django.utils.translation import gettext_lazy as _


class VisibilityProfile(models.Model):
    """Whom something is shown to and hidden from, by audience ("company:7", "group:2", "everybody").

    Its key is made of its content, so that a profile never changes: something that is seen otherwise points
    at another one. Of a buyer's audiences the first that it names decides (`shop.partner.visibility`).
    `is_restricted`: who belongs to no audience that it names does not see it.
    """

    id = models.BigIntegerField(primary_key=True, editable=False)
    shown_to = models.JSONField(_("shown to"), default=list)
    hidden_from = models.JSONField(_("hidden from"), default=list)
    is_restricted = models.BooleanField(_("restricted"), default=False)

    class Meta:
        verbose_name = _("visibility profile")
        verbose_name_plural = _("visibility profiles")

    def __str__(self) -> str:
        return str(self.pk)


class HasVisibility(models.Model):
    """What points at a profile; empty is everybody. A variant's is its parent's, and its own stays empty."""

    visibility = models.ForeignKey(
        "catalogue.VisibilityProfile",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("visibility"),
    )

    class Meta:
        abstract = True


def profile_key(shown_to: Collection[str], hidden_from: Collection[str]) -> int:
    """Return the key of the profile with this content (63 bits)."""
    content = repr((sorted(shown_to), sorted(hidden_from)))
    return int.from_bytes(blake2b(content.encode(), digest_size=8).digest()) >> 1
