"""From the review to the order: submitted, approved, rejected, taken back; each ends once."""

from decimal import Decimal

import pytest
from django.urls import reverse
from oscar.apps.shipping.methods import NoShippingRequired
from oscar.core.prices import Price

from shop.b2b.access import access_of
from shop.b2b.models import CostCentre
from shop.basket.models import Basket
from shop.events.tasks import deliver_due
from shop.order.models import Order
from shop.order_statuses import AUTHORISED
from shop.partner.models import StockRecord
from shop.purchase_approvals.conditions import Proposal, requirement_for
from shop.purchase_approvals.exceptions import AlreadyDecidedError, NotTheirsError
from shop.purchase_approvals.models import PurchaseRequest
from shop.purchase_approvals.services import Answer, cancel, decide, take_back
from shop.purchase_approvals.submitting import Choices, submit
from shop.shipping.models import OrderDestination
from tests.shop.checkout.walk import let_holds_expire, review, url, walk_to_review
from tests.shop.factories import ProductFactory
from tests.shop.purchase_approvals import kit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
State, D = PurchaseRequest.State, Decimal
YES = Answer(is_approved=True)


@pytest.fixture
def firm():
    return kit.company()


@pytest.fixture
def buyer(firm):
    return kit.person(firm)


@pytest.fixture
def boss(firm):
    return kit.approver(firm)


def state_of(request):
    request.refresh_from_db()
    return request.state


def test_order_below_the_rule_is_placed_at_once(client, firm, buyer, boss):
    kit.rule(firm, total_above=D(100))

    kit.submit(client, buyer)

    assert Order.objects.get().company == firm
    assert not PurchaseRequest.objects.exists()


def test_order_above_the_rule_waits_and_the_basket_is_empty(client, firm, buyer, boss):
    centre = CostCentre.objects.create(company=firm, code="4711")
    kit.rule(firm)

    request = kit.submitted(client, buyer, po_number="PO 1", cost_centre=str(centre.pk))

    assert not Order.objects.exists()
    assert (request.state, request.po_number, request.cost_centre) == (State.PENDING, "PO 1", centre)
    assert request.basket.status == Basket.FROZEN
    assert [(line.quantity, line.price) for line in request.lines.all()] == [(1, D("24.00"))]
    assert client.get(reverse("basket:summary")).context["basket"].is_empty
    assert [one.user for one in request.steps.get().approvers.all()] == [boss]


def test_second_click_and_second_tab_land_on_the_request(client, firm, buyer, boss):
    kit.rule(firm)
    client.force_login(buyer)
    seen = walk_to_review(client, ProductFactory(price="24.00"))

    first = client.post(url("preview"), seen)
    second = client.post(url("preview"), seen)

    assert first.url == second.url
    assert PurchaseRequest.objects.count() == 1


def test_approved_order_on_account_is_placed_as_requested(client, firm, buyer, boss):
    kit.rule(firm)
    request = kit.submitted(client, buyer, method="on-account", po_number="PO 7")

    kit.answer(client, request, boss)

    order = Order.objects.get()
    assert state_of(request) == State.ORDERED
    assert request.order == order
    assert (order.user, order.company, order.po_number, order.status) == (buyer, firm, "PO 7", AUTHORISED)
    assert order.total_incl_tax == request.total
    assert order.shipping_address.line1 == "Am Brennofen 1"
    kinds = [entry.kind for entry in request.history.all()]
    assert kinds == ["submitted", "approved", "ordered"]


def test_nobody_approves_their_own_order(client, firm, boss):
    kit.administrator(firm)
    kit.rule(firm)
    request = kit.submitted(client, boss)

    with pytest.raises(NotTheirsError):
        decide(request, YES, by=boss)

    assert boss not in [one.user for one in request.steps.get().approvers.all()]
    assert state_of(request) == State.PENDING


def test_without_anybody_to_approve_nothing_is_submitted(client, firm, buyer):
    kit.rule(firm)

    response = kit.submit(client, buyer)

    assert not PurchaseRequest.objects.exists()
    assert response.url == url("preview")
    assert Basket.objects.get(owner=buyer).status == Basket.OPEN


def test_two_approvers_one_order(client, firm, buyer, boss):
    other = kit.approver(firm, "Zoe")
    kit.rule(firm)
    request = kit.submitted(client, buyer)

    decide(request, YES, by=boss)

    with pytest.raises(AlreadyDecidedError):
        decide(request, YES, by=other)
    assert Order.objects.count() == 1


def test_all_of_a_level_and_levels_in_sequence(client, firm, buyer, boss):
    other, chief = kit.approver(firm, "Zoe"), kit.administrator(firm)
    kit.rule(firm, kit.named(boss, other, needs="all"), kit.named(chief))
    request = kit.submitted(client, buyer)

    with pytest.raises(NotTheirsError):
        decide(request, YES, by=chief)
    decide(request, YES, by=boss)
    assert state_of(request) == State.PENDING
    assert request.level == 1
    decide(request, YES, by=other)
    assert state_of(request) == State.PENDING
    assert request.level == 2
    decide(request, YES, by=chief)

    assert state_of(request) == State.ORDERED


def test_rejected_with_a_reason_the_goods_go_back_once(client, firm, buyer, boss):
    kit.rule(firm)
    request = kit.submitted(client, buyer)

    page = kit.answer(client, request, boss, yes=False)
    assert page.status_code == 422
    kit.answer(client, request, boss, yes=False, comment="Too dear.")
    assert (state_of(request), request.reason) == (State.REJECTED, "Too dear.")
    client.force_login(buyer)
    path = reverse("purchase_approvals:take-back", args=[request.public_id])
    client.post(path)
    client.post(path)

    assert not Order.objects.exists()
    basket = Basket.objects.get(owner=buyer, status=Basket.OPEN)
    assert [line.quantity for line in basket.lines.all()] == [1]


def test_only_its_buyer_cancels_and_takes_back(client, firm, buyer, boss):
    kit.rule(firm)
    request = kit.submitted(client, buyer)
    with pytest.raises(NotTheirsError):
        cancel(request, by=boss)

    cancel(request, by=buyer)

    with pytest.raises(NotTheirsError):
        take_back(request, by=boss)
    with pytest.raises(AlreadyDecidedError):
        decide(request, YES, by=boss)
    assert state_of(request) == State.CANCELLED


def test_total_that_rose_since_it_was_shown_is_looked_at_again(client, firm, buyer, boss):
    kit.rule(firm)
    product = ProductFactory(price="24.00")
    request = kit.submitted(client, buyer, product)
    StockRecord.objects.filter(product=product).update(price=D("30.00"))

    page = kit.answer(client, request, boss, seen=request.total)

    assert page.status_code == 409
    assert [change.price for change in page.context["now"].changes] == [D("30.00")]
    assert state_of(request) == State.PENDING
    kit.answer(client, request, boss)
    assert Order.objects.get().total_incl_tax > request.total


def test_order_dearer_than_an_earlier_level_approved_goes_back(client, firm, buyer, boss):
    chief = kit.administrator(firm)
    kit.rule(firm, kit.named(boss), kit.named(chief))
    product = ProductFactory(price="24.00")
    request = kit.submitted(client, buyer, product)
    before = request.total
    kit.answer(client, request, boss)
    StockRecord.objects.filter(product=product).update(price=D("30.00"))

    kit.answer(client, request, chief)

    assert state_of(request) == State.PENDING
    assert (request.round, request.level) == (2, 1)
    assert request.total == before + 6
    kit.answer(client, request, boss)
    kit.answer(client, request, chief)
    assert Order.objects.get().total_incl_tax == request.total
    assert "price-changed" in [entry.kind for entry in request.history.all()]


def test_what_is_sold_out_meanwhile_cannot_be_approved(client, firm, buyer, boss):
    kit.rule(firm)
    product = ProductFactory(price="24.00", num_in_stock=1)
    request = kit.submitted(client, buyer, product)
    let_holds_expire()
    StockRecord.objects.filter(product=product).update(num_in_stock=0)

    page = kit.answer(client, request, boss)

    assert page.status_code == 409
    assert state_of(request) == State.PENDING
    assert not request.steps.get().approvers.filter(is_approved=True).exists()


def test_buyer_who_left_the_company_gets_no_order(client, firm, buyer, boss):
    kit.rule(firm)
    request = kit.submitted(client, buyer)
    contact = buyer.company_contact
    contact.is_active = False
    contact.save()

    page = kit.answer(client, request, boss)

    assert page.status_code == 409
    assert not Order.objects.exists()


def test_company_is_told_by_mail(client, firm, buyer, boss, letters):
    kit.rule(firm)
    request = kit.submitted(client, buyer)
    deliver_due()
    assert [letter.to for letter in letters()] == [[boss.email]]

    kit.answer(client, request, boss, yes=False, comment="No.")
    deliver_due()

    closed = letters()[-1]
    assert closed.to == [buyer.email]
    assert "No." in closed.body


def test_review_says_who_has_to_approve(client, firm, buyer, boss):
    kit.rule(firm, name="Above 20")
    client.force_login(buyer)
    walk_to_review(client, ProductFactory(price="24.00"))

    page = client.get(url("preview")).content.decode()

    assert "Submit for approval" in page
    assert "Above 20" in page
    assert review(client)


def test_basket_is_submitted_once(client, firm, buyer, boss):
    kit.rule(firm)
    request = kit.submitted(client, buyer)
    proposal = Proposal(
        user=buyer,
        access=access_of(buyer),
        basket=request.basket,
        total=Price(currency="EUR", excl_tax=D(20), incl_tax=D(24)),
        charge=Price(currency="EUR", excl_tax=D(0), incl_tax=D(0)),
    )
    choices = Choices(method=NoShippingRequired(), address=None)

    again = submit(proposal, choices, requirement_for(proposal))

    assert again == request
    assert PurchaseRequest.objects.count() == 1


def test_goods_for_several_addresses_go_there_once_it_is_approved(client, firm, buyer, boss):
    kit.rule(firm)
    request = kit.submitted(client, buyer, quantity=3)
    place = {**request.address, "line1": "Dock 7", "postcode": "20457"}
    line = request.lines.get()
    request.destinations = [{"address": place, "pieces": {str(line.line_id): 1}, "wished_on": ""}]
    request.save()

    decide(request, YES, by=boss)

    sent = OrderDestination.objects.filter(order=Order.objects.get()).select_related("address")
    assert "Dock 7" in {row.address.line1 for row in sent}
