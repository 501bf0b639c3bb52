"""Haystack's engine for Xapian, which cannot store the Decimal price that Oscar's index hands it."""

from decimal import Decimal

import xapian_backend

_stored = xapian_backend._term_to_xapian_value


def _value(term: object, field_type: str) -> str:
    return _stored(float(term) if isinstance(term, Decimal) else term, field_type)


xapian_backend._term_to_xapian_value = _value
XapianEngine = xapian_backend.XapianEngine
