"""Approvals: what is asked, whom, what they answered; who stands in for whom; links that answer from a mail."""

from typing import cast

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

NAME_LENGTH = 200
MOST_LEVELS = 9
MOST_HOURS = 2_000


def _staff(name: str | Promise) -> models.ForeignKey:
    """Make a field that names a colleague; beside it stands their name, which stays once they are gone."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=cast("str", name),
    )


def _name(label: str | Promise) -> models.CharField:
    return models.CharField(cast("str", label), max_length=NAME_LENGTH, blank=True)


class Needs(models.TextChoices):
    """Whose yes a level needs."""

    ANY = "any", pgettext_lazy("of the approvers of a level", "any of them")
    ALL = "all", pgettext_lazy("of the approvers of a level", "all of them")


class Approval(models.Model):
    """A question about an object that others have to answer before something happens.

    `kind` names one of `kinds.KINDS`, which says how it is told and what an answer sets off. `data` holds what
    the telling needs, as it was when it was asked (plain JSON, amounts as decimal strings). `fingerprint` is
    what the object was like: once it is another, no answer holds (VOID). `level` is the one that is asked
    now. `source` names why it is asked, so that one reason asks once. Decided exactly once.
    """

    class State(models.TextChoices):
        """How it stands: all but OPEN are final."""

        OPEN = "open", pgettext_lazy("state of an approval", "open")
        APPROVED = "approved", pgettext_lazy("state of an approval", "approved")
        REFUSED = "refused", pgettext_lazy("state of an approval", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("state of an approval", "withdrawn")
        EXPIRED = "expired", pgettext_lazy("state of an approval", "expired")
        VOID = "void", pgettext_lazy("state of an approval", "void: changed since")

    kind = models.CharField(_("kind"), max_length=60)
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="approvals",
        verbose_name=_("customer"),
    )
    about_type = models.ForeignKey(
        ContentType,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kind of record"),
    )
    about_id = models.PositiveBigIntegerField(_("number of the record"), null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")
    data = models.JSONField(_("data"), default=dict, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    fingerprint = models.CharField(_("state of the record"), max_length=64, blank=True)
    source = models.CharField(_("source"), max_length=160, blank=True)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.OPEN)
    level = models.PositiveSmallIntegerField(_("level"), default=1)
    requested_by = _staff(_("requested by"))
    requested_by_name = _name(_("requested by"))
    requested_at = models.DateTimeField(_("requested"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = _staff(_("closed by"))
    closed_by_name = _name(_("closed by"))
    closing_note = models.TextField(_("comment"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-requested_at", "-pk"]
        default_permissions = ("view", "change")
        indexes = [
            models.Index(fields=["about_type", "about_id", "kind"], name="approvals_about"),
            models.Index(fields=["requested_by", "-requested_at", "-id"], name="approvals_asked_by"),
            models.Index(fields=["-requested_at", "-id"], name="approvals_newest"),
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="approvals_expiring"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="approvals_one_per_source"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="approvals_closed_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for an answer."""
        return self.state == self.State.OPEN


class ApprovalStep(models.Model):
    """One answer that a level asks for: of the people named (`StepPerson`), or of anybody of a role.

    A level whose steps need ALL is passed when each is approved, one that needs ANY with the first; a refusal
    ends the approval either way. Names stand beside the keys, so that they stay when staff leave.
    """

    class State(models.TextChoices):
        """How it stands: LATER waits for the levels below it, CLOSED is asked no more."""

        LATER = "later", pgettext_lazy("state of a step", "not yet asked")
        WAITING = "waiting", pgettext_lazy("state of a step", "waiting")
        APPROVED = "approved", pgettext_lazy("state of a step", "approved")
        REFUSED = "refused", pgettext_lazy("state of a step", "refused")
        CLOSED = "closed", pgettext_lazy("state of a step", "not needed any more")

    class Via(models.TextChoices):
        """How it was answered."""

        SCREEN = "screen", _("in the back office")
        MAIL = "mail", _("by the link of an e-mail")

    approval = models.ForeignKey(
        Approval, on_delete=models.CASCADE, related_name="steps", verbose_name=_("approval")
    )
    level = models.PositiveSmallIntegerField(_("level"), default=1)
    needs = models.CharField(_("needs"), max_length=3, choices=Needs.choices, default=Needs.ANY)
    group = models.ForeignKey(
        "auth.Group",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("role"),
    )
    group_name = _name(_("role"))
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.LATER)
    opened_at = models.DateTimeField(_("asked"), null=True, blank=True)
    escalate_after = models.PositiveSmallIntegerField(_("escalates after hours"), null=True, blank=True)
    counts_working_hours = models.BooleanField(_("counts working hours only"), default=True)
    escalates_at = models.DateTimeField(_("escalates"), null=True, blank=True)
    decided_by = _staff(_("decided by"))
    decided_by_name = _name(_("decided by"))
    decided_for = _staff(_("decided for"))
    decided_for_name = _name(_("decided for"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    comment = models.TextField(_("comment"), max_length=2000, blank=True)
    via = models.CharField(_("answered"), max_length=6, choices=Via.choices, blank=True)

    class Meta:
        verbose_name = _("step of an approval")
        verbose_name_plural = _("steps of approvals")
        ordering = ["level", "pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["group"], condition=Q(state="waiting"), name="approvals_waiting_for_role"),
            models.Index(fields=["escalates_at"], condition=Q(state="waiting"), name="approvals_escalating"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"]) | Q(decided_at__isnull=False),
                name="approvals_decided_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(comment=""), name="approvals_refusal_has_a_comment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id}/{self.level}: {self.state}"


class StepPerson(models.Model):
    """Somebody who may answer a step: named when it was asked, or added when it escalated."""

    step = models.ForeignKey(
        ApprovalStep, on_delete=models.CASCADE, related_name="people", verbose_name=_("step")
    )
    user = _staff(_("approver"))
    name = _name(_("approver"))
    added_at = models.DateTimeField(_("added"))
    is_escalation = models.BooleanField(_("by escalation"), default=False)

    class Meta:
        verbose_name = _("approver")
        verbose_name_plural = _("approvers")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["step", "user"], name="approvals_person_once_per_step"),
        ]

    def __str__(self) -> str:
        return self.name


class Delegation(models.Model):
    """From one day to another (both included, days of the shop's time zone) a colleague answers for another."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("who is away"),
    )
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("who answers for them"),
    )
    starts_on = models.DateField(pgettext_lazy("first day of a time", "from"))
    ends_on = models.DateField(pgettext_lazy("last day of a time", "until"))
    made_by = _staff(_("entered by"))
    made_by_name = _name(_("entered by"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="approvals_delegation_in_order"
            ),
            models.CheckConstraint(condition=~Q(owner=F("delegate")), name="approvals_delegation_to_another"),
        ]
        indexes = [models.Index(fields=["delegate", "ends_on"], name="approvals_delegated_to")]

    def __str__(self) -> str:
        return f"{self.owner_id} -> {self.delegate_id}, {self.starts_on} - {self.ends_on}"


class AnswerLink(models.Model):
    """A link of a mail by which one person answers one step, once; the address names it, signed."""

    step = models.ForeignKey(
        ApprovalStep, on_delete=models.CASCADE, related_name="links", verbose_name=_("step")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("approver")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer link")
        verbose_name_plural = _("answer links")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["step", "user"], name="approvals_one_link_per_step_and_person"),
        ]

    def __str__(self) -> str:
        return f"{self.step_id}/{self.user_id}"


class ApprovalRoute(ClusterableModel):
    """Who decides approvals of a kind, as staff set it; a kind without one goes to the requester's manager.

    `limit` is from which value on it has to be asked at all (in the kind's unit); empty: always.
    """

    kind = models.CharField(_("kind"), max_length=60, unique=True)
    limit = models.DecimalField(
        _("needed above"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    expires_after = models.PositiveSmallIntegerField(
        _("expires after days"), default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )

    class Meta:
        verbose_name = _("approval route")
        verbose_name_plural = _("approval routes")
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.kind


class ApprovalRouteStep(models.Model):
    """One answer that a route asks for; steps of a level are asked together, levels one after the other."""

    class Who(models.TextChoices):
        """Whom."""

        MANAGER = "manager", _("the requester's manager")
        PERSON = "person", _("a person")
        ROLE = "role", _("anybody of a role")

    route = ParentalKey(
        ApprovalRoute, on_delete=models.CASCADE, related_name="steps", verbose_name=_("approval route")
    )
    level = models.PositiveSmallIntegerField(
        _("level"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_LEVELS)]
    )
    needs = models.CharField(_("needs"), max_length=3, choices=Needs.choices, default=Needs.ANY)
    who = models.CharField(_("who decides"), max_length=8, choices=Who.choices, default=Who.MANAGER)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"is_staff": True},
        related_name="+",
        verbose_name=_("person"),
    )
    group = models.ForeignKey(
        "auth.Group",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("role"),
    )
    escalate_after = models.PositiveSmallIntegerField(
        _("escalates after hours"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)],
    )
    counts_working_hours = models.BooleanField(_("counts working hours only"), default=True)

    class Meta:
        verbose_name = _("step of an approval route")
        verbose_name_plural = _("steps of approval routes")
        ordering = ["level", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.level}: {self.who}"
