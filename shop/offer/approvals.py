"""Approval by a second person, of whatever gives a discount: the columns that say how far it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.user.models import User


class ApprovalState(models.TextChoices):
    """How far the approval is."""

    DRAFT = "draft", _("draft")
    WAITING = "waiting", _("in approval")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", pgettext_lazy("of a promotion", "refused")


class Approved(models.Model):
    """What somebody asks for and somebody else decides.

    `digest` is that of the terms that were asked for or approved: with other terms it is a draft again. Each
    model holds by a constraint of its own that nobody decides what they asked for.
    """

    State = ApprovalState

    state = models.CharField(
        _("Approval"), max_length=10, choices=ApprovalState.choices, default=ApprovalState.DRAFT
    )
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=500, blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True
