"""Words of Wagtail's screens that its Chinese catalogues do not have; ours do, since they are named here."""

from django.utils.translation import gettext_noop

WORDS = (
    gettext_noop("Words"),
    gettext_noop("Correct the validation errors to resume preview (saving will highlight errors)"),
)
