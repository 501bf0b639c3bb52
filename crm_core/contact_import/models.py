"""A file of contacts, how its columns were mapped, what became of each row, and what could not be read."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.customers.models import Customer


class ContactFile(models.Model):
    """A file that somebody uploaded: mapped, checked, imported after a yes, undone if wanted.

    `mapping` says by heading which target a column is, `follow_ons` what else is made of the contacts;
    `counts` are those of the check, then of the import. `last_row` is how far an import got: it goes on
    behind it. `content` is forgotten in time.
    """

    class State(models.TextChoices):
        """Where the file stands."""

        MAPPING = "mapping", pgettext_lazy("state of an import", "Columns to be confirmed")
        WAITING = "waiting", pgettext_lazy("state of an import", "Waiting to be checked")
        CHECKING = "checking", pgettext_lazy("state of an import", "Being checked")
        CHECKED = "checked", pgettext_lazy("state of an import", "Checked, not imported yet")
        QUEUED = "queued", pgettext_lazy("state of an import", "Waiting to be imported")
        LOADING = "loading", pgettext_lazy("state of an import", "Being imported")
        DONE = "done", pgettext_lazy("state of an import", "Imported")
        FAILED = "failed", pgettext_lazy("state of an import", "Stopped")
        UNDOING = "undoing", pgettext_lazy("state of an import", "Being undone")
        UNDONE = "undone", pgettext_lazy("state of an import", "Undone")

    name = models.CharField(_("file"), max_length=255)
    content = models.BinaryField(_("content"), blank=True, default=bytes)
    digest = models.CharField(_("checksum"), max_length=64)
    layout = models.CharField(_("format"), max_length=20, blank=True)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    region = models.CharField(_("country of numbers without a country code"), max_length=2, blank=True)
    replaces = models.BooleanField(_("replace values that differ"), default=False)
    follow_ons = models.JSONField(_("made of the contacts"), default=list, blank=True)
    headings = models.JSONField(_("headings"), default=list, blank=True)
    samples = models.JSONField(_("samples"), default=dict, blank=True)
    mapping = models.JSONField(_("mapping"), default=dict, blank=True)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.MAPPING)
    failure = models.TextField(_("reason"), blank=True)
    counts = models.JSONField(_("numbers"), default=dict, blank=True)
    told = models.JSONField(_("preview"), default=list, blank=True)
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    rows_done = models.PositiveIntegerField(_("rows read"), default=0)
    last_row = models.PositiveIntegerField(_("imported up to row"), default=0)
    is_begun = models.BooleanField(_("import begun"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    touched_at = models.DateTimeField(_("last progress"), auto_now_add=True)

    class Meta:
        verbose_name = _("contact import")
        verbose_name_plural = _("contact imports")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        permissions = [("import_contactfile", _("Can import contacts and undo an import"))]

    def __str__(self) -> str:
        return self.name

    @property
    def is_busy(self) -> bool:
        """Whether a worker is at it, or soon will be."""
        state = self.State
        return self.state in {state.WAITING, state.CHECKING, state.QUEUED, state.LOADING, state.UNDOING}


class RememberedMapping(models.Model):
    """How columns of these headings were mapped last; `fingerprint` is of the headings, sorted."""

    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    mapping = models.JSONField(_("mapping"), default=dict)
    used_at = models.DateTimeField(_("used"), auto_now=True)

    class Meta:
        verbose_name = _("remembered mapping")
        verbose_name_plural = _("remembered mappings")
        default_permissions = ()

    def __str__(self) -> str:
        return self.fingerprint


class ImportedContact(models.Model):
    """What became of a row. `key` is the row's own: the same row imported again is the same customer's.

    `part` is empty for who the row is about and "company" for the company it names. `changes` says what
    was written, so that it can be taken back (`undo`).
    """

    class Outcome(models.TextChoices):
        """What it did."""

        NEW = "new", pgettext_lazy("outcome of a row", "new")
        CHANGED = "changed", pgettext_lazy("outcome of a row", "added to")
        UNCHANGED = "unchanged", pgettext_lazy("outcome of a row", "unchanged")

    file = models.ForeignKey(
        ContactFile, on_delete=models.CASCADE, related_name="rows", verbose_name=_("file")
    )
    number = models.PositiveIntegerField(_("row"))
    part = models.CharField(_("part"), max_length=10, blank=True)
    key = models.CharField(_("key"), max_length=64)
    customer = models.ForeignKey(
        Customer, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("customer")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    band = models.CharField(_("match"), max_length=10, blank=True)
    changes = models.JSONField(_("changes"), default=dict, blank=True)
    undone = models.CharField(_("undone"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("imported contact")
        verbose_name_plural = _("imported contacts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["file", "number", "part"], name="contact_import_row_once")
        ]
        indexes = [models.Index(fields=["key"], name="contact_import_by_key")]

    def __str__(self) -> str:
        return f"{self.file_id} #{self.number}"


class ContactProblem(models.Model):
    """A value that was left out, or a row that was refused (`is_refusal`), with the reason."""

    file = models.ForeignKey(
        ContactFile, on_delete=models.CASCADE, related_name="problems", verbose_name=_("file")
    )
    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=255, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    is_refusal = models.BooleanField(_("row refused"), default=False)

    class Meta:
        verbose_name = _("problem of a contact import")
        verbose_name_plural = _("problems of contact imports")
        default_permissions = ()
        ordering = ["row", "pk"]
        indexes = [models.Index(fields=["file", "row"], name="contact_import_problems")]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"
