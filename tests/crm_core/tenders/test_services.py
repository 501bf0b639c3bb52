from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm_core.tenders.awarding import award, basket_to_order
from crm_core.tenders.errors import TenderError, TenderMovedError
from crm_core.tenders.models import Bid, BidLine, Tender, TenderState
from crm_core.tenders.queries import comparison, number_of_bids
from crm_core.tenders.services import (
    Offer,
    WantedLine,
    cancel,
    close_due,
    extend,
    invite,
    map_line,
    own_bid,
    publish_tender,
    save_draft,
    submit_bid,
)
from crm_core.timeline.models import TimelineEntry
from shop.basket.models import Basket
from shop.events.models import Event
from shop.events.tasks import deliver_due
from shop.mail.models import Mail
from shop.time_zones import shop_day
from tests.crm_core.tenders.factories import bid, bidder, company_buyer, pass_deadline, posted
from tests.shop.factories import ProductFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def offer_for(tender, price="5.00"):
    return Offer(
        prices={line.pk: Decimal(price) for line in tender.lines.all()},
        delivery_on=shop_day(),
        valid_until=shop_day() + timedelta(days=30),
    )


def test_nobody_but_the_bidder_reads_a_bid_before_the_deadline():
    tender = posted()
    rep, rival = bid(tender, "9.99"), bid(tender, "8.88")

    assert not Bid.objects.exists()
    assert not BidLine.objects.exists()
    assert comparison(tender, now=now()).bids == []
    assert number_of_bids(tender) == 2
    mine, prices = own_bid(tender, rep)
    assert (mine.invitation.rep, list(prices.values())) == (rep, [Decimal("9.99")])
    assert list(own_bid(tender, rival)[1].values()) == [Decimal("8.88")]
    assert own_bid(tender, StaffFactory()) == (None, {})


def test_events_mails_and_timeline_say_nothing_of_amounts():
    tender = posted()
    bid(tender, "9.87")
    deliver_due()
    pass_deadline(tender)
    deliver_due()

    told = [
        *(str(payload) for payload in Event.objects.values_list("payload", flat=True)),
        *Mail.objects.values_list("text", flat=True),
        *(str(data) for data in TimelineEntry.objects.values_list("data", flat=True)),
    ]
    assert not [words for words in told if "9.87" in words or "98.7" in words]


def test_bids_are_opened_by_the_clock_before_the_scheduler_comes():
    tender = posted()
    bid(tender, "9.99")
    past = now() - timedelta(seconds=5)
    Tender.objects.filter(pk=tender.pk).update(published_at=past - timedelta(days=1), deadline=past)
    tender.refresh_from_db()

    assert tender.state == TenderState.OPEN
    assert [one.total for one in comparison(tender, now=now()).bids] == [Decimal("99.90")]


def test_bids_are_opened_once_and_the_buyer_hears_of_it():
    tender = posted()
    pass_deadline(tender)

    assert tender.state == TenderState.CLOSED
    assert close_due() == 0
    deliver_due()
    deliver_due()
    assert Mail.objects.filter(kind="tender-opened", to=tender.user.email).count() == 1


def test_bids_stand_side_by_side_the_lowest_first_and_marked():
    tender = posted((ProductFactory(), 10), (ProductFactory(), 2))
    bid(tender, "9.00", "50.00")
    bid(tender, "10.00", "30.00")
    pass_deadline(tender)

    found = comparison(tender, now=now())

    assert [(one.total, one.is_best) for one in found.bids] == [
        (Decimal("160.00"), True),
        (Decimal("190.00"), False),
    ]
    assert [[cell[3] for cell in cells] for _line, cells in found.rows] == [[False, True], [True, False]]


def test_bid_is_changed_until_the_deadline_and_not_after():
    tender = posted()
    rep = bid(tender, "9.00")
    submit_bid(tender, rep, offer_for(tender, "7.00"), now=now())
    assert list(own_bid(tender, rep)[1].values()) == [Decimal("7.00")]
    assert number_of_bids(tender) == 1

    pass_deadline(tender)
    with pytest.raises(TenderMovedError):
        submit_bid(tender, rep, offer_for(tender, "1.00"), now=now())
    assert list(own_bid(tender, rep)[1].values()) == [Decimal("7.00")]


def test_who_is_not_invited_cannot_bid_and_each_line_needs_a_price():
    tender = posted()
    with pytest.raises(TenderMovedError):
        submit_bid(tender, bidder(), offer_for(tender), now=now())
    rep = bidder()
    invite(tender, [rep, rep], by=StaffFactory(), now=now())
    with pytest.raises(TenderError, match="price for each line"):
        submit_bid(tender, rep, Offer(prices={}, delivery_on=shop_day(), valid_until=shop_day()), now=now())
    with pytest.raises(TenderError, match="may not bid"):
        invite(tender, [UserFactory(is_staff=True)], by=StaffFactory(), now=now())


def test_deadline_is_extended_before_it_is_over_and_never_sealed_again():
    tender = posted()
    rep = bid(tender, "9.00")
    later = tender.deadline + timedelta(days=3)
    extend(tender, later, now=now())
    assert tender.deadline == later
    with pytest.raises(TenderError):
        extend(tender, later - timedelta(days=1), now=now())
    deliver_due()
    assert Mail.objects.filter(kind="tender-extended", to=rep.email).count() == 1

    past = now() - timedelta(seconds=5)
    Tender.objects.filter(pk=tender.pk).update(published_at=past - timedelta(days=1), deadline=past)
    tender.refresh_from_db()
    with pytest.raises(TenderMovedError):
        extend(tender, later, now=now())


def test_cancelled_tender_keeps_its_bids_sealed_and_tells_bidders():
    tender = posted()
    rep = bid(tender, "9.00")
    cancel(tender, reason="Not needed.", now=now())
    past = now() - timedelta(seconds=5)
    Tender.objects.filter(pk=tender.pk).update(published_at=past - timedelta(days=1), deadline=past)
    tender.refresh_from_db()

    assert not Bid.objects.exists()
    assert comparison(tender, now=now()).bids == []
    with pytest.raises(TenderMovedError):
        cancel(tender, reason="Again.", now=now())
    deliver_due()
    assert "Not needed." in Mail.objects.get(kind="tender-cancelled", to=rep.email).text


def test_award_makes_the_basket_once_at_just_the_bids_prices():
    tender = posted((ProductFactory(price="20.00"), 10), (ProductFactory(price="5.00"), 3))
    bid(tender, "9.99", "1.01")
    bid(tender, "12.00", "1.00")
    pass_deadline(tender)
    best, other = [one.bid for one in comparison(tender, now=now()).bids]

    award(tender, best.pk, by=tender.user, now=now())
    stale = Tender.objects.get(pk=tender.pk)
    stale.state = TenderState.CLOSED
    award(stale, best.pk, by=tender.user, now=now())
    with pytest.raises(TenderMovedError):
        award(Tender.objects.get(pk=tender.pk), other.pk, by=tender.user, now=now())

    basket = basket_to_order(tender, by=tender.user)
    assert basket.total_excl_tax == Decimal("102.93")
    assert Basket.objects.filter(status=Basket.SAVED).count() == 1
    deliver_due()
    assert set(Mail.objects.filter(kind__in=["tender-won", "tender-lost"]).values_list("kind", "to")) == {
        ("tender-won", best.invitation.rep.email),
        ("tender-lost", other.invitation.rep.email),
    }


def test_sealed_or_strange_bid_is_not_awarded():
    tender, other = posted(), posted()
    rep = bid(tender, "9.00")
    bid(other, "1.00")
    sealed = own_bid(tender, rep)[0]
    with pytest.raises(TenderError):
        award(tender, sealed.pk, by=tender.user, now=now())

    pass_deadline(tender)
    pass_deadline(other)
    with pytest.raises(TenderError):
        award(tender, Bid.objects.get(invitation__tender=other).pk, by=tender.user, now=now())
    tender.refresh_from_db()
    assert tender.state == TenderState.CLOSED


def test_bid_that_is_no_longer_valid_is_not_awarded():
    tender = posted()
    bid(tender, "9.00", days=-1)
    pass_deadline(tender)

    with pytest.raises(TenderError, match="no longer valid"):
        award(tender, Bid.objects.get().pk, by=tender.user, now=now())


def test_line_of_words_needs_a_product_before_the_award():
    tender = posted(("Sea green cups", 4))
    bid(tender, "6.00")
    pass_deadline(tender)
    with pytest.raises(TenderError, match="no product yet"):
        award(tender, Bid.objects.get().pk, by=tender.user, now=now())

    map_line(tender.lines.get(), ProductFactory())
    award(tender, Bid.objects.get().pk, by=tender.user, now=now())

    assert basket_to_order(tender, by=tender.user).total_excl_tax == Decimal("24.00")
    with pytest.raises(TenderMovedError):
        map_line(tender.lines.get(), ProductFactory())


def test_draft_is_written_and_published_once():
    user = company_buyer()
    tender = Tender(
        company=user.company_contact.company,
        user=user,
        title="x",
        currency="EUR",
        deadline=now() + timedelta(days=1),
    )
    save_draft(tender, [])
    with pytest.raises(TenderError):
        publish_tender(tender, now=now())
    save_draft(tender, [WantedLine(text="Cups", quantity=2)])
    with pytest.raises(TenderError):
        publish_tender(tender, now=now() + timedelta(days=2))
    publish_tender(tender, now=now())
    with pytest.raises(TenderMovedError):
        publish_tender(tender, now=now())
    with pytest.raises(TenderMovedError):
        save_draft(tender, [])


def test_database_refuses_an_award_without_a_bid():
    tender = posted()

    with pytest.raises(IntegrityError), transaction.atomic():
        Tender.objects.filter(pk=tender.pk).update(state=TenderState.AWARDED)
