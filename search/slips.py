"""Part numbers one slip away: a sign too many, missing or wrong, or two exchanged.

A number is kept with its beginning and its end, which leave out the middle: one slip leaves one of
them as it is, so that two indexes find every number that may have been meant.
"""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q
from rapidfuzz.distance import OSA

from search.models import SearchCode
from search.text import LONGEST_TOKEN, looks_like_code, normalise_code

MOST = 5


def codes_among(codes: Iterable[str]) -> dict[str, str]:
    """Return the part numbers that can be mistyped, as they are printed, by what they are without signs."""
    kept: dict[str, str] = {}
    for printed in codes:
        code = normalise_code(printed)
        if looks_like_code(code):
            kept.setdefault(code, printed.strip()[:LONGEST_TOKEN])
    return kept


def add_codes(codes: Mapping[str, str]) -> None:
    """Keep part numbers that are new; one query where none is. Two workers may note the same at once."""
    known = set(SearchCode.objects.filter(pk__in=codes).values_list("pk", flat=True))
    SearchCode.objects.bulk_create(
        [
            SearchCode(code=code, printed=codes[code], head=code[: _half(code)], tail=code[-_half(code) :])
            for code in sorted(codes.keys() - known)  # in one order, so that none waits for the other
        ],
        ignore_conflicts=True,
        batch_size=200,
    )


def remove_other_codes(*, but: Collection[str]) -> None:
    """Keep these part numbers and no others."""
    gone = [code for code in SearchCode.objects.values_list("pk", flat=True) if code not in but]
    for start in range(0, len(gone), 500):
        SearchCode.objects.filter(pk__in=gone[start : start + 500]).delete()


def codes_near(texts: Collection[str]) -> dict[str, list[str]]:
    """Return for each text the part numbers, as printed, that are one slip away; one query.

    Two signs exchanged come first, then one wrong, then one too many or missing. A number that is kept
    itself was not mistyped.
    """
    asked = {text: normalise_code(text) for text in texts}
    asked = {text: code for text, code in asked.items() if looks_like_code(code)}
    if not asked:
        return {}
    ends = Q()
    for code in asked.values():
        halves = {(length - 1) // 2 for length in (len(code) - 1, len(code), len(code) + 1)}
        ends |= Q(head__in=[code[:half] for half in halves]) | Q(tail__in=[code[-half:] for half in halves])
    kept = dict(SearchCode.objects.filter(ends).values_list("pk", "printed"))
    return {text: _nearest(code, kept) for text, code in asked.items() if code not in kept}


def _nearest(code: str, kept: Mapping[str, str]) -> list[str]:
    found = [
        (sorted(other) != sorted(code), len(other) != len(code), other, printed)
        for other, printed in kept.items()
        if OSA.distance(code, other, score_cutoff=1) == 1
    ]
    return [printed for *_order, printed in sorted(found)[:MOST]]


def _half(code: str) -> int:
    return (len(code) - 1) // 2
