"""What proves when a partner said what, and what both sides write to each other."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class EvidenceEntry(models.Model):
    """Something that happened to a registration; the database refuses to change or delete a row.

    `data` holds facts of the company that is claimed, never of a person: of the contact only whether it was
    changed. `digest` is SHA-256 of the entry with the digest of the one before, so that nothing can be left
    out or slipped in between unseen.
    """

    class Act(models.TextChoices):
        """What happened."""

        SUBMITTED = "submitted", _("submitted")
        CONFLICTS = "conflicts", _("conflict check")
        TAKEN = "taken", _("review begun")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned for changes")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXTENSION_ASKED = "extension_asked", _("extension requested")
        EXTENDED = "extended", _("protection extended")
        EXTENSION_REFUSED = "extension_refused", _("extension refused")
        WON = "won", _("won by an order")
        UNWON = "unwon", _("order cancelled")
        LOST = "lost", _("lost")
        EXPIRED = "expired", _("protection expired")
        JUDGED = "judged", _("conflict judged")

    registration = models.ForeignKey(
        "deal_registrations.DealRegistration",
        on_delete=models.PROTECT,
        related_name="evidence",
        verbose_name=_("deal registration"),
    )
    act = models.CharField(_("what happened"), max_length=20, choices=Act.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    by_partner = models.BooleanField(_("by the partner"), default=False)
    data = models.JSONField(_("facts"), default=dict)
    at = models.DateTimeField(_("when"))
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("evidence entry")
        verbose_name_plural = _("evidence entries")
        ordering = ["registration_id", "pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.act}"


class RegistrationMessage(models.Model):
    """What a partner and we write to each other about a registration."""

    registration = models.ForeignKey(
        "deal_registrations.DealRegistration",
        on_delete=models.CASCADE,
        related_name="messages",
        verbose_name=_("deal registration"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("author"),
    )
    from_partner = models.BooleanField(_("from the partner"))
    text = models.TextField(_("message"), max_length=2000)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("message about a deal registration")
        verbose_name_plural = _("messages about deal registrations")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:60]
