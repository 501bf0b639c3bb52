"""A mail and what became of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.uploads.private import private_storage


class Mail(models.Model):
    """One mail to one person. `key` says what it is about: a second mail with the key is never made."""

    class Status(models.TextChoices):
        """How far it has come: claimed by a sender, then handed over; uncertain if that broke off."""

        WAITING = "waiting", _("queued")
        SENDING = "sending", _("being sent")
        SUBMITTING = "handing", _("being submitted")
        SENT = "sent", pgettext_lazy("state of a mail", "sent")
        UNCERTAIN = "uncertain", _("unconfirmed")
        FAILED = "failed", _("failed")
        BOUNCED = "bounced", _("bounced")
        NOT_SENT = "not_sent", _("not sent")

    class Refusal(models.TextChoices):
        """Why a mail that is no transactional one was not sent."""

        NO_CONSENT = "no_consent", _("no consent")
        WITHDRAWN = "withdrawn", _("consent withdrawn")
        OBJECTED = "objected", _("recipient objected")
        COMPLAINED = "complained", _("recipient marked an e-mail as spam")
        BOUNCED = "bounced", _("address bounced")
        MANUAL = "manual", _("address suppressed by staff")
        BAD_ADDRESS = "bad_address", _("not an e-mail address")
        OUTDATED = "outdated", _("no longer needed")
        TOO_SOON = "too_soon", _("too soon after another e-mail")

    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    purpose = models.CharField(
        _("purpose"), max_length=40, blank=True, help_text=_("Empty for transactional e-mails.")
    )
    to = models.EmailField(pgettext_lazy("of a mail", "to"), db_index=True)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"))
    is_secret = models.BooleanField(
        _("confidential"),
        default=False,
        help_text=_(
            "Contains a personal link or code: only the recipient may read it, and it is not stored."
        ),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WAITING)
    refusal = models.CharField(_("reason not sent"), max_length=12, choices=Refusal.choices, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    problem = models.CharField(_("problem"), max_length=500, blank=True)
    message_id = models.CharField(_("message id"), max_length=200, blank=True, db_index=True)
    provider_id = models.CharField(_("provider's id"), max_length=200, blank=True, db_index=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    due_at = models.DateTimeField(_("due"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    complained_at = models.DateTimeField(_("marked as spam"), null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("user"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("author"),
        help_text=_("The colleague who wrote it; empty for what the shop writes by itself."),
    )
    is_personal = models.BooleanField(
        _("personal"), default=False, help_text=_("Written by a colleague to this one customer.")
    )
    reply_to = models.CharField(_("reply address"), max_length=254, blank=True)
    in_reply_to = models.CharField(_("answers the message"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="not_sent") & ~models.Q(refusal="")
                | ~models.Q(status="not_sent") & models.Q(refusal=""),
                name="mail_not_sent_has_its_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="mail_newest"),
            models.Index(
                fields=["due_at"],
                condition=models.Q(status__in=["waiting", "sending", "handing"]),
                name="mail_due",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class MailAttachment(models.Model):
    """A file that goes with a mail; it has passed the gate of `shop.uploads`. Goes when the mail goes."""

    mail = models.ForeignKey(
        Mail, on_delete=models.CASCADE, related_name="attachments", verbose_name=_("mail")
    )
    file = models.FileField(_("file"), storage=private_storage, upload_to="mail/%Y/%m", max_length=200)
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("bytes"))

    class Meta:
        verbose_name = _("attachment of a mail")
        verbose_name_plural = _("attachments of mails")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
