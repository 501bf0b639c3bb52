"""What the fields of a profile are called, wherever a change of them is told."""

from collections.abc import Callable

from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer

LABELS: dict[str, str | Promise] = {
    "tags": _("Tags"),
    "contact": _("Contact points"),
    "address": _("Addresses"),
    "employment": _("Works at"),
    "employees": _("People"),
    "household": _("Household"),
    "preferred_channel": _("Preferred channel"),
    "preferred": _("Preferred contact points"),
    "identifier": _("Identifiers"),
}
#: Packages above name their own fields by the beginning of their names: "custom" for "custom:shoe_size".
SOURCES: dict[str, Callable[[str], str]] = {}


def label_of(field: str) -> str:
    """Return what a field is called in the reader's language; one that nobody knows goes by its name."""
    beginning, _colon, rest = field.partition(":")
    if rest and beginning in SOURCES:
        return SOURCES[beginning](rest)
    if field in LABELS:
        return str(LABELS[field])
    try:
        return str(capfirst(Customer._meta.get_field(field).verbose_name))  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return field
