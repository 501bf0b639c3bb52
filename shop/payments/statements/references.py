"""Which of a bank's references name a transfer, beyond the one statement it stands in."""

import re
from collections.abc import Iterable

# What banks write where there is no reference, letters and digits only.
NONE = frozenset(
    [
        "AUCUNE",
        "BLANK",
        "EMPTY",
        "ENDTOENDID",
        "EREF",
        "GEEN",
        "KEINE",
        "KEINEANGABE",
        "KEINEREFERENZ",
        "KREF",
        "MISSING",
        "NA",
        "NAN",
        "NICHTANGEGEBEN",
        "NICHTVERFUEGBAR",
        "NICHTVORHANDEN",
        "NIL",
        "NMSC",
        "NOENDTOENDID",
        "NOEREF",
        "NONCOMMUNIQUE",
        "NONDISPONIBILE",
        "NONE",
        "NONFOURNI",
        "NONREF",
        "NOREF",
        "NOREFERENCE",
        "NOTAPPLICABLE",
        "NOTAVAILABLE",
        "NOTFOUND",
        "NOTKNOWN",
        "NOTPROVIDED",
        "NOTSPECIFIED",
        "NOTSUPPLIED",
        "NULL",
        "NV",
        "OHNE",
        "OHNEREFERENZ",
        "REF",
        "REFERENCE",
        "REFERENZ",
        "SANSREFERENCE",
        "TBD",
        "UNBEKANNT",
        "UNDEFINED",
        "UNKNOWN",
        "无",
        "暂无",
        "無",
    ]
)
#: A number that short counts rows: it begins anew with each file.
LONGEST_COUNTER = 6
LONGEST = 140


def is_none(reference: str) -> bool:
    """Tell whether a reference says that there is none: NOTPROVIDED, NONREF, "-", 000000, XXXX ..."""
    letters = re.sub(r"[\W_]", "", reference).upper()
    return letters in NONE or len(set(letters)) <= 1


def is_counter(reference: str) -> bool:
    """Tell whether a reference only counts the rows of a file."""
    return reference.isdigit() and len(reference) <= LONGEST_COUNTER


def real_references(references: Iterable[str]) -> tuple[str, ...]:
    """Keep those that name a transfer, each once, cleaned of spaces."""
    tidy = ("".join(re.sub(r"[\x00-\x1f\x7f]", "", reference).split())[:LONGEST] for reference in references)
    return tuple(dict.fromkeys(one for one in tidy if not is_none(one) and not is_counter(one)))
