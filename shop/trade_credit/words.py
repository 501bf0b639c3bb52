"""What the buckets of an ageing report are called."""

from django.utils.translation import gettext_lazy as _

BUCKET_NAMES = {
    "current": _("Not due yet"),
    "d1": _("1 to 30 days overdue"),
    "d31": _("31 to 60 days overdue"),
    "d61": _("61 to 90 days overdue"),
    "d91": _("More than 90 days overdue"),
}
