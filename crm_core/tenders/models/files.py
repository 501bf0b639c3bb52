"""What a buyer attaches to a tender: drawings, specifications."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm_core.tenders.models.tenders import Tender
from shop.uploads.private import private_storage


class TenderFile(models.Model):
    """A file of the buyer's that passed the gate of `shop.uploads`. Goes when its tender goes."""

    tender = models.ForeignKey(
        Tender, on_delete=models.CASCADE, related_name="files", verbose_name=_("tender")
    )
    file = models.FileField(_("file"), storage=private_storage, upload_to="tenders/%Y/%m", max_length=200)
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("bytes"))
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("file of a tender")
        verbose_name_plural = _("files of tenders")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
