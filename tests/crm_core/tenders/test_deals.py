"""What tenders do to the pipeline, delivered as often as it may be."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from crm_core.customers.services import identify
from crm_core.pipeline.models import Deal, DealOrder, LossReason
from crm_core.pipeline.services import lose_deal
from crm_core.tenders import deals, subscribers
from crm_core.tenders.awarding import award
from crm_core.tenders.events import TenderAwarded, TenderPublished
from crm_core.tenders.models import Bid
from crm_core.tenders.services import cancel
from shop.events.tasks import deliver_due
from tests.crm_core.factories import CompanyFactory
from tests.crm_core.pipeline.factories import deal, first_pipelines, stage
from tests.crm_core.tenders.factories import bid, company_buyer, pass_deadline, posted
from tests.shop.factories import OrderFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pipelines(db):
    first_pipelines()
    import_module("crm_core.tenders.migrations.0003_first_rules").fill(apps, None)


def test_a_tender_opens_a_deal_once_that_the_award_wins_and_the_order_is_of():
    rep = StaffFactory()
    tender = posted(user=company_buyer(company=CompanyFactory(sales_rep=rep)))
    deliver_due()
    subscribers.on_published(TenderPublished(tender_id=tender.pk))
    posted_deal = Deal.objects.get()
    bid(tender, "9.00")
    pass_deadline(tender)
    deliver_due()
    opened = Deal.objects.get()
    award(tender, Bid.objects.get().pk, by=tender.user, now=timezone.now())
    deliver_due()
    subscribers.on_awarded(TenderAwarded(tender_id=tender.pk, bid_id=tender.awarded_to_id))
    won = Deal.objects.get()
    order = OrderFactory(basket=tender.basket, user=tender.user)
    deliver_due()

    assert (posted_deal.stage, posted_deal.owner, posted_deal.amount) == (stage("Needs known"), rep, 0)
    assert (opened.stage, opened.amount) == (stage("Offer made"), Decimal("107.10"))
    assert (won.state, won.amount) == ("won", Decimal("107.10"))
    assert list(DealOrder.objects.values_list("order", "deal", "has_won")) == [(order.pk, won.pk, True)]


def test_a_tender_about_an_open_deal_belongs_to_it_and_leaves_it_open_when_cancelled():
    user = company_buyer()
    held = deal(customer=identify(user=user))

    tender = posted(user=user)
    deliver_due()
    cancel(tender, reason="Not needed.", now=timezone.now())
    deliver_due()

    tender.refresh_from_db()
    assert tender.deal == held
    assert Deal.objects.get().state == "open"


def test_a_cancelled_tender_loses_the_deal_that_was_opened_for_it():
    tender = posted()
    deliver_due()
    cancel(tender, reason="Not needed.", now=timezone.now())
    deliver_due()

    lost = Deal.objects.get()
    assert (lost.state, str(lost.loss_reason), lost.loss_note) == (
        "lost",
        "Not needed any more",
        "Not needed.",
    )


def test_bids_that_nobody_made_move_nothing():
    pass_deadline(posted())
    deliver_due()

    assert Deal.objects.get().stage == stage("Needs known")


def test_a_buyer_who_is_gone_has_no_deal():
    tender = posted()
    tender.user = None
    tender.save()

    deals.act(tender, deals.POSTED)

    assert not Deal.objects.exists()


def test_an_order_of_a_tender_whose_deal_staff_lost_leaves_it_lost():
    tender = posted()
    deliver_due()
    bid(tender, "9.00")
    pass_deadline(tender)
    award(tender, Bid.objects.get().pk, by=tender.user, now=timezone.now())
    lose_deal(Deal.objects.get(), LossReason.objects.first(), by=StaffFactory())

    order = OrderFactory(basket=tender.basket, user=tender.user)

    assert Deal.objects.get().state == "lost"
    tender.refresh_from_db()
    assert tender.order == order
