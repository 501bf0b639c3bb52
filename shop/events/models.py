"""The rows of the event log. Nothing is purged: the log is the record of what happened.

A log of any size does not slow delivery, because workers look only at partial indexes
of what is pending; these are as small as the backlog.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """A fact: written once, in the transaction of the fact itself, and never changed."""

    name = models.CharField(_("name"), max_length=80)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    ordering_key = models.CharField(_("ordering key"), max_length=80, blank=True)
    payload = models.JSONField(_("payload"))
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    # What led to it (`causes`), the first first; empty for what people and the shop did by themselves.
    causes = models.JSONField(_("causes"), null=True, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        default_permissions = ("view",)
        indexes = [models.Index(fields=["name", "id"], name="events_event_by_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Delivery(models.Model):
    """One event on its way to one subscriber.

    `attempts` counts the tries begun, the running one included, since publication or the
    last replay. `next_attempt_at` says when a worker may take it; while one holds it, this
    is the moment at which the hold lapses, should that worker be lost.
    """

    class State(models.TextChoices):
        """Where a delivery stands; `dead` means that a person has to look at it."""

        PENDING = "pending", _("pending")
        DONE = "done", _("done")
        DEAD = "dead", _("failed")

    # The unique constraint begins with the event, so that the key needs no index of its own.
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("event"), db_index=False
    )
    subscriber = models.CharField(_("subscriber"), max_length=120)
    partition_key = models.CharField(
        _("partition key"),
        max_length=210,
        blank=True,
        help_text=_("Deliveries of one partition wait for each other."),
    )
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        default_permissions = ("view",)
        permissions = [("replay_delivery", _("Can replay deliveries"))]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "subscriber"], name="events_one_delivery_per_subscriber"
            ),
            models.CheckConstraint(
                condition=models.Q(state="done", done_at__isnull=False)
                | (~models.Q(state="done") & models.Q(done_at__isnull=True)),
                name="events_done_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "event"],
                condition=models.Q(state="pending", attempts=0),
                name="events_fresh_deliveries",
            ),
            models.Index(
                fields=["next_attempt_at", "event"],
                condition=models.Q(state="pending", attempts__gt=0),
                name="events_repeated_deliveries",
            ),
            models.Index(
                fields=["partition_key", "event"],
                condition=models.Q(state="pending") & ~models.Q(partition_key=""),
                name="events_waiting_in_partition",
            ),
            models.Index(fields=["id"], condition=models.Q(state="dead"), name="events_dead_deliveries"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} -> {self.subscriber}"
