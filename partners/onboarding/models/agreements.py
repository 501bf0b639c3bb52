"""The partner agreement, version by version, and who accepted which."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AgreementVersion(models.Model):
    """A version of the agreement; published it is what partners are asked to accept, and never changes again.

    Without `published_at` it is a draft. The published one with the highest number is current. Where it
    `is_required`, an account can change nothing in the portal before it is accepted.
    """

    number = models.PositiveSmallIntegerField(_("version"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), max_length=200_000)
    is_required = models.BooleanField(
        _("required"),
        default=True,
        help_text=_("Until it is accepted, a partner can read in the portal and change nothing."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        verbose_name = _("partner agreement")
        verbose_name_plural = _("partner agreements")
        ordering = ["-number"]
        permissions = [("publish_agreementversion", _("Can publish partner agreements"))]
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="partner_onboarding_versions_count_from_1")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def digest(self) -> str:
        """Return the SHA-256 of what is read in the active language: what an acceptance is proved by."""
        return hashlib.sha256(f"{self.number}\n{self.title}\n{self.text}".encode()).hexdigest()


class AgreementAcceptance(models.Model):
    """That an account accepted a version: who, when, in which language, and the digest of the words."""

    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.PROTECT,
        related_name="acceptances",
        verbose_name=_("partner account"),
    )
    version = models.ForeignKey(
        AgreementVersion, on_delete=models.PROTECT, related_name="acceptances", verbose_name=_("version")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    name = models.CharField(_("name of who accepted"), max_length=200)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    digest = models.CharField(_("digest of the text"), max_length=64)
    accepted_at = models.DateTimeField(_("accepted"))

    class Meta:
        verbose_name = _("accepted agreement")
        verbose_name_plural = _("accepted agreements")
        ordering = ["-accepted_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["account", "version"], name="partner_onboarding_a_version_is_accepted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.version}"
