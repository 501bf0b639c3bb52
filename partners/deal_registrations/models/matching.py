"""How the conflict check finds who may be the same end customer, and what it found."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PartyKey(models.Model):
    """A key of a registration, company or customer: who may be the same shares one. A hash, nobody's data.

    Exactly one of the three is set.
    """

    key = models.BigIntegerField(_("key"))
    registration = models.ForeignKey(
        "deal_registrations.DealRegistration",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("deal registration"),
    )
    company = models.ForeignKey(
        "b2b.Company", null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("company")
    )
    customer = models.ForeignKey(
        "customers.Customer",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("customer"),
    )

    class Meta:
        verbose_name = _("conflict key")
        verbose_name_plural = _("conflict keys")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["key", "registration", "company", "customer"], name="registrations_party_key"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(registration__isnull=False, company=None, customer=None)
                | Q(registration=None, company__isnull=False, customer=None)
                | Q(registration=None, company=None, customer__isnull=False),
                name="registrations_key_of_one_party",
            )
        ]

    def __str__(self) -> str:
        return str(self.key)


class ConflictLock(models.Model):
    """A key that submissions lock: of two that may be of one end customer the second waits for the first."""

    key = models.BigIntegerField(_("key"), primary_key=True)

    class Meta:
        verbose_name = _("lock of a conflict key")
        verbose_name_plural = _("locks of conflict keys")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.key)


class ConflictMatch(models.Model):
    """Somebody whom a registration may collide with: another registration, a company or a customer.

    `kinds` names what agrees ("vat", "domain", "email", "name", "address", "hierarchy"), `score` (0 to 100)
    how sure it is. `is_conflict` marks what a partner is told of: another partner's live registration, or a
    company or customer whom we sell to directly or have an open deal with. Staff judge it.
    """

    class Verdict(models.TextChoices):
        """What staff think of it."""

        OPEN = "open", _("not judged")
        SAME = "same", _("same end customer")
        DIFFERENT = "different", _("not the same")

    registration = models.ForeignKey(
        "deal_registrations.DealRegistration",
        on_delete=models.CASCADE,
        related_name="matches",
        verbose_name=_("deal registration"),
    )
    other = models.ForeignKey(
        "deal_registrations.DealRegistration",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("other registration"),
    )
    company = models.ForeignKey(
        "b2b.Company", null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("company")
    )
    customer = models.ForeignKey(
        "customers.Customer",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("customer"),
    )
    kinds = models.JSONField(_("what agrees"), default=list)
    score = models.PositiveSmallIntegerField(_("score"))
    is_conflict = models.BooleanField(_("conflict"), default=False)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, default=Verdict.OPEN)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("judged by"),
    )
    found_at = models.DateTimeField(_("found"), auto_now_add=True)

    class Meta:
        verbose_name = _("potential conflict")
        verbose_name_plural = _("potential conflicts")
        ordering = ["-is_conflict", "-score", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["registration", name],
                condition=Q(**{f"{name}__isnull": False}),
                name=f"registrations_one_match_per_{name}",
            )
            for name in ("other", "company", "customer")
        ]

    def __str__(self) -> str:
        return f"{self.registration_id}: {', '.join(self.kinds)}"
