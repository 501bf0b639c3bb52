"""The demo's partner programme: tiers with their prices, the agreement, news, somebody who wants to join."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from oscar.apps.address.models import Country

from config.demo.partners_people import distributors, leader_of
from config.demo.partners_words import (
    AGREEMENT_TITLE,
    FIRST_AGREEMENT,
    NEWS,
    SECOND_AGREEMENT,
    TIERS,
    TierTerms,
    in_languages,
)
from partners.accounts.models import PartnerAccount
from partners.onboarding.agreements import accept, publish
from partners.onboarding.models import AgreementVersion, PartnerApplication
from partners.onboarding.services import ApplicationFacts, apply, decline
from partners.portal.models import NewsReading, PartnerNews
from partners.tiers.models import Tier, TierMembership, TierRequirement
from partners.tiers.services import review, set_tier
from shop.b2b.models import CompanyGroup
from shop.configuration.queries import shop_currency
from shop.partner.models import PriceList
from shop.price_lists.building import publish as publish_list
from shop.price_lists.models import PriceListAssignment, PriceRule
from shop.user.models import User

PARTNER_MANAGER = "partners@kiln.example"
CARTON = 48
JOINED = timedelta(days=300)
#: Who has not accepted what is current, and who has fallen behind what its tier asks for.
WAITING, BEHIND = "deltatafel", "shanhai"
APPLICANTS = (
    ("Maison Ardoise", "FR", "Île-de-France", "We would show your plates in our two shops.", ""),
    ("Grønt & Ler", "DK", "Sjælland", "We write about ceramics.", "We need a partner who keeps stock."),
)


def manager() -> User:
    """Return who looks after partners."""
    return User.objects.get(email=PARTNER_MANAGER)


def add_programme(*, now: datetime) -> None:
    """Add the ladder with who stands where, agreement, news and applications; nothing where there is one."""
    if Tier.objects.exists():
        return
    tiers = {terms.rank: _tier(terms) for terms in TIERS}
    _place(tiers, now=now)
    _agree(now=now)
    _tell(tiers, now=now)
    _apply(now=now)


def _tier(terms: TierTerms) -> Tier:
    group = CompanyGroup.objects.create(name=f"Partner tier: {terms.name[0]}")
    tier = Tier.objects.create(
        **in_languages(name=terms.name),
        rank=terms.rank,
        group=group,
        commission_rate=terms.commission,
        answer_hours=terms.hours,
        protection_days=terms.days,
        fund_percent=terms.fund,
    )
    asked = (("revenue", terms.revenue), ("won_registrations", terms.deals))
    TierRequirement.objects.bulk_create(
        TierRequirement(tier=tier, criterion=name, threshold=Decimal(least)) for name, least in asked if least
    )
    price_list = PriceList.objects.create(
        name=f"Distributors {terms.name[0]}",
        currency=shop_currency(),
        kind=PriceList.Kind.RULES,
        priority=20 + terms.rank,
    )
    for place, (quantity, percent) in enumerate(((1, terms.off), (CARTON, terms.off_carton))):
        PriceRule.objects.create(
            price_list=price_list, order=place, percent=-percent, min_quantity=quantity, margin_floor=10
        )
    PriceListAssignment.objects.create(price_list=price_list, group=group)
    publish_list(price_list)
    return tier


def _place(tiers: dict[int, Tier], *, now: datetime) -> None:
    """Give each its tier, since it joined; one of them has to catch up before its grace period ends."""
    for one, account in distributors():
        set_tier(account, tiers[one.tier], reason="Agreed when the programme began", by=manager())
        held = TierMembership.objects.filter(account=account)
        held.update(since=now - JOINED)
        if one.code == BEHIND:
            held.update(review_at=timezone.localdate(now) - timedelta(days=1))
            review(account)


def _agree(*, now: datetime) -> None:
    """Publish two versions of the agreement; all but one have accepted the second."""
    for number, days, text in ((1, 300, FIRST_AGREEMENT), (2, 80, SECOND_AGREEMENT)):
        version = AgreementVersion.objects.create(
            number=number, **in_languages(title=AGREEMENT_TITLE, text=text)
        )
        moment = now - timedelta(days=days)
        AgreementVersion.objects.filter(pk=version.pk).update(created_at=moment - timedelta(days=4))
        publish(version, by=manager(), now=moment)
        for place, (one, account) in enumerate(distributors()):
            if number == 1 or one.code != WAITING:
                accept(
                    version,
                    account=account,
                    user=leader_of(one),
                    name=leader_of(one).get_full_name(),
                    language=one.language,
                    now=moment + timedelta(days=1 + place, hours=place),
                )


def _tell(tiers: dict[int, Tier], *, now: datetime) -> None:
    readers = [leader_of(one) for one, _account in distributors()]
    for text in NEWS:
        audience = {"tier": [str(tiers[rank].pk) for rank in text.ranks], "country": list(text.countries)}
        news = PartnerNews.objects.create(
            **in_languages(title=text.title, body=text.body),
            audience={name: chosen for name, chosen in audience.items() if chosen},
            published_from=now - timedelta(days=text.days),
        )
        if text.days > 20 and not audience["country"]:  # noqa: PLR2004 - what is older was read
            NewsReading.objects.bulk_create(NewsReading(news=news, user=user) for user in readers)


def _apply(*, now: datetime) -> None:
    """Have companies that buy ask to become partners: one waits for its answer, one was declined."""
    for place, (name, country, area, plan, answer) in enumerate(APPLICANTS):
        user = User.objects.filter(company_contact__company__name=name).first()
        if user is None or PartnerAccount.objects.filter(company__name=name).exists():
            continue
        facts = ApplicationFacts(
            company_name=name,
            plan=plan,
            country=Country.objects.filter(pk=country).first(),
            territory=area,
            expected_volume=Decimal(8_000),
        )
        asked = now - timedelta(days=1 + place * 30)
        application = apply(user, facts, language="en")
        PartnerApplication.objects.filter(pk=application.pk).update(created_at=asked)
        if answer:
            decline(application, answer=answer, by=manager(), now=asked + timedelta(days=2))
