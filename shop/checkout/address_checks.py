"""Oscar's own check of an address, by our formats: a form and its model cannot disagree."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from oscar.apps.address.abstract_models import AbstractAddress

from shop.checkout.address_formats import FORMATS
from shop.contact_data import plain_postcode

_oscars_check = AbstractAddress.ensure_postcode_is_valid_for_country


def check_postcode(address: Any) -> None:
    """Write an address's postcode as its country does; refuse one that cannot be right.

    Where we know the country's postcodes our format decides: Oscar's expressions are older than
    Taiwan's six digits. Everywhere else Oscar's do, after what was typed is normalised.
    """
    address.postcode = plain_postcode(address.postcode)
    known = FORMATS.get(address.country_id) if address.country_id else None
    if known is None or not known.postcode or not address.postcode:
        _oscars_check(address)
        return
    found = known.clean_postcode(address.postcode)
    if found is None:
        words = gettext("Please write a postcode as %(example)s.") % {"example": known.example}
        raise ValidationError({"postcode": ValidationError(words, code="postcode")})
    address.postcode = found


def install() -> None:
    """Let every address check itself so: the buyer's, the order's, a supplier's."""
    setattr(AbstractAddress, _oscars_check.__name__, check_postcode)
