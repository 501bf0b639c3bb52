"""What colleagues are to do, mentions of colleagues, and how each wants to be told."""

from datetime import date, datetime
from typing import cast

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from django_fsm import FSMField, transition

from crm_core.timeline.models import TimelineEntry


def _staff(name: str | Promise) -> models.ForeignKey:
    """Make a field that names a colleague, and stays empty once they are gone."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=cast("str", name),
    )


class Activity(models.Model):
    """What somebody is to do by when: a to-do, call, meeting, mail or visit; at times with no customer.

    `due_at` of one that lasts `all_day` is the midnight with which its day begins in the shop's time zone;
    `duration` counts minutes. `about` is the deal, lead, order ... that it serves. `reason` names why the
    system proposed it (see `reasons`), `reason_data` what that reason's words need. `source` names what
    planned it ("rule:7:12"), so that it is planned once. `entry` is the note or call during which it was
    planned. `reminded_for` is the `due_at` that the assignee had a mail for. State changes by `services`.

    Of a series (`repeat`) there is one open instance; the next is planned when it is done or skipped.
    `repeat_start` is the day of the first, `repeat_number` counts from it (missed ones, too), and
    `repeat_zone` is the time zone in which the time of day stays the same.
    """

    class Kind(models.TextChoices):
        """What sort of work."""

        TODO = "todo", pgettext_lazy("kind of an activity", "To-do")
        CALL = "call", pgettext_lazy("kind of an activity", "Call")
        MEETING = "meeting", pgettext_lazy("kind of an activity", "Meeting")
        MAIL = "mail", pgettext_lazy("kind of an activity", "E-mail")
        VISIT = "visit", pgettext_lazy("kind of an activity", "Visit")

    class Priority(models.IntegerChoices):
        """How much it matters."""

        LOW = 1, pgettext_lazy("priority of an activity", "Low")
        NORMAL = 2, pgettext_lazy("priority of an activity", "Normal")
        HIGH = 3, pgettext_lazy("priority of an activity", "High")

    class State(models.TextChoices):
        """Whether it is still to be done."""

        OPEN = "open", pgettext_lazy("state of an activity", "Open")
        DONE = "done", pgettext_lazy("state of an activity", "Done")
        CANCELLED = "cancelled", pgettext_lazy("state of an activity", "Cancelled")

    class Repeat(models.TextChoices):
        """How often it comes again."""

        NEVER = "", _("does not repeat")
        DAILY = "daily", _("daily")
        WEEKLY = "weekly", _("weekly")
        MONTHLY = "monthly", _("monthly")
        YEARLY = "yearly", _("yearly")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TODO)
    subject = models.CharField(_("subject"), max_length=200)
    note = models.TextField(_("note"), blank=True, max_length=5000)
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("customer"),
    )
    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, null=True, blank=True, related_name="+", editable=False
    )
    object_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    about = GenericForeignKey("content_type", "object_id")
    entry = models.ForeignKey(
        TimelineEntry,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("timeline entry"),
    )
    assignee = _staff(_("assignee"))
    due_at = models.DateTimeField(_("due"))
    all_day = models.BooleanField(_("all day"), default=True)
    duration = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.NORMAL
    )
    state = FSMField(_("status"), max_length=10, choices=State.choices, default=State.OPEN)
    outcome = models.CharField(_("outcome"), max_length=10, choices=TimelineEntry.Outcome.choices, blank=True)
    result = models.TextField(_("result"), blank=True, max_length=20_000)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    reason_data = models.JSONField(_("data of the reason"), default=dict, blank=True)
    source = models.CharField(_("source"), max_length=160, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    created_by = _staff(_("created by"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = _staff(_("done by"))
    reminded_for = models.DateTimeField(null=True, blank=True, editable=False)
    repeat = models.CharField(_("repeat"), max_length=10, choices=Repeat.choices, blank=True)
    repeat_every = models.PositiveSmallIntegerField(_("every"), default=1)
    repeat_until = models.DateField(_("until"), null=True, blank=True)
    repeat_count = models.PositiveSmallIntegerField(_("number of times"), null=True, blank=True)
    repeat_start = models.DateField(null=True, blank=True, editable=False)
    repeat_number = models.PositiveIntegerField(default=1, editable=False)
    repeat_zone = models.CharField(max_length=64, blank=True, editable=False)
    previous = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="following", editable=False
    )

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["due_at", "pk"]
        permissions = [("export_activity", _("Can export activities"))]
        indexes = [
            models.Index(
                fields=["assignee", "due_at", "id"], condition=Q(state="open"), name="activities_my_open"
            ),
            models.Index(fields=["due_at", "id"], condition=Q(state="open"), name="activities_open"),
            models.Index(
                fields=["customer", "due_at"], condition=Q(state="open"), name="activities_of_customer"
            ),
            models.Index(fields=["due_at", "id"], name="activities_due"),
            models.Index(fields=["done_at", "id"], condition=Q(state="done"), name="activities_done"),
            models.Index(fields=["content_type", "object_id"], name="activities_about"),
            models.Index(fields=["entry"], condition=Q(entry__isnull=False), name="activities_of_entry"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="activities_once_per_source"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "done", "cancelled"]), name="activities_state"
            ),
            models.CheckConstraint(
                condition=Q(state="open", done_at=None) | ~Q(state="open") & Q(done_at__isnull=False),
                name="activities_done_has_a_moment",
            ),
            models.CheckConstraint(condition=Q(repeat_every__gte=1), name="activities_repeat_every"),
            models.CheckConstraint(
                condition=Q(repeat="") | Q(repeat_start__isnull=False), name="activities_series_has_a_start"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @transition(field=state, source=State.OPEN, target=State.DONE)
    def complete(self, *, by: object, at: datetime) -> None:
        """Say that it was done, by whom and when."""
        self.done_by, self.done_at = by, at

    @transition(field=state, source=State.OPEN, target=State.CANCELLED)
    def cancel(self, *, by: object, at: datetime) -> None:
        """Say that it will not be done, who says so and since when."""
        self.done_by, self.done_at = by, at

    @property
    def is_open(self) -> bool:
        """Say whether it is still to be done."""
        return self.state == self.State.OPEN

    @property
    def day(self) -> date:
        """Return the day on which it is due: the shop's for all day, else the reader's."""
        zone = timezone.get_default_timezone() if self.all_day else None
        return timezone.localdate(self.due_at, zone)

    @property
    def is_overdue(self) -> bool:
        """Say whether it should have been done by now: a day's work once the day is over."""
        if not self.is_open:
            return False
        return self.day < timezone.localdate() if self.all_day else self.due_at < timezone.now()


class Mention(models.Model):
    """A colleague named by @ in a note or an activity; told once, and seen when they open it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("colleague")
    )
    by = _staff(_("mentioned by"))
    entry = models.ForeignKey(
        TimelineEntry, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, null=True, blank=True, related_name="mentions"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["user", "-created_at"], condition=Q(seen_at=None), name="activities_mentions_new"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "entry"],
                condition=Q(entry__isnull=False),
                name="activities_mentioned_once_in_entry",
            ),
            models.UniqueConstraint(
                fields=["user", "activity"],
                condition=Q(activity__isnull=False),
                name="activities_mentioned_once_in_activity",
            ),
            models.CheckConstraint(
                condition=Q(entry=None, activity__isnull=False) | Q(entry__isnull=False, activity=None),
                name="activities_mention_is_in_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.entry_id or self.activity_id}"


class ActivitySettings(models.Model):
    """How a colleague wants to be told of activities, and the key of their calendar's address.

    Without a row: reminders a quarter of an hour before, of what lasts all day in the morning. `feed_key` is
    empty while there is no address; another one makes the old address worthless.
    """

    class Lead(models.IntegerChoices):
        """How many minutes before it is due."""

        AT_TIME = 0, _("when it is due")
        QUARTER = 15, _("15 minutes before")
        HOUR = 60, _("1 hour before")
        DAY = 1440, _("1 day before")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="activity_settings",
        verbose_name=_("colleague"),
    )
    mails_reminders = models.BooleanField(_("Remind me of activities by e-mail"), default=True)
    lead_minutes = models.PositiveSmallIntegerField(
        _("How early"), choices=Lead.choices, default=Lead.QUARTER
    )
    mails_mentions = models.BooleanField(_("Tell me by e-mail when a colleague mentions me"), default=True)
    feed_key = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("settings of activities")
        verbose_name_plural = _("settings of activities")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["feed_key"], condition=~Q(feed_key=""), name="activities_one_feed_per_key"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)
