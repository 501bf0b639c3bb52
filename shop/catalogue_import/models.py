"""Files that wait in the back office between their check and their load, and pictures still to be fetched."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.catalogue.models import ImportRun, Product


class CatalogueFile(models.Model):
    """A file of products that somebody uploaded: checked, shown, loaded after a yes.

    `check_run` and `load_run` hold the numbers and problems of either; `told` the first products of the
    preview; `ignored` the headings that nothing is read from. `content` is forgotten after a while.
    """

    class State(models.TextChoices):
        """Where the file stands."""

        WAITING = "waiting", _("Waiting to be checked")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked, not imported yet")
        QUEUED = "queued", _("Waiting to be imported")
        LOADING = "loading", _("Being imported")
        DONE = "done", _("Imported")
        FAILED = "failed", _("Stopped")

    name = models.CharField(_("File"), max_length=255)
    content = models.BinaryField(_("Content"), blank=True, default=bytes)
    digest = models.CharField(_("Checksum"), max_length=64)
    layout = models.CharField(_("Format"), max_length=20, blank=True)
    encoding = models.CharField(_("Encoding"), max_length=20, blank=True)
    language = models.CharField(_("Language"), max_length=10, blank=True)
    state = models.CharField(_("Status"), max_length=10, choices=State.choices, default=State.WAITING)
    failure = models.TextField(_("Reason"), blank=True)
    told: Any = models.JSONField(_("Preview"), default=list, blank=True)
    ignored: Any = models.JSONField(_("Columns not imported"), default=list, blank=True)
    rows_total = models.PositiveIntegerField(_("Rows"), default=0)
    rows_done = models.PositiveIntegerField(_("Rows read"), default=0)
    check_run = models.OneToOneField(
        ImportRun,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="checked_file",
        verbose_name=_("Check"),
    )
    load_run = models.OneToOneField(
        ImportRun,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="loaded_file",
        verbose_name=_("Import"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("By"),
    )
    created_at = models.DateTimeField(_("Uploaded"), auto_now_add=True)
    touched_at = models.DateTimeField(_("Last progress"), auto_now_add=True)

    class Meta:
        verbose_name = _("Catalogue import")
        verbose_name_plural = _("Catalogue imports")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def is_busy(self) -> bool:
        """Whether a worker is at it, or soon will be."""
        return self.state in {self.State.WAITING, self.State.CHECKING, self.State.QUEUED, self.State.LOADING}

    @property
    def run(self) -> ImportRun | None:
        """The numbers to show: of the load, before it those of the check."""
        return self.load_run or self.check_run


class RemotePicture(models.Model):
    """A picture that a file names by its address: fetched by a worker, or why it cannot be."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Waiting")
        FETCHING = "fetching", _("Being fetched")
        FETCHED = "fetched", _("Fetched")
        FAILED = "failed", _("Failed")

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="remote_pictures", verbose_name=_("Product")
    )
    url = models.CharField(_("URL"), max_length=1000)
    position = models.PositiveIntegerField(_("Position"), default=0)
    state = models.CharField(_("Status"), max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(_("Reason"), max_length=500, blank=True)
    touched_at = models.DateTimeField(_("Last attempt"), auto_now_add=True)

    class Meta:
        verbose_name = _("Remote image")
        verbose_name_plural = _("Remote images")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["product", "url"], name="catalogue_import_one_picture_per_url")
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(state__in=["waiting", "fetching"]),
                name="catalogue_import_to_fetch",
            )
        ]

    def __str__(self) -> str:
        return self.url
