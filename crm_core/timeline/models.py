"""The timeline of a customer: one row per thing that happened."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TimelineEntry(models.Model):
    """Something that happened to a customer; written once, and told in the reader's language.

    `kind` names how it is told (see `kinds`); `data` holds what the telling needs: numbers, ids,
    amounts as decimal strings. `title` is only for what has words of its own, such as the
    subject of a letter. `source` names the fact ("order:12:placed"), so that a fact told twice
    is one row.
    """

    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.CASCADE,
        related_name="timeline_entries",
        verbose_name=_("customer"),
    )
    kind = models.CharField(_("kind"), max_length=60)
    occurred_at = models.DateTimeField(_("occurred"))
    title = models.CharField(_("title"), max_length=255, blank=True)
    source = models.CharField(_("source"), max_length=160)
    data = models.JSONField(_("data"), default=dict, blank=True)

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")
        ordering = ["-occurred_at", "-pk"]
        indexes = [
            models.Index(fields=["customer", "-occurred_at", "-id"], name="timeline_of_customer"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source"], name="timeline_one_entry_per_fact"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"
