"""Ways to tell partners apart that need the whole portal: country, tier, role of who reads."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from partners.accounts.access import PartnerAccess
from partners.accounts.audiences import AUDIENCES, Audience
from partners.accounts.models import PartnerDelegate
from partners.onboarding.models import PartnerProfile
from partners.tiers.models import Tier, TierMembership
from shop.b2b.models import CompanyContact
from shop.b2b.presets import BUYER, NAMES
from shop.countries import country_name_of


def countries() -> Sequence[tuple[str, str | Promise]]:
    """List the countries that partners are in."""
    codes = PartnerProfile.objects.exclude(country=None).values_list("country", flat=True).distinct()
    return sorted(((code, country_name_of(code)) for code in codes), key=lambda choice: choice[1])


def country_of(access: PartnerAccess) -> str:
    """Return the country of the partner's profile."""
    found = PartnerProfile.objects.filter(account=access.account).values_list("country", flat=True).first()
    return found or ""


def tiers() -> Sequence[tuple[str, str | Promise]]:
    """List the tiers, the best first."""
    return [(str(tier.pk), tier.name) for tier in Tier.objects.order_by("-rank")]


def tier_of(access: PartnerAccess) -> str:
    """Return the tier that the partner has now."""
    now = TierMembership.objects.filter(account=access.account, until=None)
    found = now.values_list("tier", flat=True).first()
    return str(found) if found else ""


def role_of(access: PartnerAccess) -> str:
    """Return the preset of who reads; roles that a company defined itself are none."""
    for people in (
        PartnerDelegate.objects.filter(account=access.account, user=access.user_id),
        CompanyContact.objects.filter(company=access.account.company_id, user=access.user_id),
    ):
        for preset, role in people.values_list("role__preset", "role"):
            return preset or ("" if role else BUYER)
    return ""


for _audience in (
    Audience(name="tier", label=_("Partner tiers"), choices=tiers, value_of=tier_of, order=10),
    Audience(name="country", label=_("Countries"), choices=countries, value_of=country_of, order=20),
    Audience(
        name="role",
        label=pgettext_lazy("of people", "Roles"),
        choices=lambda: [(name, _(str(words))) for name, words in NAMES.items()],
        value_of=role_of,
        order=30,
    ),
):
    AUDIENCES.register(_audience)
