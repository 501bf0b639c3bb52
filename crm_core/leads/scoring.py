"""The score of a lead: what each rule gives, and why. Written when something happens, never on reading.

A rule with a half-life gives half of its points each time so many days have passed since its fact: full
points on the day, rounded afterwards. `rescore_fading` brings those up to date once a day.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from crm_core.customers.models import Customer
from crm_core.customers.records.trees import trees_of
from crm_core.leads.models import Lead, LeadSource, ScoreRule
from crm_core.leads.score_facts import SCORE_FACTS, LeadReading, sentence_of
from shop.json_types import JsonObject

BATCH = 200


def points_after(points: int, half_life_days: int, days: float) -> int:
    """Return what is left of points after so many days; all where they do not fade."""
    if not half_life_days or days <= 0:
        return points
    return round(points * 0.5 ** (days / half_life_days))


def score_parts(reading: LeadReading, rules: Iterable[ScoreRule], *, now: datetime) -> list[JsonObject]:
    """List what each rule gives a lead; those that give nothing any more are left out."""
    found: list[JsonObject] = []
    for rule in rules:
        fact = SCORE_FACTS.get(rule.kind)
        at = fact.read(reading, rule.value) if fact else None
        if at is None:
            continue
        points = points_after(rule.points, rule.half_life_days, (now - at).total_seconds() / 86_400)
        if points:
            found.append(
                {
                    "rule": rule.pk,
                    "kind": rule.kind,
                    "value": rule.value,
                    "name": rule.name,
                    "points": points,
                    "full_points": rule.points,
                    "half_life_days": rule.half_life_days,
                    "on": at.isoformat(),
                }
            )
    return found


def sources_by_lead(leads: Sequence[Lead]) -> dict[int, list[LeadSource]]:
    """Return the facts of leads, the latest first, with those that a merge left at a merged record."""
    root_of = trees_of({lead.customer_id for lead in leads})
    hidden = Lead.records.filter(
        open_slot=True, customer__in=[pk for pk, root in root_of.items() if pk != root]
    )
    open_lead = {lead.customer_id: lead.pk for lead in leads if lead.is_open}
    shown_at = {lead.pk: lead.pk for lead in leads}
    for pk, customer in hidden.values_list("pk", "customer"):
        if root_of[customer] in open_lead:
            shown_at[pk] = open_lead[root_of[customer]]
    found: dict[int, list[LeadSource]] = defaultdict(list)
    for source in LeadSource.objects.filter(lead__in=shown_at).order_by("-occurred_at", "-pk"):
        found[shown_at[source.lead_id]].append(source)
    return found


def rescore_all(leads: Sequence[Lead], *, now: datetime | None = None) -> int:
    """Score leads anew (their customers loaded); return how many have another score than before."""
    moment = now or timezone.now()
    rules = list(ScoreRule.objects.filter(is_active=True))
    sources = sources_by_lead(leads)
    changed = 0
    for lead in leads:
        parts = score_parts(LeadReading(lead, sources[lead.pk]), rules, now=moment)
        score = sum(part["points"] for part in parts)
        changed += score != lead.score
        lead.score, lead.score_parts, lead.scored_at = score, parts, moment
        Lead.records.filter(pk=lead.pk).update(score=score, score_parts=parts, scored_at=moment)
    return changed


def rescore(lead: Lead, *, now: datetime | None = None) -> Lead:
    """Score one lead anew and return it."""
    rescore_all([lead], now=now)
    return lead


def rescore_of(customer: Customer) -> Lead | None:
    """Score the open lead of a customer anew, if they have one, and return it."""
    lead = Lead.objects.filter(customer=customer, open_slot=True).first()
    if lead is None:
        return None
    lead.customer = customer
    return rescore(lead)


def rescore_fading(*, now: datetime | None = None, all_open: bool = False) -> int:
    """Score open leads anew, where points fade or (`all_open`) a rule was changed; return how many differ."""
    if not all_open and not ScoreRule.objects.filter(is_active=True, half_life_days__gt=0).exists():
        return 0
    last, changed = 0, 0
    moment = now or timezone.now()
    while True:
        rows = Lead.objects.filter(Q(open_slot=True), pk__gt=last).select_related("customer").order_by("pk")
        with transaction.atomic():
            leads = list(rows.select_for_update(of=("self",))[:BATCH])
            changed += rescore_all(leads, now=moment)
        if len(leads) < BATCH:
            return changed
        last = leads[-1].pk


@dataclass(frozen=True, kw_only=True)
class ScoreReason:
    """A part of a score as the page tells it: "+20", "asked for prices", and how it fades."""

    points: str
    words: str
    fading: str = ""


def score_reasons(lead: Lead) -> list[ScoreReason]:
    """Tell what made the score, the weightiest first."""
    parts = sorted(lead.score_parts, key=lambda part: -abs(part["points"]))
    return [
        ScoreReason(
            points=f"{part['points']:+d}".replace("-", "−"),
            words=sentence_of(part["kind"], part["value"], part.get("name", "")),
            fading=_fading(part),
        )
        for part in parts
    ]


def _fading(part: JsonObject) -> str:
    days = part.get("half_life_days")
    if not days or parse_datetime(str(part.get("on", ""))) is None:
        return ""
    words = _("of %(points)+d at first; halves every %(days)d days")
    return words % {"points": part["full_points"], "days": days}
