"""The timeline of a customer: one row per thing that happened, and what belongs to such a row."""

from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.uploads.private import private_storage


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


class MailThread(models.Model):
    """Mails that answer each other; its number stands, signed, in the address that answers go to."""

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    subject = models.CharField(_("subject"), max_length=300)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("mail thread")
        verbose_name_plural = _("mail threads")
        default_permissions = ()

    def __str__(self) -> str:
        return self.subject


class TimelineEntry(models.Model):
    """Something that happened to a customer, told in the reader's language.

    `kind` names how it is told (see `kinds`); `data` holds what the telling needs: numbers, ids,
    amounts as decimal strings. `title` and `text` are only for what has words of its own, such as the
    subject of a letter or a note. `source` names the fact ("order:12:placed"), so that a fact told twice
    is one row. `author` is the colleague who wrote it; what the shop tells by itself has none and is never
    edited. `search_text` is what a search looks in, beside the mail. A removed one keeps its row without
    its words, and says who removed it.
    """

    class Direction(models.TextChoices):
        """Who turned to whom."""

        INCOMING = "in", pgettext_lazy("direction of a call or letter", "incoming")
        OUTGOING = "out", pgettext_lazy("direction of a call or letter", "outgoing")

    class Outcome(models.TextChoices):
        """What came of it."""

        REACHED = "reached", pgettext_lazy("outcome of a call", "reached")
        MESSAGE = "message", pgettext_lazy("outcome of a call", "left a message")
        NO_ANSWER = "no_answer", pgettext_lazy("outcome of a call", "no answer")
        AGREED = "agreed", pgettext_lazy("outcome of a conversation", "agreed")
        OPEN = "open", pgettext_lazy("outcome of a conversation", "still open")
        DECLINED = "declined", pgettext_lazy("outcome of a conversation", "declined")

    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.CASCADE,
        related_name="timeline_entries",
        verbose_name=_("customer"),
    )
    kind = models.CharField(_("kind"), max_length=60)
    occurred_at = models.DateTimeField(_("occurred"))
    title = models.CharField(_("title"), max_length=255, blank=True)
    text = models.TextField(_("text"), blank=True)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    source = models.CharField(_("source"), max_length=160)
    data = models.JSONField(_("data"), default=dict, blank=True)
    search_text = models.TextField(_("search text"), blank=True, editable=False)
    author = _staff(_("author"))
    # What the outbox forgets, the timeline forgets.
    mail = models.ForeignKey(
        "mail.Mail",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="timeline_entries",
        verbose_name=_("mail"),
    )
    thread = models.ForeignKey(
        MailThread,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("mail thread"),
    )
    pinned_at = models.DateTimeField(_("pinned"), null=True, blank=True)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removed_by = _staff(_("removed by"))

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")
        ordering = ["-occurred_at", "-pk"]
        indexes = [
            models.Index(fields=["customer", "-occurred_at", "-id"], name="timeline_of_customer"),
            models.Index(
                fields=["customer", "-pinned_at"],
                condition=Q(pinned_at__isnull=False),
                name="timeline_pinned",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source"], name="timeline_one_entry_per_fact"),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(title="", text="", search_text=""),
                name="timeline_removed_has_no_words",
            ),
        ]
        permissions = [("mail_timelineentry", _("Can write e-mails to customers"))]

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"


class EntryRevision(models.Model):
    """What an entry said before somebody edited it."""

    entry = models.ForeignKey(
        TimelineEntry, on_delete=models.CASCADE, related_name="revisions", verbose_name=_("timeline entry")
    )
    text = models.TextField(_("text"), blank=True)
    direction = models.CharField(
        _("direction"), max_length=3, choices=TimelineEntry.Direction.choices, blank=True
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=TimelineEntry.Outcome.choices, blank=True)
    occurred_at = models.DateTimeField(_("occurred"))
    replaced_at = models.DateTimeField(_("replaced"))
    replaced_by = _staff(_("replaced by"))

    class Meta:
        verbose_name = _("earlier text of an entry")
        verbose_name_plural = _("earlier texts of entries")
        ordering = ["-replaced_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.replaced_at:%Y-%m-%d %H:%M}"


class EntryAttachment(models.Model):
    """A file beside an entry; it has passed the gate of `shop.uploads`. Goes when its entry goes."""

    entry = models.ForeignKey(
        TimelineEntry, on_delete=models.CASCADE, related_name="attachments", verbose_name=_("timeline entry")
    )
    file = models.FileField(_("file"), storage=private_storage, upload_to="timeline/%Y/%m", max_length=200)
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("bytes"))

    class Meta:
        verbose_name = _("attachment of an entry")
        verbose_name_plural = _("attachments of entries")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class MailTemplate(models.Model):
    """Words that colleagues write mails from, in the shop's languages, with {placeholders}."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"), max_length=10_000, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("mail template")
        verbose_name_plural = _("mail templates")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
