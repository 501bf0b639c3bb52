"""Approvals: what is asked, whom, and what they answered; links that answer from a mail."""

from typing import cast

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

NAME_LENGTH = 200


def staff(name: str | Promise) -> models.ForeignKey:
    """Make a field that names a colleague; beside it stands their name, which stays once they are gone."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=cast("str", name),
    )


def kept_name(label: str | Promise) -> models.CharField:
    """Make the field of a name that stays."""
    return models.CharField(cast("str", label), max_length=NAME_LENGTH, blank=True)


class Needs(models.TextChoices):
    """Whose yes a level needs."""

    ANY = "any", pgettext_lazy("of the approvers of a level", "any of them")
    ALL = "all", pgettext_lazy("of the approvers of a level", "all of them")


class Approval(models.Model):
    """A question about an object that others have to answer before something happens.

    `kind` names one of `kinds.KINDS`, which says how it is told and what an answer sets off. `data` holds
    what the telling needs, as it was when it was asked (plain JSON, amounts as decimal strings).
    `fingerprint` is what the object was like: once it is another, no answer holds (VOID). `level` is the one
    that is asked now. `source` names why it is asked, so that one reason asks once. Decided exactly once.
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
    requested_by = staff(pgettext_lazy("of an approval", "requested by"))
    requested_by_name = kept_name(pgettext_lazy("of an approval", "requested by"))
    requested_at = models.DateTimeField(_("requested"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("when", "closed"), null=True, blank=True)
    closed_by = staff(_("closed by"))
    closed_by_name = kept_name(_("closed by"))
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
    group_name = kept_name(_("role"))
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.LATER)
    opened_at = models.DateTimeField(_("asked"), null=True, blank=True)
    escalate_after = models.PositiveSmallIntegerField(_("escalates after hours"), null=True, blank=True)
    counts_working_hours = models.BooleanField(_("counts working hours only"), default=True)
    escalates_at = models.DateTimeField(_("escalates"), null=True, blank=True)
    decided_by = staff(_("decided by"))
    decided_by_name = kept_name(_("decided by"))
    decided_for = staff(_("decided for"))
    decided_for_name = kept_name(_("decided for"))
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
    user = staff(_("approver"))
    name = kept_name(_("approver"))
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
