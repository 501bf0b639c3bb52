"""Leads go to one partner at a time, to the next where nobody answers, and fairly round."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from crm_core.leads.models import Lead
from crm_core.timeline.models import TimelineEntry
from partners.accounts.models import PartnerAccount
from partners.lead_distribution.mail import send_offer
from partners.lead_distribution.matching import candidates
from partners.lead_distribution.models import DistributionSettings, LeadOffer
from partners.lead_distribution.queries import fairness, told_of
from partners.lead_distribution.services import (
    OfferRefusedError,
    accept,
    close,
    decline,
    note_partner_contact,
    offer_lead,
    recall,
    recall_overdue,
    withdraw,
)
from shop.b2b.presets import ADMINISTRATOR, BUYER, preset_role
from shop.events.tasks import deliver_due
from shop.mail.models import Mail
from tests.crm_core.factories import CompanyContactFactory
from tests.partners.lead_distribution.factories import make_lead, make_taker
from tests.shop.factories import CategoryFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


def accounts(lead):
    return [each.profile.account for each in candidates(lead)]


def change_settings(**fields):
    row = DistributionSettings.load()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def test_area_language_and_categories_decide_whom_a_lead_fits():
    vases, plates = CategoryFactory(name="Vases"), CategoryFactory(name="Plates")
    vase = ProductFactory(categories=[vases])
    south, north = make_taker(countries="DE", postcodes="80, 81"), make_taker(countries="de, at")
    french, potter = make_taker(languages="fr"), make_taker()
    potter.lead_profile.categories.add(vases)
    plater = make_taker()
    plater.lead_profile.categories.add(plates)

    lead = make_lead(country="DE", postcode="80 331", language="de", products=(vase.pk,))

    assert accounts(lead) == [south, north, potter]
    assert french not in accounts(lead)


def test_suspended_full_and_asked_partners_get_none():
    suspended, full, away, asked, free = (make_taker(most_open=1) for _each in range(5))
    PartnerAccount.objects.filter(pk=suspended.pk).update(status="suspended")
    full.lead_profile.__class__.objects.filter(account=away).update(takes_leads=False)
    offer_lead(make_lead(1), account=full)
    lead = make_lead(2)
    decline(offer_lead(lead, account=asked), reason="area", by=UserFactory())

    assert LeadOffer.objects.get(state="offered", lead=lead).account == free


def test_leads_go_round_by_weight():
    one, two = make_taker(weight=1, most_open=100), make_taker(weight=2, most_open=100)

    given = [offer_lead(make_lead(number)).account for number in range(9)]

    assert (given.count(one), given.count(two)) == (3, 6)
    rows = {row.account: row for row in fairness(since=timezone.now() - timedelta(days=1))}
    assert round(rows[two.company.name].share) == round(rows[two.company.name].fair) == 67


def test_nobody_is_named_before_the_partner_accepts():
    user = UserFactory()
    make_taker()
    offer = offer_lead(make_lead(text="Forty cups"))
    assert told_of(offer).email == told_of(offer).name == told_of(offer).wants == ""

    offer = accept(offer, by=user)

    assert (told_of(offer).email, told_of(offer).wants) == ("ann1@example.com", "Forty cups")
    assert accept(offer, by=user).state == "accepted"  # a second click
    assert told_of(close(offer, is_won=False, by=user)).email == ""


def test_declined_lead_goes_to_the_next_and_the_timeline_tells_it():
    first, second = make_taker(), make_taker()
    lead = make_lead()
    offer = offer_lead(lead)

    decline(offer, reason="no_capacity", note="In January again", by=UserFactory())

    assert (offer.account, lead.partner_offers.get(state="offered").account) == (first, second)
    kinds = list(
        TimelineEntry.objects.filter(kind__startswith="lead.o").order_by("pk").values_list("kind", flat=True)
    )
    assert kinds == ["lead.offered", "lead.offer_declined", "lead.offered"]


def test_offer_that_nobody_answers_in_working_time_is_recalled():
    change_settings(answer_hours=16)
    first, second = make_taker(), make_taker()
    offer = offer_lead(make_lead(), now=MONDAY)
    assert offer.answer_due_at - MONDAY > timedelta(hours=24)

    assert not recall(offer, now=offer.answer_due_at - timedelta(minutes=1))
    assert recall_overdue(now=offer.answer_due_at) == 1
    assert recall_overdue(now=offer.answer_due_at) == 0

    states = dict(LeadOffer.objects.values_list("account", "state"))
    assert states == {first.pk: "recalled", second.pk: "offered"}
    with pytest.raises(OfferRefusedError):
        accept(offer, by=UserFactory())


def test_rules_ask_no_more_partners_than_set():
    change_settings(most_rounds=1)
    make_taker(), make_taker()
    lead = make_lead()

    decline(offer_lead(lead), reason="area", by=UserFactory())

    assert not lead.partner_offers.filter(state="offered").exists()
    assert offer_lead(lead, by=UserFactory(is_staff=True)) is not None


def test_lead_is_with_one_partner_and_can_be_withdrawn():
    first, second = make_taker(), make_taker()
    lead = make_lead()
    offer = accept(offer_lead(lead, account=first), by=UserFactory())
    with pytest.raises(OfferRefusedError):
        offer_lead(lead, account=second)

    withdraw(offer, by=UserFactory(is_staff=True))

    assert offer_lead(lead, account=first).state == "offered"
    with pytest.raises(OfferRefusedError):
        close(offer, is_won=True, by=UserFactory())


def test_contact_by_the_partner_stops_the_leads_clock_and_lost_closes_it():
    user, lead = UserFactory(), make_lead()
    make_taker()
    offer = offer_lead(lead)
    with pytest.raises(OfferRefusedError):
        note_partner_contact(offer, by=user)
    accept(offer, by=user)

    note_partner_contact(offer, by=user)
    lead.refresh_from_db()
    assert (lead.state, lead.first_contacted_at is not None) == ("contacted", True)
    close(offer, is_won=False, note="Bought elsewhere", by=user)

    lead.refresh_from_db()
    assert (lead.state, lead.reason_note) == ("disqualified", "Bought elsewhere")
    with pytest.raises(OfferRefusedError):
        offer_lead(lead)


def test_new_lead_is_offered_by_itself_where_the_settings_say_so(django_capture_on_commit_callbacks):
    make_taker()
    with django_capture_on_commit_callbacks(execute=True):
        make_lead(1)
    assert not LeadOffer.objects.exists()
    change_settings(is_automatic=True)

    with django_capture_on_commit_callbacks(execute=True):
        lead = make_lead(2)
    deliver_due()
    with django_capture_on_commit_callbacks(execute=True):
        make_lead(3, owner=UserFactory(is_staff=True))
    deliver_due()

    assert LeadOffer.objects.get().lead == lead


def test_people_who_may_answer_get_one_mail():
    account = make_taker()
    user = CompanyContactFactory(
        company=account.company, user=UserFactory(), role=preset_role(ADMINISTRATOR)
    ).user
    CompanyContactFactory(company=account.company, user=UserFactory(), role=preset_role(BUYER))
    offer = offer_lead(make_lead(country="DE"))

    send_offer(offer)
    send_offer(offer)

    mail = Mail.objects.get(kind="partner-lead-offer")
    assert mail.to == user.email
    assert "ann1@example.com" not in mail.text
    assert Lead.objects.get().customer.email == "ann1@example.com"
