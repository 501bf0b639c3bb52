"""The states of an attempt, a charge, a refund and a dispute, in our words."""

from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class AttemptState(models.TextChoices):
    """Where a try to be paid stands."""

    CREATED = "created", pgettext_lazy("state of a payment", "created")
    WAITING = "waiting", _("waiting for the customer")
    PROCESSING = "processing", _("processing")
    AUTHORISED = "authorised", _("authorised")
    SUCCEEDED = "succeeded", _("paid")
    CANCELLED = "cancelled", _("cancelled")

    @classmethod
    def open(cls) -> list[str]:
        """List the states from which money may still come, or is held."""
        return [cls.CREATED, cls.WAITING, cls.PROCESSING, cls.AUTHORISED]


class ChargeState(models.TextChoices):
    """Where one charge stands."""

    FAILED = "failed", _("failed")
    PENDING = "pending", pgettext_lazy("state of a payment", "pending")
    AUTHORISED = "authorised", _("authorised")
    SUCCEEDED = "succeeded", _("received")
    RELEASED = "released", _("released")


class ChargeKind(models.TextChoices):
    """Who says that the money came."""

    PROVIDER = "provider", _("payment provider")
    TRANSFER = "transfer", _("bank statement")
    MANUAL = "manual", _("recorded manually")
    STORED_VALUE = "stored", _("store credit or gift card")


class RefundDestination(models.TextChoices):
    """Where a refund goes: to where the money came from, or to the buyer's store credit."""

    ORIGINAL = "original", _("original payment method")
    STORE_CREDIT = "store_credit", _("store credit")


class RefundState(models.TextChoices):
    """Where money stands that goes back."""

    REQUESTED = "requested", _("being sent")
    PENDING = "pending", pgettext_lazy("state of a payment", "pending")
    SUCCEEDED = "succeeded", _("refunded")
    FAILED = "failed", _("failed")

    @classmethod
    def counted(cls) -> list[str]:
        """List the states in which the amount is gone or about to be."""
        return [cls.REQUESTED, cls.PENDING, cls.SUCCEEDED]

    @classmethod
    def accepted(cls) -> list[str]:
        """List the states in which the provider, or our bank, has taken the order to send it."""
        return [cls.PENDING, cls.SUCCEEDED]


class DisputeState(models.TextChoices):
    """Where a dispute stands; the values are Stripe's."""

    WARNING = "warning_needs_response", _("inquiry, needs response")
    WARNING_REVIEW = "warning_under_review", _("inquiry, under review")
    WARNING_CLOSED = "warning_closed", _("inquiry, closed")
    NEEDS_RESPONSE = "needs_response", _("needs response")
    UNDER_REVIEW = "under_review", _("under review")
    PREVENTED = "prevented", _("prevented")
    WON = "won", _("won")
    LOST = "lost", _("lost")
