"""What the buckets of an ageing report are called; in a table by days overdue."""

from django.utils.translation import gettext_lazy as _

BUCKET_NAMES = {
    "current": _("Not due yet"),
    "d1": _("1 to 30 days overdue"),
    "d31": _("31 to 60 days overdue"),
    "d61": _("61 to 90 days overdue"),
    "d91": _("More than 90 days overdue"),
}
SHORT_NAMES = {**BUCKET_NAMES, "d1": "1-30", "d31": "31-60", "d61": "61-90", "d91": "> 90"}
