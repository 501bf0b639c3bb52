"""The names of facets and their values, kept once for every engine and language."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction

from search.models import FacetDefinition, FacetTerm
from search.types import Facet, FacetValue, Filter, Term


@dataclass(frozen=True, kw_only=True)
class FacetLabel:
    """How a facet or a value is called; `position` orders it among its like."""

    labels: Mapping[str, str]
    position: int = 0
    swatch: str = ""


def known_codes(codes: Collection[str]) -> set[str]:
    """Return which of these names are facets; no query when there are none."""
    if not codes:
        return set()
    return set(FacetDefinition.objects.filter(code__in=codes).values_list("code", flat=True))


def ensure_terms(terms: Collection[Term]) -> dict[Term, int]:
    """Return the ids of terms, adding those never seen (labelled by their slug).

    Two workers may add the same term at once: the second insert is ignored and read back.
    """
    found = term_ids(terms)
    missing = set(terms) - found.keys()
    if missing:
        with transaction.atomic():
            codes = {code for code, _slug in missing}
            FacetDefinition.objects.bulk_create(
                [FacetDefinition(code=code) for code in sorted(codes)], ignore_conflicts=True
            )
            facets = dict(FacetDefinition.objects.filter(code__in=codes).values_list("code", "pk"))
            FacetTerm.objects.bulk_create(
                [FacetTerm(facet_id=facets[code], slug=slug) for code, slug in sorted(missing)],
                ignore_conflicts=True,
                batch_size=200,
            )
        found |= term_ids(missing)
    return found


def term_ids(terms: Collection[Term]) -> dict[Term, int]:
    """Return the ids of the terms that are known."""
    wanted = set(terms)
    rows = FacetTerm.objects.filter(
        facet__code__in={code for code, _slug in wanted}, slug__in={slug for _code, slug in wanted}
    ).values_list("facet__code", "slug", "pk")
    return {(code, slug): pk for code, slug, pk in rows if (code, slug) in wanted}


@transaction.atomic
def update_labels(facets: Mapping[str, FacetLabel], terms: Mapping[Term, FacetLabel]) -> None:
    """Note how facets and their values are called now; what is unchanged is not written."""
    ensure_terms(list(terms))
    stale: list[FacetDefinition] = []
    for definition in FacetDefinition.objects.filter(code__in=facets.keys()):
        word = facets[definition.code]
        if (definition.labels, definition.position) != (dict(word.labels), word.position):
            definition.labels, definition.position = dict(word.labels), word.position
            stale.append(definition)
    FacetDefinition.objects.bulk_update(stale, ["labels", "position"])
    stale_terms: list[FacetTerm] = []
    for term in FacetTerm.objects.filter(pk__in=term_ids(list(terms)).values()).select_related("facet"):
        word = terms[term.facet.code, term.slug]
        if (term.labels, term.swatch, term.position) != (dict(word.labels), word.swatch, word.position):
            term.labels, term.swatch, term.position = dict(word.labels), word.swatch, word.position
            stale_terms.append(term)
    FacetTerm.objects.bulk_update(stale_terms, ["labels", "swatch", "position"], batch_size=200)


def in_language(labels: Mapping[str, str], language: str, otherwise: str) -> str:
    """Return a label in a language, else in the site's own, else `otherwise`."""
    return labels.get(language) or labels.get(settings.LANGUAGE_CODE) or otherwise


def facets_by_id(counts: Mapping[int, int], language: str) -> tuple[Facet, ...]:
    """Name counted term ids: facets by position, values by position, then by their label."""
    terms = FacetTerm.objects.filter(pk__in=counts.keys()).select_related("facet")
    return _named(((term, counts[term.pk]) for term in terms), language)


def facets_by_term(counts: Mapping[Term, int], language: str) -> tuple[Facet, ...]:
    """Name counted terms, as `facets_by_id` does."""
    ids = term_ids(counts.keys())
    return facets_by_id({pk: counts[term] for term, pk in ids.items()}, language)


def with_chosen(facets: Sequence[Facet], chosen: Sequence[Filter], language: str) -> tuple[Facet, ...]:
    """Return the facets with each chosen value that nothing is left of, named and counted 0.

    Asks nothing when every choice was counted; a value that nobody knows is left out.
    """
    counted = {(facet.code, value.slug) for facet in facets for value in facet.values}
    missing = {(each.code, slug) for each in chosen for slug in each.values} - counted
    if not missing:
        return tuple(facets)
    found = {facet.code: facet for facet in facets}
    for facet in facets_by_term(dict.fromkeys(missing, 0), language):
        known = found.get(facet.code)
        found[facet.code] = replace(known, values=(*known.values, *facet.values)) if known else facet
    return tuple(found.values())


def _named(counted: Iterable[tuple[FacetTerm, int]], language: str) -> tuple[Facet, ...]:
    grouped: dict[FacetDefinition, list[tuple[FacetTerm, int]]] = defaultdict(list)
    for term, count in counted:
        grouped[term.facet].append((term, count))
    ordered = sorted(grouped, key=lambda facet: (facet.position, facet.code))
    return tuple(
        Facet(
            code=facet.code,
            label=in_language(facet.labels, language, facet.code),
            values=_values(grouped[facet], language),
        )
        for facet in ordered
    )


def _values(counted: Iterable[tuple[FacetTerm, int]], language: str) -> tuple[FacetValue, ...]:
    named = [
        (term.position, in_language(term.labels, language, term.slug), term, count) for term, count in counted
    ]
    named.sort(key=lambda entry: entry[:2])
    return tuple(
        FacetValue(slug=term.slug, label=label, count=count, swatch=term.swatch)
        for _position, label, term, count in named
    )
