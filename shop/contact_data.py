"""What people type as contact data, in the one spelling that is checked, kept and compared.

Normalise first, then check: full-width letters and digits, digits of other scripts, invisible
characters from a copy and blanks around are a keyboard's doing and nobody's mistake. Every function
takes any text and never raises; what they return may still be wrong, which is the next check's business.
"""

import re
import unicodedata

import idna
import phonenumbers

#: Addresses of accounts that have ended stand here; nothing is ever sent to one.
NOBODYS_DOMAIN = "deleted.invalid"
# Zero-width joiner and non-joiner: several scripts write names with them.
JOINERS = frozenset("\u200c\u200d")
DASHES = re.compile(r"[\u2010-\u2015\u2212\u30fc\ufe58\ufe63\uff0d\uff70]")
POSTAL_MARKS = re.compile(r"[\u3012\u3020\u3036]")


def visible_line(text: str) -> str:
    """Return one line of text (a name, a street) without what nobody sees.

    Marks of direction, zero-width blanks and control characters go, blanks of every kind become
    single spaces. Letters stay as they were typed: full-width ones are right in a Japanese address.
    """
    seen = (
        character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace() or character in JOINERS or unicodedata.category(character) not in ("Cc", "Cf")
    )
    line = " ".join("".join(seen).split())
    return line if line.strip("\u200c\u200d") else ""


def plain_code(text: str) -> str:
    """Return a code (postcode, VAT id, telephone number) in plain letters, digits and hyphens."""
    folded = unicodedata.normalize("NFKC", DASHES.sub("-", text))
    plain = (
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in folded
        if character not in JOINERS
    )
    return visible_line("".join(plain))


def plain_postcode(text: str) -> str:
    """Return a postcode in plain letters and digits, without the post office's mark (〒)."""
    return visible_line(POSTAL_MARKS.sub("", plain_code(text)))


def plain_email(text: str) -> str:
    """Return an e-mail address as mail servers take it.

    The domain is written in lower case and in ASCII (IDNA 2008: "müller.de" is "xn--mller-kva.de", which is
    what every mail server and most browsers send), so that its two spellings are one address. The case
    of what stands before the @ stays. What is no address comes back as it is, without what nobody sees.
    """
    folded = unicodedata.normalize("NFKC", text)
    line = visible_line("".join(character for character in folded if character not in JOINERS))
    local, at, domain = re.sub(r"\s*@\s*", "@", line).rpartition("@")
    return f"{local}{at}{_ascii_domain(domain)}" if at else line


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        return domain.lower()


def email_spellings(email: str) -> set[str]:
    """Return the spellings, in lower case, under which an address may have been kept before it had one."""
    plain = plain_email(email).lower()
    local, at, domain = plain.rpartition("@")
    try:
        return {plain, f"{local}{at}{idna.decode(domain)}"} if "xn--" in domain else {plain}
    except idna.IDNAError:
        return {plain}


def normalised_email(raw: str) -> str:
    """Return the address in the one spelling that is compared, or "" for what is none.

    Letters' case does not count (as with our users' own addresses).
    """
    plain = plain_email(raw).lower()
    local, _at, domain = plain.rpartition("@")
    labels = domain.split(".")
    is_whole = local and domain.isascii() and all(0 < len(label) < 64 for label in labels)  # noqa: PLR2004
    return plain if is_whole else ""


def normalised_phone(raw: object, *, region: str = "") -> str:
    """Return the number as E.164 ("+493012345"), or "" for what no telephone could ring.

    `region` (ISO 3166-1 alpha-2) reads numbers written without a country code; without
    either, a number means nothing and is left out.
    """
    text = plain_code(str(getattr(raw, "as_e164", None) or raw or ""))
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
