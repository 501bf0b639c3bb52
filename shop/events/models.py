"""The rows of the event log."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """A fact: written once, in the transaction of the fact itself, and never changed."""

    name = models.CharField(_("name"), max_length=80)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    ordering_key = models.CharField(_("ordering key"), max_length=80, blank=True)
    payload = models.JSONField(_("payload"))
    published_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Delivery(models.Model):
    """One event on its way to one subscriber."""

    class State(models.TextChoices):
        """Where a delivery stands; `dead` means that a person has to look at it."""

        PENDING = "pending", _("pending")
        DONE = "done", _("done")
        DEAD = "dead", _("dead")

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("event")
    )
    subscriber = models.CharField(_("subscriber"), max_length=120)
    ordering_key = models.CharField(_("ordering key"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "subscriber"], name="events_one_delivery_per_subscriber"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} -> {self.subscriber}"
