"""What both sides write and attach."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm_core.quotes.models.quotes import Quote
from shop.uploads.private import private_storage


class QuoteComment(models.Model):
    """What one side wrote to the other about a line (`line_key`) or about all of it (None)."""

    quote = models.ForeignKey(
        Quote, on_delete=models.CASCADE, related_name="comments", verbose_name=_("quote")
    )
    line_key = models.PositiveSmallIntegerField(_("line"), null=True, blank=True)
    by_buyer = models.BooleanField(_("by the buyer"), default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    author_name = models.CharField(_("name"), max_length=200, blank=True)
    text = models.TextField(_("text"), max_length=2000)
    written_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("comment on a quote")
        verbose_name_plural = _("comments on quotes")
        ordering = ["written_at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:80]


class QuoteFile(models.Model):
    """A file that one side attached; it has passed the gate of `shop.uploads`. Goes when its quote goes."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="files", verbose_name=_("quote"))
    file = models.FileField(_("file"), storage=private_storage, upload_to="quotes/%Y/%m", max_length=200)
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("bytes"))
    by_buyer = models.BooleanField(_("by the buyer"), default=False)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("file of a quote")
        verbose_name_plural = _("files of quotes")
        ordering = ["added_at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
