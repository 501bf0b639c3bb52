"""A discount above the limit: asked for, and given exactly as it was agreed to."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from crm_core.approvals.models import Approval
from crm_core.approvals.services import decide
from crm_core.customers.models import Team
from crm_core.order_entry import drafts
from crm_core.order_entry.approvals import ask
from crm_core.order_entry.calculation import calculate
from crm_core.order_entry.discounts import DiscountRefusedError, set_discount
from crm_core.order_entry.models import DiscountLimit, OrderDraft, StaffOrder
from crm_core.order_entry.placing import CannotPlaceError, place
from shop.order.models import Order
from shop.partner.models import StockRecord
from tests.crm_core.factories import staff_with

pytestmark = pytest.mark.django_db
WANTED = Decimal(25)


@pytest.fixture
def boss(colleague):
    """Who leads the colleague, and may say yes; the colleague gives ten per cent alone."""
    head, group = staff_with(), Group.objects.create(name="Field")
    Team.objects.create(name="North", manager=head).members.add(colleague)
    colleague.groups.add(group)
    DiscountLimit.objects.create(group=group, most_percent=10, least_margin=20)
    return head


@pytest.fixture
def draft(write_draft, customer, bowl, boss):
    return write_draft(customer, {bowl: 2})


def fresh(draft):
    return drafts.open_draft_of(draft.customer, draft.by)


def placed(draft):
    return place(draft, by=draft.by, seen=calculate(draft).fingerprint)


def test_what_was_agreed_to_stands_in_the_draft_and_is_placed_with_just_that(draft, boss):
    StockRecord.objects.update(cost="15.00")  # the lowest margin is waived with the limit
    asked = ask(draft, WANTED, reason="Opening of their shop")
    assert ask(draft, WANTED, reason="Again") == asked
    decide(asked, by=boss, is_approved=True)
    found = fresh(draft)
    assert (found.discount_percent, found.discount_reason) == (WANTED, "Opening of their shop")
    with pytest.raises(DiscountRefusedError):
        set_discount(found, Decimal("25.01"), reason="A bit more")
    with pytest.raises(DiscountRefusedError):
        set_discount(found, Decimal(24), reason="A bit less was not asked for")

    order = placed(fresh(draft))

    assert (order.discounts.get().amount, StaffOrder.objects.get().discount_percent) == (10, WANTED)


def test_other_goods_are_another_question(draft, boss, bowl, strategy):
    decide(ask(draft, WANTED, reason="Opening"), by=boss, is_approved=True)
    found = fresh(draft)
    drafts.add_product(found, bowl.pk, quantity=1, strategy=strategy(found))
    with pytest.raises(CannotPlaceError, match="10% off at most"):
        placed(fresh(draft))
    assert not Order.objects.exists()


def test_what_was_refused_stays_refused(draft, boss):
    asked = ask(draft, WANTED, reason="Opening")
    decide(asked, by=boss, is_approved=False, comment="Too much.")

    again = ask(draft, WANTED, reason="Please")

    assert (again.pk, again.state, fresh(draft).discount_percent) == (asked.pk, "refused", 0)
    with pytest.raises(DiscountRefusedError):
        set_discount(fresh(draft), WANTED, reason="Please")


@pytest.mark.parametrize("end", ["placed", "discarded"])
def test_a_draft_that_ends_is_asked_about_no_more(draft, end):
    asked = ask(draft, WANTED, reason="Opening")
    if end == "placed":
        placed(fresh(draft))
    else:
        drafts.discard_draft(draft)
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def test_it_is_asked_for_on_the_page_of_the_draft(enter, client, customer, bowl, boss):
    enter(customer, f"add:{bowl.pk}", pieces="2")
    typed = {"discount_percent": "25", "discount_reason": "Opening"}
    assert enter(customer, **typed).status_code == 422
    assert not Approval.objects.exists()

    page = client.get(enter(customer, "ask", **typed).url)

    asked = Approval.objects.get()
    assert (asked.kind, asked.about_id, asked.reason) == (
        "order_discount",
        OrderDraft.objects.get().pk,
        "Opening",
    )
    assert "Approval of\n        25% off" in page.text or "Approval of 25% off" in page.text
    decide(asked, by=boss, is_approved=False, comment="Too much.")
    refused = enter(customer, "ask", **typed)
    assert (refused.status_code, "Too much." in refused.text) == (422, True)
    assert Approval.objects.count() == 1
