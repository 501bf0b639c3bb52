"""Who gets a lead: the account's owner, else the first rule that fits, and of its team the least busy.

Routing is one at a time: it holds the row of the settings until the transaction ends, so that two leads
that come at once see each other and go round fairly. A lead that nobody can take waits unassigned in its
team's queue.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from crm_core.leads.access import may_take_leads
from crm_core.leads.models import Absence, Lead, LeadCapacity, LeadSettings, RoutingRule
from crm_core.leads.score_facts import values_of
from shop.catalogue.models import Category
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where a lead goes; without an owner it waits. `rule` is empty where the account's owner gets it."""

    owner: User | None = None
    rule: RoutingRule | None = None


def route(lead: Lead, *, now: datetime | None = None) -> Route:
    """Return who gets a lead. In a transaction; the choice counts as a turn of who is chosen."""
    moment = now or timezone.now()
    LeadSettings.load()
    settings = LeadSettings.objects.select_for_update().get()  # guard: routing-one-at-a-time
    absent = _absent(moment)
    owner = lead.customer.owner
    if owner is not None and owner.pk not in absent and may_take_leads([owner.pk]):
        return Route(owner=owner)
    rule = next((rule for rule in _rules() if fits(rule, lead)), None)
    if rule is None:
        return Route()
    chosen = _least_busy(_members(rule) - absent, lead.language, settings)
    return Route(owner=chosen, rule=rule)


def _rules() -> list[RoutingRule]:
    rules = RoutingRule.objects.filter(is_active=True).select_related("team", "territory")
    return list(rules.prefetch_related("categories").order_by("order", "pk"))


def fits(rule: RoutingRule, lead: Lead) -> bool:
    """Say whether every condition of a rule holds for a lead; an empty one always does."""
    countries = {code.upper() for code in values_of(rule.countries)}
    languages = {code.lower() for code in values_of(rule.languages)}
    prefixes = tuple(_plain(prefix) for prefix in values_of(rule.postcodes))
    kinds = set(values_of(rule.kinds))
    categories = list(rule.categories.all())
    return (
        (not countries or lead.country.upper() in countries)
        and (not languages or lead.language.lower() in languages)
        and (not prefixes or _plain(lead.postcode).startswith(prefixes))
        and (not kinds or lead.kind in kinds)
        and (not categories or _is_interested(lead, categories))
    )


def _plain(code: str) -> str:
    return code.replace(" ", "").replace("-", "").upper()


def _is_interested(lead: Lead, categories: Collection[Category]) -> bool:
    """Say whether a product that they want lies in one of the categories or below."""
    products = [pk for row in lead.products.values_list("pk", "parent") for pk in row if pk]
    paths = Category.objects.filter(product__in=products).values_list("path", flat=True)
    return any(path.startswith(category.path) for path in paths for category in categories)


def _members(rule: RoutingRule) -> set[int]:
    circle = rule.team or rule.territory
    return set(circle.members.values_list("pk", flat=True)) if circle else set()


def _absent(moment: datetime) -> set[int]:
    day = timezone.localtime(moment).date()
    away = Absence.objects.filter(first_day__lte=day, last_day__gte=day)
    return set(away.values_list("user", flat=True))


def _least_busy(members: Collection[int], language: str, settings: LeadSettings) -> User | None:
    """Return who has the fewest open leads for their capacity, of equals who waited longest."""
    able = may_take_leads(members)
    known = {row.user_id: row for row in LeadCapacity.objects.filter(user__in=able)}
    counted = Lead.objects.filter(owner__in=able, open_slot=True).values("owner").annotate(number=Count("pk"))
    busy = {row["owner"]: row["number"] for row in counted.order_by()}
    free: list[tuple[float, int, int]] = []
    for pk in able:
        capacity = known.get(pk) or LeadCapacity(user_id=pk, most_open=settings.most_open)
        spoken = {code.lower() for code in values_of(capacity.languages)}
        has_room = busy.get(pk, 0) < capacity.most_open
        if capacity.takes_leads and has_room and (not spoken or not language or language.lower() in spoken):
            free.append((busy.get(pk, 0) / capacity.most_open, capacity.turn, pk))
    if not free:
        return None
    chosen = min(free)[2]
    settings.turn += 1
    settings.save(update_fields=["turn"])
    LeadCapacity.objects.update_or_create(
        user_id=chosen,
        defaults={"turn": settings.turn},
        create_defaults={"turn": settings.turn, "most_open": settings.most_open},
    )
    return User.objects.get(pk=chosen)
