"""How discounts are called, before the order and after, and names that nothing else has."""

from django.db.models import Model
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

LONGEST = 120


def discount_name(offer: str, code: str = "") -> str:
    """Name a discount by the voucher's code where one gave it, else by what the offer is called."""
    return _("Voucher %(code)s") % {"code": code} if code else offer


def free_name(row: Model, words: str, language: str) -> str:
    """Return the words as a name in this language, with a number where another row is called so."""
    field, words = build_localized_fieldname("name", language), words[:LONGEST]
    others = type(row)._default_manager.exclude(pk=row.pk).filter(**{f"{field}__startswith": words})
    taken = set(others.values_list(field, flat=True))
    numbered = (f"{words} ({number})" for number in range(2, len(taken) + 3))
    return words if words not in taken else next(name for name in numbered if name not in taken)
