"""What becomes of drafts: on the customer's page, in a merge, after a while, with the person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm_core.customers.access.rows import seen_or_404
from crm_core.customers.attention import open_items
from crm_core.customers.merging.services import merge_customers
from crm_core.customers.services import identify
from crm_core.order_entry import drafts
from crm_core.order_entry.erasure import erase_entered, forget
from crm_core.order_entry.models import OrderDraft
from crm_core.order_entry.tasks import discard_old
from shop.basket.models import Basket
from shop.privacy.erasure.person import Person
from tests.crm_core.factories import CompanyContactFactory, staff_with
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_an_unfinished_order_waits_on_the_customers_page_of_its_writer(
    write_draft, customer, colleague, bowl
):
    write_draft(customer, {bowl: 1})

    assert "Order not finished" in [str(item.label) for item in open_items(customer, colleague)]


def test_a_draft_goes_with_its_customer_into_another(write_draft, customer, guest, colleague, bowl):
    draft = write_draft(guest, {bowl: 1})
    merge_customers(customer, guest, by=colleague)
    survivor = seen_or_404(colleague, guest.pk)

    assert drafts.open_draft_of(survivor, colleague) == draft


def test_of_two_drafts_of_one_colleague_the_survivors_stays(write_draft, customer, guest, colleague, bowl):
    kept = write_draft(customer, {bowl: 1})
    write_draft(guest, {bowl: 2})
    merge_customers(customer, guest, by=colleague)

    assert drafts.open_draft_of(seen_or_404(colleague, customer.pk), colleague) == kept
    assert OrderDraft.objects.count() == 2


def test_a_draft_that_nobody_takes_up_goes_with_its_basket(write_draft, customer, guest, bowl):
    old, new = write_draft(customer, {bowl: 1}), write_draft(guest, {bowl: 1})
    OrderDraft.objects.filter(pk=old.pk).update(changed_at=timezone.now() - timedelta(days=61))

    discard_old()

    assert list(OrderDraft.objects.all()) == [new]
    assert list(Basket.objects.all()) == [new.basket]


@pytest.mark.parametrize("change", ["add", "quantity"])
def test_a_draft_whose_goods_change_is_kept(write_draft, customer, bowl, strategy, change):
    draft = write_draft(customer, {bowl: 1})
    OrderDraft.objects.update(changed_at=timezone.now() - timedelta(days=61))
    line = draft.basket.lines.get()
    if change == "add":
        drafts.add_product(draft, bowl.pk, quantity=1, strategy=strategy(draft))
    else:
        drafts.change_quantities(draft, {line.pk: ("1", "2")}, strategy=strategy(draft))

    discard_old()

    assert drafts.open_draft_of(customer, draft.by) == draft
    assert draft.basket.lines.get().quantity == 2


def test_a_draft_is_forgotten_with_the_person(write_draft, guest, bowl):
    write_draft(guest, {bowl: 1}, note="Ring twice")

    assert forget([guest.pk]) == 1
    assert (OrderDraft.objects.count(), Basket.objects.count()) == (0, 0)


def test_drafts_for_others_of_the_company_stay(write_draft, colleague, bowl):
    first = CompanyContactFactory(user=UserFactory())
    second = CompanyContactFactory(company=first.company, user=UserFactory())
    company, other = identify(company=first.company), staff_with("customers.view_customer")
    write_draft(company, {bowl: 1}, account_id=first.user_id)
    kept = write_draft(company, {bowl: 1}, by=other, account_id=second.user_id)

    erase_entered(Person(users={first.user_id}))

    assert list(OrderDraft.objects.all()) == [kept]
    assert list(Basket.objects.all()) == [kept.basket]


def test_a_draft_that_is_mailed_to_the_person_is_forgotten(write_draft, bowl):
    write_draft(identify(phone="+49 40 123456"), {bowl: 1}, email="Jo@example.com")

    erase_entered(Person(emails={"jo@example.com"}))

    assert (OrderDraft.objects.count(), Basket.objects.count()) == (0, 0)


def test_lines_of_an_address_are_read_and_the_rest_left_out():
    texts = ["12:3", "7", "x:1", "5:0", ":", f"9:{'9' * 30}"]

    read = [(line.product, line.quantity) for line in drafts.read_lines(texts)]

    assert read == [(12, 3), (7, 1)]
    assert len(drafts.read_lines(["1:1"] * 60)) == 50


def test_somebody_known_by_nothing_else_can_be_written_for(colleague):
    assert drafts.start_draft(identify(phone="+49 40 123456"), colleague).basket.status == Basket.SAVED
