"""One spelling per key, so that the database can compare keys."""

import unicodedata

import phonenumbers


def normalised_email(raw: str) -> str:
    """Return the address in the one spelling that is compared, or "" for what is none.

    Letters' case does not count (as with our users' own addresses); a domain of other
    scripts is spelt in ASCII, so that both of its spellings are one.
    """
    local, at, domain = unicodedata.normalize("NFKC", raw).strip().lower().rpartition("@")
    if not (local and at and domain):
        return ""
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return f"{local}@{domain}"


def normalised_phone(raw: object, *, region: str = "") -> str:
    """Return the number as E.164 ("+493012345"), or "" for what no telephone could ring.

    `region` (ISO 3166-1 alpha-2) reads numbers written without a country code; without
    either, a number means nothing and is left out.
    """
    text = str(getattr(raw, "as_e164", None) or raw or "").strip()
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
