"""The approval of sales: what needs one, who decides, what other terms do, and what the database holds."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shop.catalogue_promotions.models import CataloguePromotion
from shop.partner.models import SalePrice
from shop.promotions import sales
from shop.promotions.exceptions import PromotionError
from tests.shop.catalogue_promotions.factories import sale
from tests.shop.factories import ProductFactory, StaffFactory
from tests.shop.promotions.makers import need_approval

pytestmark = pytest.mark.django_db


def asked_for(**fields):
    """A sale that waits for its approval, asked for by somebody of the staff."""
    return sales.launch_sale(sale(state="draft", **fields), by=StaffFactory())


def state_of(row):
    return CataloguePromotion.objects.get(pk=row.pk).state


def test_a_draft_reduces_nothing_until_it_is_launched():
    ProductFactory(price="20.00")
    made = sale(state="draft")
    assert not SalePrice.objects.exists()
    sales.launch_sale(made, by=StaffFactory())
    assert [row.price for row in SalePrice.objects.all()] == [15]
    with pytest.raises(PromotionError, match="launched already"):
        sales.launch_sale(made, by=StaffFactory())


@pytest.mark.parametrize(
    ("kind", "value", "state"),
    [
        ("percent", 10, "approved"),
        ("percent", 11, "waiting"),
        ("amount", 5, "approved"),
        ("amount", 6, "waiting"),
        ("price", 1, "waiting"),
    ],
)
def test_small_ones_need_nobody(kind, value, state):
    need_approval(free_percent=10, free_amount=5)
    assert asked_for(kind=kind, value=Decimal(value)).state == state


def test_nobody_approves_what_they_asked_for_whatever_code_does():
    need_approval()
    asked = asked_for()
    with pytest.raises(PromotionError, match="somebody else"):
        sales.approve_sale(asked, by=asked.asked_by, digest=asked.digest)
    with pytest.raises(IntegrityError), transaction.atomic():
        CataloguePromotion.objects.update(decided_by=asked.asked_by)


def test_a_decision_is_taken_once_and_for_the_terms_that_were_read():
    need_approval()
    asked = asked_for()
    CataloguePromotion.objects.update(value=90)
    with pytest.raises(PromotionError, match="changed meanwhile"):
        sales.approve_sale(asked, by=StaffFactory(), digest=asked.digest)
    CataloguePromotion.objects.update(value=25)
    with pytest.raises(PromotionError, match="Say why"):
        sales.refuse_sale(asked, by=StaffFactory(), digest=asked.digest, reason=" ")
    sales.refuse_sale(asked, by=StaffFactory(), digest=asked.digest, reason="Too much")
    with pytest.raises(PromotionError, match="decided already"):
        sales.approve_sale(asked, by=StaffFactory(), digest=asked.digest)
    assert state_of(asked) == "refused"


def test_other_terms_of_an_approved_sale_need_a_new_launch():
    need_approval()
    one, other = ProductFactory(price="20.00"), ProductFactory(price="20.00")
    made = asked_for(products=[one])
    sales.approve_sale(made, by=StaffFactory(), digest=made.digest)
    sales.follow_sale(made)
    assert state_of(made) == "approved"
    made.refresh_from_db()
    made.products.add(other)
    sales.follow_sale(made)
    assert (state_of(made), SalePrice.objects.filter(end=None).exists()) == ("draft", False)


def test_what_was_live_before_approval_was_asked_for_stays_so():
    made = sale()
    sales.remember_sales()
    need_approval()
    CataloguePromotion.objects.filter(pk=made.pk).update(name="Other words")
    assert sales.follow_sale(made).state == "approved"
    CataloguePromotion.objects.filter(pk=made.pk).update(value=30)
    assert sales.follow_sale(made).state == "draft"


def test_an_earlier_end_needs_no_new_approval():
    need_approval()
    made = asked_for()
    sales.approve_sale(made, by=StaffFactory(), digest=made.digest)
    sales.end_sale(made, by=StaffFactory())
    assert sales.follow_sale(made).state == "approved"
    later = sale(start=timezone.now() + timedelta(hours=1), end=None)
    with pytest.raises(PromotionError, match="has not begun"):
        sales.end_sale(later, by=StaffFactory())
