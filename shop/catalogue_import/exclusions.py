"""What a file says of withdrawal: the code of an exclusion, or that there is none."""

from django.utils.translation import gettext as _

from shop.catalogue.return_terms import WithdrawalExclusion
from shop.imports.errors import BadValueError

NONE = "none"


def exclusion(text: str, column: str) -> str | None:
    """Return the code that a cell names; "none" takes it away (""), empty leaves what is there (None)."""
    said = text.casefold()
    if not said:
        return None
    if said == NONE:
        return ""
    if said not in WithdrawalExclusion.values:
        codes = ", ".join([NONE, *WithdrawalExclusion.values])
        words = _("“%(value)s” is none of: %(codes)s")
        raise BadValueError(column, words % {"value": said[:40], "codes": codes})
    return said
