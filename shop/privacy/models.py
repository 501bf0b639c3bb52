"""Somebody asked to be forgotten."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.user.models import new_key


class DeletionRequest(models.Model):
    """One wish to be forgotten: open until it is withdrawn or done; one open per account or address.

    It comes from an account, from somebody without one who showed that an address is theirs, or from staff
    on behalf of a customer. `subject` says by primary keys whom it is about beside `user` and `email`
    ({"customers": [12]}). `key` stands in the link that the person has; who has it sees this request. Nothing
    happens before `confirmed_at`; `delayed_by` names why it had to wait when it was last looked at.

    The row stays as the proof of what was done when: done, it holds no address and no reason any more, and
    `counts` says how many rows each eraser took. Its user stays too, without a name.
    """

    class Origin(models.TextChoices):
        """Who asked."""

        ACCOUNT = "account", _("account")
        GUEST = "guest", _("guest")
        STAFF = "staff", _("staff")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="deletion_requests",
        verbose_name=_("user"),
    )
    origin = models.CharField(
        _("requested by"), max_length=10, choices=Origin.choices, default=Origin.ACCOUNT
    )
    email = models.EmailField(_("e-mail"), blank=True)
    subject = models.JSONField(_("records"), default=dict, blank=True)
    key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("The language of the page on which deletion was requested; the e-mail about it uses it."),
    )
    requested_at = models.DateTimeField(_("requested"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"))
    told_at = models.DateTimeField(_("confirmed by mail"), null=True, blank=True)
    delayed_by = models.JSONField(_("delayed by"), default=list, blank=True)
    checked_at = models.DateTimeField(_("last checked"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    counts = models.JSONField(_("erased"), default=dict, blank=True)

    class Meta:
        verbose_name = _("deletion request")
        verbose_name_plural = _("deletion requests")
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(withdrawn_at=None, done_at=None),
                name="privacy_open_by_due",
            ),
            models.Index(fields=["-requested_at", "-id"], name="privacy_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(withdrawn_at=None, done_at=None),
                name="privacy_one_open_per_user",
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(withdrawn_at=None, done_at=None) & ~Q(email=""),
                name="privacy_one_open_per_address",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(done_at=None),
                name="privacy_withdrawn_or_done",
            ),
            # A finished request names nobody.
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(email="", reason=""), name="privacy_done_is_nameless"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(confirmed_at__lte=F("done_at")), name="privacy_confirmed_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.requested_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Say whether it still waits."""
        return self.withdrawn_at is None and self.done_at is None
