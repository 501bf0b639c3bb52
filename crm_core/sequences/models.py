"""Sequences: what is sent and done, in which order; who is in one, how far, and why they left it."""

from typing import cast

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from crm_core.activities.models import Activity

MOST_DAYS = 365


def _staff(name: str | Promise) -> models.ForeignKey:
    """Make a field that names a colleague, and stays empty once they are gone."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"is_staff": True},
        related_name="+",
        verbose_name=cast("str", name),
    )


class Sequence(ClusterableModel):
    """Mails and activities for a customer, one after the other, until the reason for them ends.

    `purpose` is what its mails are for: the ledger of consents decides who gets them. Mails are in the name
    of the customer's owner, else of `sender`. `send_at` is an hour at the customer's place, which
    `local_time.zone_of` knows.
    """

    class State(models.TextChoices):
        """DRAFT takes nobody in; PAUSED does nothing meanwhile; ARCHIVED takes nobody in and ends."""

        DRAFT = "draft", pgettext_lazy("state of a sequence", "draft")
        ACTIVE = "active", pgettext_lazy("state of a sequence", "active")
        PAUSED = "paused", pgettext_lazy("state of a sequence", "paused")
        ARCHIVED = "archived", pgettext_lazy("state of a sequence", "archived")

    class OnRefusal(models.TextChoices):
        """What becomes of somebody who may not be written to."""

        SKIP = "skip", _("leave out the e-mail and go on")
        STOP = "stop", _("stop the sequence")

    name = models.CharField(pgettext_lazy("of a sequence", "name"), max_length=100, unique=True)
    goal = models.CharField(_("goal"), max_length=300, blank=True)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.DRAFT)
    purpose = models.CharField(_("purpose"), max_length=40)
    sender = _staff(_("sender"))
    send_at = models.TimeField(_("hour"), default="09:00")
    working_days_only = models.BooleanField(_("on working days only"), default=True)
    on_refusal = models.CharField(
        _("without consent"), max_length=4, choices=OnRefusal.choices, default=OnRefusal.STOP
    )
    stops_on_reply = models.BooleanField(_("stops on a reply"), default=True)
    stops_on_order = models.BooleanField(_("stops on an order"), default=True)
    stops_on_deal = models.BooleanField(_("stops when a deal is won or lost"), default=True)
    created_by = _staff(_("created by"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("sequence")
        verbose_name_plural = _("sequences")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SequenceStep(models.Model):
    """One step: a mail from a template, an activity for the customer's owner, or only time that passes."""

    sort_order_field = "position"

    class Kind(models.TextChoices):
        """What is done."""

        MAIL = "mail", pgettext_lazy("step of a sequence", "e-mail")
        ACTIVITY = "activity", pgettext_lazy("step of a sequence", "activity")
        WAIT = "wait", pgettext_lazy("step of a sequence", "wait")

    sequence = ParentalKey(
        Sequence, on_delete=models.CASCADE, related_name="steps", verbose_name=_("sequence")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.MAIL)
    days = models.PositiveSmallIntegerField(
        _("days after the step before"), default=0, validators=[MaxValueValidator(MOST_DAYS)]
    )
    at = models.TimeField(
        pgettext_lazy("of a step", "hour"), null=True, blank=True, help_text=_("Empty: the sequence's hour.")
    )
    template = models.ForeignKey(
        "timeline.MailTemplate",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("mail template"),
    )
    activity_kind = models.CharField(
        _("kind of activity"), max_length=10, choices=Activity.Kind.choices, blank=True
    )
    subject = models.CharField(_("subject of the activity"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("step of a sequence")
        verbose_name_plural = _("steps of sequences")
        ordering = ["position", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="mail") | Q(template__isnull=False), name="sequences_mail_has_a_template"
            ),
            models.CheckConstraint(
                condition=~Q(kind="activity") | ~Q(subject=""), name="sequences_activity_has_a_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence_id}/{self.position}: {self.kind}"


class Enrolment(models.Model):
    """A customer in a sequence: once at a time (`open_in`). `due_at` is when the next step is done.

    `reason` says why it was stopped or paused. `source` names what enrolled them, so that one reason does
    it once. Of two records that became one, the merged one's stays with it and waits for an undone merge.
    """

    class State(models.TextChoices):
        """How it stands: FINISHED had all steps, STOPPED had not."""

        ACTIVE = "active", pgettext_lazy("state of an enrolment", "active")
        PAUSED = "paused", pgettext_lazy("state of an enrolment", "paused")
        FINISHED = "finished", pgettext_lazy("state of an enrolment", "finished")
        STOPPED = "stopped", pgettext_lazy("state of an enrolment", "stopped")

    class Reason(models.TextChoices):
        """Why it was stopped or paused."""

        REPLIED = "replied", pgettext_lazy("state of an enrolment", "replied")
        ORDERED = "ordered", _("ordered")
        DEAL_WON = "deal_won", _("deal won")
        DEAL_LOST = "deal_lost", _("deal lost")
        NO_CONSENT = "no_consent", _("no consent")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
        OBJECTED = "objected", _("objected")
        UNREACHABLE = "unreachable", _("address does not take e-mails")
        NO_ADDRESS = "no_address", _("no e-mail address")
        BY_HAND = "by_hand", _("stopped by a colleague")
        BY_RULE = "by_rule", _("stopped by a rule")
        ARCHIVED = "archived", _("sequence archived")
        ERASED = "erased", _("personal data erased")
        MERGED = "merged", _("the other record goes on")
        OPEN_PLACEHOLDER = "placeholder", _("a placeholder of the e-mail has no value")
        NO_SENDER = "no_sender", _("nobody to write in whose name")

    OPEN_STATES = ("active", "paused")

    sequence = models.ForeignKey(
        Sequence, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("sequence")
    )
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.CASCADE,
        related_name="enrolments",
        verbose_name=_("customer"),
    )
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.ACTIVE)
    reason = models.CharField(_("why"), max_length=12, choices=Reason.choices, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=160, blank=True)
    thread = models.ForeignKey(
        "timeline.MailThread",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("mail thread"),
    )
    enrolled_by = _staff(_("enrolled by"))
    enrolled_at = models.DateTimeField(_("enrolled"))
    due_at = models.DateTimeField(_("next step"), null=True, blank=True)
    open_in = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("The number of the sequence while the enrolment is open, empty after that."),
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = _staff(_("ended by"))

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-enrolled_at", "-pk"]
        default_permissions = ("add", "view", "change")
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="active"), name="sequences_due"),
            models.Index(fields=["customer", "-enrolled_at", "-id"], name="sequences_of_customer"),
            models.Index(fields=["sequence", "-enrolled_at", "-id"], name="sequences_enrolments"),
            models.Index(fields=["thread"], condition=Q(thread__isnull=False), name="sequences_threads"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "open_in"],
                name="sequences_one_open_enrolment",
            ),
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="sequences_one_per_source"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["active", "paused"], ended_at=None, open_in=models.F("sequence_id"))
                | Q(state__in=["finished", "stopped"], ended_at__isnull=False, open_in=None),
                name="sequences_open_until_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.sequence_id}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Tell whether it goes on, or can."""
        return self.state in self.OPEN_STATES


class StepRun(models.Model):
    """That a step was done for an enrolment, or left out and why: one row, whoever came to do it."""

    class Outcome(models.TextChoices):
        """What came of it; SENT is with the outbox, DONE an activity planned or time passed."""

        SENT = "sent", pgettext_lazy("outcome of a step", "sent")
        DONE = "done", pgettext_lazy("outcome of a step", "done")
        REFUSED = "refused", pgettext_lazy("outcome of a step", "not sent")

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="runs", verbose_name=_("enrolment")
    )
    # What a step was is kept when a step is taken out of its sequence.
    step = models.ForeignKey(
        SequenceStep,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="runs",
        verbose_name=_("step"),
    )
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=8, choices=SequenceStep.Kind.choices)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    reason = models.CharField(_("reason not sent"), max_length=12, blank=True)
    mail = models.ForeignKey(
        "mail.Mail",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("mail"),
    )
    ran_at = models.DateTimeField(_("done"))
    replied_at = models.DateTimeField(
        _("replied"), null=True, blank=True, help_text=_("When an answer came after this e-mail.")
    )

    class Meta:
        verbose_name = _("step done")
        verbose_name_plural = _("steps done")
        ordering = ["ran_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "step"], name="sequences_each_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}/{self.position}: {self.outcome}"
