"""What loads of the catalogue from files leave behind."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One load of a file; written with each batch, so that a killed load knows where it was.

    `digest` stands for file and mapping together; `last_row` is the last row that was written.
    """

    digest = models.CharField(_("Checksum"), max_length=64, db_index=True)
    file_name = models.CharField(_("File"), max_length=255)
    last_row = models.PositiveBigIntegerField(_("Last row"), default=0)
    created = models.PositiveIntegerField(_("Created"), default=0)
    updated = models.PositiveIntegerField(_("Updated"), default=0)
    unchanged = models.PositiveIntegerField(_("Unchanged"), default=0)
    refused = models.PositiveIntegerField(_("Rejected"), default=0)
    started_at = models.DateTimeField(_("Started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("Finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("Import")
        verbose_name_plural = _("Imports")

    def __str__(self) -> str:
        return f"{self.file_name} {self.started_at:%Y-%m-%d %H:%M}"


class ImportProblem(models.Model):
    """Why a row of a file was not loaded."""

    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, related_name="problems", verbose_name=_("Import")
    )
    row = models.PositiveBigIntegerField(_("Row"))
    column = models.CharField(_("Column"), max_length=255, blank=True)
    reason = models.CharField(_("Reason"), max_length=500)

    class Meta:
        verbose_name = _("Import problem")
        verbose_name_plural = _("Import problems")
        ordering = ["row", "pk"]

    def __str__(self) -> str:
        return f"{self.row}: {self.column}: {self.reason}"
