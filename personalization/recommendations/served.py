"""What the live model recommends: one indexed read for an account, one for some products."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from personalization.interactions.queries import Profile
from personalization.recommendations.models import Dismissal, RecommendationModel, RecommendationRow

LIVE = RecommendationModel.State.LIVE
Kind = RecommendationRow.Kind


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A product of a list with its score, which only orders, and a reason of `facts.REASONS` or none."""

    product_id: int
    score: float
    reason: str = ""


def lists_of(user_id: int, *, model: RecommendationModel | None = None) -> dict[str, list[Entry]]:
    """Return an account's lists by kind, best first, of the live model or the one asked for. One query."""
    rows = RecommendationRow.objects.filter(user=user_id)
    rows = rows.filter(model=model) if model else rows.filter(model__state=LIVE)
    return {kind: _entries(entries) for kind, entries in rows.values_list("kind", "entries")}


def ids_beside(product_ids: Collection[int]) -> list[int]:
    """Return what goes with some products, best first, by the live model: scores add up. One query."""
    rows = RecommendationRow.objects.filter(product__in=product_ids, kind=Kind.TOGETHER, model__state=LIVE)
    sums: dict[int, float] = {}
    for entries in rows.values_list("entries", flat=True):
        for entry in _entries(entries):
            sums[entry.product_id] = sums.get(entry.product_id, 0.0) + entry.score
    return sorted(sums.keys() - set(product_ids), key=lambda pk: (-sums[pk], pk))


def dismissed_ids(profile: Profile | None) -> set[int]:
    """Return what this account or visitor does not want; nobody has none. At most one query."""
    if profile is None:
        return set()
    owner = Q(visitor=profile.visitor_id)
    if profile.user_id is not None:
        owner |= Q(user=profile.user_id)
    return set(Dismissal.objects.filter(owner).values_list("product_id", flat=True))


def _entries(rows: Iterable[tuple[int, float, str]]) -> list[Entry]:
    return [Entry(product_id=pk, score=score, reason=reason) for pk, score, reason in rows]
