"""Bank details as they are typed: IBAN (ISO 13616) and BIC (ISO 9362)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
CHECK = 97


def clean_iban(text: str) -> str:
    """Return an IBAN without spaces. Raises ValidationError when its form or its check digits are wrong."""
    iban = re.sub(r"\s", "", text).upper()
    if not IBAN.fullmatch(iban):
        raise ValidationError(_("This is no IBAN. It begins with two letters and two digits."))
    digits = "".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])
    if int(digits) % CHECK != 1:
        raise ValidationError(
            _("The check digits of this IBAN are wrong. Please compare it with your bank's.")
        )
    return iban


def clean_bic(text: str) -> str:
    """Return a BIC without spaces; empty stays empty. Raises ValidationError for what is none."""
    bic = re.sub(r"\s", "", text).upper()
    if bic and not BIC.fullmatch(bic):
        raise ValidationError(_("This is no BIC. It has eight or eleven letters and digits."))
    return bic
