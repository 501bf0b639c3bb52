"""Which partner gets a lead: whom it fits, of these the least busy, of equals who waited longest."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from crm_core.leads.models import Lead
from crm_core.leads.score_facts import values_of
from partners.accounts.models import PartnerAccount
from partners.lead_distribution.models import HELD, LeadOffer, LeadProfile
from shop.catalogue.models import Category


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A partner whom a lead fits, with how many leads are open there of how many at most."""

    profile: LeadProfile
    open_leads: int

    @property
    def load(self) -> float:
        """How full they are, for their share."""
        return (self.open_leads + 1) / self.profile.weight


def candidates(lead: Lead) -> list[Candidate]:
    """List whom a lead can be offered, the next one first.

    Active accounts that take leads, have room, were not asked about this lead before, and whose area,
    language and categories it meets. Three queries, whatever the number of partners.
    """
    asked = LeadOffer.objects.filter(lead=lead).exclude(state=LeadOffer.State.WITHDRAWN)
    held = Count("account__lead_offers", filter=Q(account__lead_offers__state__in=HELD))
    profiles = (
        LeadProfile.objects.filter(takes_leads=True, account__status=PartnerAccount.Status.ACTIVE)
        .exclude(account__in=asked.values("account"))
        .select_related("account__company")
        .prefetch_related("categories")
        .annotate(open_leads=held)
    )
    wanted = _wanted_paths(lead)
    found = [
        Candidate(profile=profile, open_leads=profile.open_leads)
        for profile in profiles
        if profile.open_leads < profile.most_open and fits(profile, lead, wanted)
    ]
    return sorted(found, key=lambda each: (each.load, each.profile.turn, each.profile.pk))


def fits(profile: LeadProfile, lead: Lead, wanted: Collection[str]) -> bool:
    """Tell whether a lead lies in a partner's area, language and categories; an empty condition holds.

    `wanted` are the paths of the categories of the products that the lead wants.
    """
    countries = {code.upper() for code in values_of(profile.countries)}
    prefixes = tuple(_plain(prefix) for prefix in values_of(profile.postcodes))
    languages = {code.lower() for code in values_of(profile.languages)}
    known = [category.path for category in profile.categories.all()]
    return (
        (not countries or lead.country.upper() in countries)
        and (not prefixes or _plain(lead.postcode).startswith(prefixes))
        and (not languages or lead.language.lower() in languages)
        and (not known or any(path.startswith(root) for path in wanted for root in known))
    )


def _plain(code: str) -> str:
    return code.replace(" ", "").replace("-", "").upper()


def _wanted_paths(lead: Lead) -> list[str]:
    products = [pk for row in lead.products.values_list("pk", "parent") for pk in row if pk]
    return list(Category.objects.filter(product__in=products).values_list("path", flat=True))
