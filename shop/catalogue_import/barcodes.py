"""Numbers of barcodes as a file tells them."""

from django.utils.translation import gettext as _
from stdnum import ean

from shop.imports.errors import BadValueError

GTIN_LENGTHS = {8, 12, 13, 14}


def check_gtin(value: str, column: str) -> None:
    """Refuse a barcode's number with a wrong check digit; what is no such number is the shop's own."""
    if value.isdecimal() and len(value) in GTIN_LENGTHS and not ean.is_valid(value):
        raise BadValueError(column, _("“%(value)s” has a wrong check digit") % {"value": value})
