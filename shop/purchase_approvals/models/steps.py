"""Who is asked about a request, what they answered, and the links by which they may."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.purchase_approvals.models.requests import PurchaseRequest
from shop.purchase_approvals.models.rules import ApprovalLevel


class RequestStep(models.Model):
    """One level of a request in one round: levels are asked one after another."""

    class State(models.TextChoices):
        """How far it is."""

        LATER = "later", pgettext_lazy("approval", "asked later")
        WAITING = "waiting", pgettext_lazy("approval", "waiting")
        APPROVED = "approved", pgettext_lazy("approval", "approved")
        REJECTED = "rejected", pgettext_lazy("approval", "rejected")
        CLOSED = "closed", pgettext_lazy("approval", "not needed any more")

    request = models.ForeignKey(PurchaseRequest, on_delete=models.CASCADE, related_name="steps")
    round = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(_("level"))
    rule_name = models.CharField(_("rule"), max_length=120, blank=True)
    needs = models.CharField(max_length=5, choices=ApprovalLevel.Needs, default=ApprovalLevel.Needs.ANY)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.LATER)
    escalate_after = models.PositiveSmallIntegerField(null=True)
    opened_at = models.DateTimeField(null=True)
    escalates_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("approval step")
        verbose_name_plural = _("approval steps")
        ordering = ["round", "level"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["request", "round", "level"], name="purchase_approvals_one_step_per_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.level}"


class RequestApprover(models.Model):
    """Somebody who is asked in a step, and their answer; `decided_by` is another where a deputy answered.

    `approved_total` is the total (gross) that was shown with the yes.
    """

    class Via(models.TextChoices):
        """How it was answered."""

        SCREEN = "screen", _("on the page")
        MAIL = "mail", _("by the link of the mail")

    step = models.ForeignKey(RequestStep, on_delete=models.CASCADE, related_name="approvers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    is_escalation = models.BooleanField(default=False)
    is_approved = models.BooleanField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    approved_total = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    comment = models.TextField(_("comment"), blank=True)
    via = models.CharField(max_length=8, choices=Via, blank=True)

    class Meta:
        verbose_name = _("approver of a request")
        verbose_name_plural = _("approvers of requests")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["step", "user"], name="purchase_approvals_asked_once_per_step"),
        ]

    def __str__(self) -> str:
        return f"{self.step_id}: {self.name}"


class AnswerLink(models.Model):
    """The link by which one person may answer one step once, without logging in; mails carry it signed."""

    step = models.ForeignKey(RequestStep, on_delete=models.CASCADE, related_name="links")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("link of an approval mail")
        verbose_name_plural = _("links of approval mails")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["step", "user"], name="purchase_approvals_one_link_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.step_id}: {self.user_id}"
