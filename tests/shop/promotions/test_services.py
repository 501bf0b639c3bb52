"""A promotion is launched, approved by somebody else, paused, ended, copied."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shop.offer.models import ConditionalOffer
from shop.promotions import services
from shop.promotions.exceptions import PromotionError
from shop.promotions.models import Promotion
from tests.shop.factories import ProductFactory, StaffFactory
from tests.shop.offer.makers import basket_with, make_offer
from tests.shop.promotions.makers import make_promotion, need_approval

pytestmark = pytest.mark.django_db
State = Promotion.State


@pytest.fixture
def maker():
    return StaffFactory()


@pytest.fixture
def approver():
    return StaffFactory()


def is_live(offer):
    """Tell whether a buyer's basket gets it."""
    basket = basket_with((ProductFactory(), 1))
    return offer.pk in basket.offer_applications.applications


def kept(promotion):
    """Return state and whether the offer is let, as the database has them."""
    row = Promotion.objects.select_related("offer").get(pk=promotion.pk)
    return row.state, row.offer.approved


def test_draft_is_live_for_nobody_and_launched_is_where_no_approval_is_needed(maker):
    promotion = make_promotion()
    assert (kept(promotion), is_live(promotion.offer)) == ((State.DRAFT, False), False)

    services.launch(promotion, by=maker)

    assert (kept(promotion), is_live(promotion.offer)) == ((State.APPROVED, True), True)


def test_what_needs_approval_is_live_only_after_somebody_else_has_approved(maker, approver):
    need_approval()
    promotion = services.launch(make_promotion(), by=maker)
    assert (kept(promotion), is_live(promotion.offer)) == ((State.WAITING, False), False)

    with pytest.raises(PromotionError, match="somebody else"):
        services.approve(promotion, by=maker, digest=promotion.digest)
    assert kept(promotion) == (State.WAITING, False)

    services.approve(promotion, by=approver, digest=promotion.digest)
    assert (kept(promotion), is_live(promotion.offer)) == ((State.APPROVED, True), True)


def test_a_decision_is_taken_once(maker, approver):
    need_approval()
    promotion = services.launch(make_promotion(), by=maker)
    services.refuse(promotion, by=approver, digest=promotion.digest, reason="Too much.")

    with pytest.raises(PromotionError, match="decided already"):
        services.approve(promotion, by=StaffFactory(), digest=promotion.digest)
    assert kept(promotion) == (State.REFUSED, False)


def test_a_refusal_needs_a_reason(maker, approver):
    need_approval()
    promotion = services.launch(make_promotion(), by=maker)
    with pytest.raises(PromotionError, match="Say why"):
        services.refuse(promotion, by=approver, digest=promotion.digest, reason="  ")
    assert kept(promotion) == (State.WAITING, False)


def test_terms_that_changed_after_they_were_read_are_not_approved(maker, approver):
    need_approval()
    promotion = services.launch(make_promotion(), by=maker)
    seen = promotion.digest
    benefit = promotion.offer.benefit
    benefit.value = 90
    benefit.save()

    with pytest.raises(PromotionError, match="changed meanwhile"):
        services.approve(promotion, by=approver, digest=seen)
    assert kept(promotion) == (State.WAITING, False)


@pytest.mark.parametrize("by_save", [True, False], ids=["offer saved", "as it was"])
def test_other_terms_of_an_approved_promotion_need_a_new_launch(maker, approver, by_save):
    need_approval()
    promotion = services.launch(make_promotion(), by=maker)
    services.approve(promotion, by=approver, digest=promotion.digest)
    offer = ConditionalOffer.objects.get(pk=promotion.offer_id)
    if by_save:
        offer.max_user_applications = 7
    else:
        offer.description = "Only words."
    offer.save()

    assert kept(promotion) == ((State.DRAFT, False) if by_save else (State.APPROVED, True))


def test_small_discounts_go_live_without_approval(maker):
    need_approval(free_percent=10, free_amount=5)
    small, large = make_promotion(value=10), make_promotion(value=11)
    amount, gift = make_promotion(kind="Absolute", value=5), make_promotion(kind="Multibuy", value=None)
    for promotion in (small, large, amount, gift):
        services.launch(promotion, by=maker)
    found = [kept(promotion)[0] for promotion in (small, large, amount, gift)]
    assert found == [State.APPROVED, State.WAITING, State.APPROVED, State.WAITING]


def test_an_offer_of_the_detailed_form_waits_too_where_approval_is_needed():
    free = make_offer()
    need_approval()
    bound = make_offer()
    assert [kept(offer.promotion) for offer in (free, bound)] == [
        (State.APPROVED, True),
        (State.DRAFT, False),
    ]


def test_what_was_live_before_approval_was_asked_for_stays_live():
    offer = make_offer()
    Promotion.objects.filter(offer=offer).update(digest="")  # as the migration makes them
    need_approval()
    services.remember_terms()
    offer.save()
    assert kept(offer.promotion) == (State.APPROVED, True)


def test_paused_and_resumed(maker):
    promotion = services.launch(make_promotion(), by=maker)
    services.pause(promotion, by=maker)
    assert not is_live(promotion.offer)
    services.resume(promotion, by=maker)
    assert is_live(promotion.offer)


def test_an_end_needs_no_second_approval_and_comes_once(maker, approver):
    need_approval()
    promotion = services.launch(make_promotion(), by=maker)
    services.approve(promotion, by=approver, digest=promotion.digest)
    services.end(promotion, by=maker)
    ConditionalOffer.objects.get(pk=promotion.offer_id).save()

    assert kept(promotion) == (State.APPROVED, True)
    assert not is_live(promotion.offer)
    with pytest.raises(PromotionError, match="ended already"):
        services.end(promotion, by=maker)


def test_a_copy_is_a_draft_without_dates_and_figures(maker):
    now = timezone.now()
    source = make_promotion(start_datetime=now, end_datetime=now + timedelta(days=1))
    source.offer.description = "Words"
    ConditionalOffer.objects.filter(pk=source.offer_id).update(num_orders=3, num_applications=3)

    copy = services.duplicate(source, by=maker)

    offer = ConditionalOffer.objects.get(pk=copy.offer_id)
    assert kept(copy) == (State.DRAFT, False)
    assert (offer.start_datetime, offer.end_datetime, offer.num_orders, offer.benefit.value) == (
        None,
        None,
        0,
        10,
    )
    assert offer.benefit_id != source.offer.benefit_id
    assert copy.made_by == maker


def test_the_database_lets_nobody_decide_on_their_own(maker):
    promotion = make_promotion()
    with pytest.raises(IntegrityError), transaction.atomic():
        Promotion.objects.filter(pk=promotion.pk).update(asked_by=maker, decided_by=maker)


def test_the_highest_step_needs_approval_like_any_discount(maker):
    need_approval(free_percent=10)
    offer = make_promotion(value=5, tiers=[["50.00", "5.00"], ["100.00", "90.00"]]).offer
    assert services.needs_approval(offer)
    offer.tiers = [["50.00", "5.00"], ["100.00", "10.00"]]
    assert not services.needs_approval(offer)
