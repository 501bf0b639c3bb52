from datetime import timedelta

import pytest
from django.utils import timezone

from crm_core.pipeline.models import LossReason
from crm_core.pipeline.queries import moves_of
from crm_core.pipeline.services import lose_deal, move_deal
from crm_core.pipeline.subscribers import on_order_cancelled
from partners.deal_registrations.deals import LOSS_REASON
from partners.deal_registrations.decisions import expire_due
from partners.deal_registrations.orders import order_cancelled, win_by
from partners.deal_registrations.services import lose
from shop.order.events import OrderCancelled
from shop.order.services import cancel_order
from tests.crm_core.pipeline.factories import deal, price_reason, stage
from tests.partners.deal_registrations.factories import approved, fresh
from tests.shop.factories import OrderFactory, StaffFactory


def give_up(registration, reason="They build nothing"):
    lose(registration, reason=reason, by=registration.created_by, now=timezone.now())


def expire(registration):
    expire_due(now=registration.protected_until + timedelta(seconds=1))


def placed():
    return OrderFactory(guest_email="chef@harbour-hotel.example")


def state_of(registration):
    return fresh(registration).deal.state


def test_lost_registration_loses_its_deal_with_the_partners_words():
    registration = approved()
    give_up(registration)

    lost = fresh(registration).deal
    assert (lost.state, lost.loss_reason.name, lost.loss_note) == ("lost", LOSS_REASON, "They build nothing")
    assert not lost.moves.exclude(from_stage=None).exclude(act="registration_ended").exists()


def test_expired_registrations_lose_their_deals_for_one_reason():
    one = approved()
    other = approved(customer_name="Mountain Lodge", contact_email="a@lodge.example")
    expire(other)

    assert (state_of(one), state_of(other)) == ("lost", "lost")
    assert LossReason.objects.filter(name=LOSS_REASON).count() == 1


def test_deal_that_somebody_has_moved_stays():
    registration = approved()
    move_deal(registration.deal, stage("Needs known"), by=StaffFactory())
    give_up(registration)

    assert state_of(registration) == "open"


def test_deal_that_staff_chose_stays():
    ours = deal()
    registration = approved(granted={"deal": ours})
    expire(registration)

    assert fresh(registration).deal == ours
    assert state_of(registration) == "open"


def test_deal_that_staff_have_lost_keeps_their_reason():
    registration = approved()
    lose_deal(registration.deal, price_reason(), by=StaffFactory())
    give_up(registration)

    assert fresh(registration).deal.loss_reason == price_reason()


@pytest.mark.parametrize("hears_first", ["pipeline", "partners"])
def test_reopened_registration_reopens_its_deal(hears_first):
    registration, order = approved(), placed()
    win_by(order)
    assert state_of(registration) == "won"

    cancel_order(order)
    both = [lambda: on_order_cancelled(OrderCancelled(order_id=order.pk)), lambda: order_cancelled(order)]
    for hear in both if hears_first == "pipeline" else reversed(both):
        hear()
    assert (fresh(registration).state, state_of(registration)) == ("approved", "open")


def test_late_order_wins_the_deal_of_an_expired_registration_until_it_is_cancelled():
    registration, order = approved(), placed()
    expire(registration)
    assert state_of(registration) == "lost"

    win_by(order)
    assert (fresh(registration).state, state_of(registration)) == ("expired", "won")
    cancel_order(order)
    order_cancelled(order)
    order_cancelled(order)
    assert state_of(registration) == "lost"


def test_deal_that_staff_lost_is_not_won_by_a_late_order():
    registration, order = approved(), placed()
    lose_deal(registration.deal, price_reason(), by=StaffFactory())
    win_by(order)

    assert state_of(registration) == "lost"


def test_history_tells_what_ended_the_deal():
    registration = approved()
    give_up(registration)

    assert "Registration ended" in [entry.cause for entry in moves_of(fresh(registration).deal)]
