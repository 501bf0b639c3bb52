"""Unique codes: many, never twice, each for one order."""

import re

import pytest
from django.utils import timezone

from shop.offer.models import ConditionalOffer
from shop.promotions import codes
from shop.promotions.exceptions import PromotionError
from shop.promotions.models import CodeRun
from shop.promotions.tasks import make_codes, resume_code_runs, start
from shop.voucher.models import Voucher
from tests.shop.factories import ProductFactory
from tests.shop.offer.makers import basket_with
from tests.shop.promotions.makers import make_promotion

pytestmark = pytest.mark.django_db


@pytest.fixture
def promotion():
    return make_promotion(offer_type=ConditionalOffer.VOUCHER)


def test_codes_are_random_readable_and_for_one_order_each(promotion):
    run = codes.order_codes(promotion, count=50, prefix="spring")
    assert codes.work_on(run) == 50

    rows = list(Voucher.objects.filter(voucher_set=promotion.code_set))
    assert len({row.code for row in rows}) == 50
    shape = re.compile(r"SPRING-[A-HJ-NP-Z2-9]{5}-[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}")
    assert all(shape.fullmatch(row.code) for row in rows)
    assert {row.usage for row in rows} == {Voucher.SINGLE_USE}
    assert 32 ** sum(codes.GROUPS) >= 2**60
    run.refresh_from_db()
    promotion.code_set.refresh_from_db()
    assert (run.made, run.finished_at is not None, promotion.code_set.count) == (50, True, 50)


def test_a_run_that_is_worked_on_twice_makes_no_code_too_many(promotion, monkeypatch):
    monkeypatch.setattr(codes, "SLICE", 3)
    run = codes.order_codes(promotion, count=7)
    assert [codes.work_on(run), codes.work_on(run)] == [7, 0]
    make_codes(run.pk)
    resume_code_runs()
    assert Voucher.objects.filter(voucher_set=promotion.code_set).count() == 7


def test_a_second_run_adds_to_the_same_set(promotion):
    for _time in range(2):
        codes.work_on(codes.order_codes(promotion, count=2))
    promotion.refresh_from_db()
    assert promotion.code_set.vouchers.count() == promotion.code_set.count == 4


def test_a_code_that_is_there_is_drawn_anew(promotion, monkeypatch):
    drawn = iter(["TAKEN", "FREE-1", "FREE-2"])
    Voucher.objects.create(
        name="Taken", code="TAKEN", start_datetime=timezone.now(), end_datetime=timezone.now()
    )
    monkeypatch.setattr(codes, "new_code", lambda prefix="": next(drawn))
    assert codes.work_on(codes.order_codes(promotion, count=1)) == 1
    assert list(promotion.code_set.vouchers.values_list("code", flat=True)) == ["FREE-1"]


def test_without_free_codes_nothing_is_made_and_it_is_said(promotion, monkeypatch):
    Voucher.objects.create(
        name="Taken", code="TAKEN", start_datetime=timezone.now(), end_datetime=timezone.now()
    )
    monkeypatch.setattr(codes, "new_code", lambda prefix="": "TAKEN")
    run = codes.order_codes(promotion, count=1)
    with pytest.raises(PromotionError, match="No free codes"):
        codes.work_on(run)
    assert CodeRun.objects.get(pk=run.pk).made == 0

    monkeypatch.setattr(codes, "new_code", lambda prefix="": f"{prefix}TAKEN")
    other = codes.order_codes(promotion, count=1, prefix="UN")
    resume_code_runs()
    assert [CodeRun.objects.get(pk=each.pk).made for each in (run, other)] == [0, 1]


@pytest.mark.parametrize("count", [0, codes.MOST + 1])
def test_so_many_codes_are_refused(promotion, count):
    with pytest.raises(PromotionError, match="Between 1 and"):
        codes.order_codes(promotion, count=count)
    assert CodeRun.objects.count() == 0


def test_a_promotion_for_everybody_has_no_codes():
    with pytest.raises(PromotionError, match="needs no code"):
        codes.order_codes(make_promotion(), count=1)


def test_more_than_a_page_makes_is_left_to_the_worker(promotion, monkeypatch):
    monkeypatch.setattr("shop.promotions.tasks.AT_ONCE", 2)
    few, many = codes.order_codes(promotion, count=2), codes.order_codes(promotion, count=3)
    start(few)
    start(many)  # asks after the commit, which a test never reaches
    few.refresh_from_db()
    many.refresh_from_db()
    assert (few.made, many.made) == (2, 0)


def test_a_code_follows_the_dates_of_its_promotion(promotion):
    codes.set_code(promotion, "spring")
    codes.work_on(codes.order_codes(promotion, count=1))
    offer = ConditionalOffer.objects.get(pk=promotion.offer_id)
    offer.start_datetime = offer.end_datetime = moment = timezone.now()
    offer.save()
    dates = set(Voucher.objects.values_list("start_datetime", "end_datetime"))
    assert dates == {(moment, moment)}


def test_one_code_for_all_leads_to_the_promotion_once_it_is_let(promotion):
    codes.set_code(promotion, " spring ")
    voucher = Voucher.objects.get()
    assert voucher.code == "SPRING"
    basket = basket_with((ProductFactory(), 1), vouchers=[voucher])
    assert basket.offer_applications.applications == {}

    ConditionalOffer.objects.update(approved=True)
    basket = basket_with((ProductFactory(), 1), vouchers=[voucher])
    assert list(basket.offer_applications.applications) == [promotion.offer_id]


def test_a_taken_code_is_refused(promotion):
    codes.set_code(promotion, "SPRING")
    other = make_promotion(offer_type=ConditionalOffer.VOUCHER)
    with pytest.raises(PromotionError, match="is taken"):
        codes.set_code(other, "spring")
    assert other.offer.vouchers.count() == 0
