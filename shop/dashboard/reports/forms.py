"""Reports that always say of which days they are."""

from datetime import timedelta

from django.utils import timezone
from oscar.apps.dashboard.reports import forms

DAYS = timedelta(days=30)


class ReportForm(forms.ReportForm):
    """Oscar's form; where no days are given a report is of the last thirty, not of everything at once."""

    def clean(self) -> dict[str, object]:
        """Fill in the days that a report of days lacks."""
        data = super().clean()
        generator = self.get_generator(data.get("report_type"))
        if generator is None or "date_from" in self.get_unsupported_fields(generator) or self.errors:
            return data
        if not data.get("date_to"):
            data["date_to"] = max(timezone.localdate(), data.get("date_from") or timezone.localdate())
        if not data.get("date_from"):
            data["date_from"] = data["date_to"] - DAYS
        return data
