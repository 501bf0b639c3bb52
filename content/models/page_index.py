"""The index of the pages, by which readers find them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PageIndexEntry(models.Model):
    """What a published page says, as plain words; written by `content.page_search` when it is published.

    `title` and `words` are folded and stand between single spaces; `words` begins with the title.
    """

    page = models.OneToOneField(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
        verbose_name=_("page"),
    )
    title = models.TextField()
    words = models.TextField()
    summary = models.TextField(blank=True)

    class Meta:
        verbose_name = _("index entry of a page")
        verbose_name_plural = _("index entries of pages")

    def __str__(self) -> str:
        return str(self.page_id)
