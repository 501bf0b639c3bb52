"""Leads that the demo's distributors were offered: waiting, accepted, declined, recalled, won."""

from datetime import datetime, timedelta

from django.utils.text import slugify

from config.demo.partners_people import distributors, leader_of
from config.demo.partners_programme import manager
from crm_core.leads.facts import LeadFacts
from crm_core.leads.kinds import FORM
from crm_core.leads.services import capture_lead
from partners.lead_distribution.models import DistributionSettings, LeadOffer, LeadProfile
from partners.lead_distribution.services import (
    accept,
    close,
    decline,
    note_partner_contact,
    offer_lead,
    recall,
)
from shop.catalogue.models import Category
from shop.user.models import User
from shop.working_hours import office_hours

State, Reason = LeadOffer.State, LeadOffer.Reason
#: Who takes leads: beginnings of postcodes, most open at once, share.
PROFILES = {
    "nordlicht": ("2", 8, 2),
    "hafenhof": ("", 12, 2),
    "osmanthus": ("10, 20", 6, 1),
    "grachten": ("", 10, 1),
    "shanhai": ("", 6, 1),
    "slow-leaf": ("", 4, 1),
}
LANGUAGES = {"TW": "zh-hant, en"}
#: Who asked for what, how many days ago, to whom the lead was offered first, and what became of it.
LEADS = (
    (
        "Ilse Martens",
        "Hotel Deichkrone",
        "DE",
        "25980",
        0.3,
        "nordlicht",
        State.OFFERED,
        "Plates for 90 guests.",
    ),
    (
        "Hauke Jensen",
        "Teestube Jensen",
        "DE",
        "25813",
        6,
        "nordlicht",
        State.ACCEPTED,
        "Cups and pots, tide glaze.",
    ),
    (
        "Birte Hansen",
        "Restaurant Fährhaus",
        "DE",
        "24837",
        30,
        "nordlicht",
        State.WON,
        "Everything for 50 covers.",
    ),
    ("Kai Lorenzen", "Imbiss Kai", "DE", "24103", 9, "nordlicht", State.DECLINED, "Twenty mugs."),
    ("Mareike Fock", "Pension Fock", "DE", "21039", 12, "hafenhof", State.RECALLED, "Breakfast set for 24."),
    ("Daan Mulder", "Café Mulder", "NL", "3512", 4, "grachten", State.ACCEPTED, "Cups for two branches."),
    ("Eva de Boer", "Bistro Boer", "NL", "1017", 40, "osmanthus", State.LOST, "Tea pots with our name."),
    ("蔡淑芬", "赤崁小館", "TW", "700", 1, "shanhai", State.OFFERED, "八十人份的碗盤。"),
)
LOST = "They stay with their old tableware for another year."


def add_offers(*, now: datetime) -> None:
    """Add profiles, leads and offers; nothing where there are profiles."""
    if LeadProfile.objects.exists():
        return
    partners = {one.code: (one, account) for one, account in distributors()}
    for code, (postcodes, most, weight) in PROFILES.items():
        if code in partners:
            one, account = partners[code]
            profile = LeadProfile.objects.create(
                account=account,
                countries=one.country,
                postcodes=postcodes,
                languages=LANGUAGES.get(one.country, ""),
                most_open=most,
                weight=weight,
            )
            if code == "osmanthus":
                profile.categories.set(Category.objects.filter(slug__in=one.interests))
    for place, (name, company, country, postcode, days, code, state, wish) in enumerate(LEADS):
        if code not in partners:
            continue
        one, account = partners[code]
        came = now - timedelta(days=days)
        lead = capture_lead(
            LeadFacts(
                kind=FORM,
                source=f"demo:partner-lead:{place}",
                occurred_at=came,
                name=name,
                email=f"ask-{place + 1}@{slugify(company) or f'company-{place + 1}'}.example",
                company_name=company,
                country=country,
                postcode=postcode,
                language=one.language,
                title="Where can I see it near me?",
                text=wish,
            )
        )
        offered = came + timedelta(hours=2)
        offer = offer_lead(lead, account=account, by=manager(), now=offered)
        if offer is not None:
            _bring(offer, state, leader_of(one), at=offered)
    _offer_now(now=now)


def _offer_now(*, now: datetime) -> None:
    """Have whoever got a lead after somebody else answer from now on, not from the past."""
    late = LeadOffer.objects.filter(state=State.OFFERED, answer_due_at__lte=now)
    hours = DistributionSettings.load().answer_hours
    offered = now - timedelta(hours=3)
    late.update(offered_at=offered, answer_due_at=office_hours().after(offered, hours))


def _bring(offer: LeadOffer, state: str, user: User, *, at: datetime) -> None:
    """Bring an offer as far as it has come; what is declined or recalled goes on to the next by itself."""
    if state == State.DECLINED:
        decline(
            offer, reason=Reason.TOO_SMALL, note="Please sell directly.", by=user, now=at + timedelta(hours=4)
        )
    elif state == State.RECALLED:
        recall(offer, now=offer.answer_due_at)
    elif state != State.OFFERED:
        accept(offer, by=user, now=at + timedelta(hours=5))
        note_partner_contact(offer, by=user, now=at + timedelta(hours=9))
    if state in {State.WON, State.LOST}:
        note = "Order of 50 covers agreed." if state == State.WON else LOST
        close(offer, is_won=state == State.WON, note=note, by=user, now=at + timedelta(days=5))
