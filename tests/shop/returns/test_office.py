import re
from decimal import Decimal

import pytest
from django.urls import reverse

from crm_core.customers.services import attach_order
from shop.payments.models import Refund
from shop.returns.models import Return, ReturnPhoto, ReturnReason, ReturnSettings, Settlement
from shop.returns.services import Wanted, request_return
from tests.crm_core.factories import rep_with, staff_with
from tests.shop.factories import ProductFactory
from tests.shop.returns.kit import arrived, returned, sent_order
from tests.shop.uploads.files import picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
SERVICE = (
    *("order.view_order", "order.change_order", "payments.add_refund"),
    *("returns.view_return", "returns.add_return", "returns.change_return"),
)


@pytest.fixture
def office(client):
    client.force_login(staff_with(*SERVICE))
    return client


@pytest.fixture
def order():
    return sent_order(lines=[(ProductFactory(title="Bowl"), 3)])


@pytest.fixture
def asked(order):
    return request_return(order, [Wanted(line_id=order.lines.get().pk, quantity=2)], key="one")


def page_of(found):
    return reverse("returns_office:inspect", args=[found.pk])


def test_a_return_is_moved_on_from_its_page_to_the_money(office, asked):
    url, line = page_of(asked), asked.lines.get()
    assert 'id="record-action"' in office.get(url).content.decode()
    office.post(url, {"action": "approve"})
    office.post(url, {"action": "receive", f"quantity-{line.pk}": "2", f"seen-{line.pk}": "0"})
    said = {f"quantity-{line.pk}": "2", f"seen-{line.pk}": "0", f"result-{line.pk}": "as_new:restock"}
    office.post(url, {"action": "inspect", **said})

    page = office.get(url).content.decode()
    fingerprint = re.search(r'name="fingerprint" value="(\w+)"', page)[1]
    office.post(url, {"action": "settle", "fingerprint": fingerprint})

    asked.refresh_from_db()
    assert asked.state == "settled"
    assert Settlement.objects.get().amount == line.line.line_price_incl_tax * 2 / 3


def test_a_fee_is_previewed_before_it_is_kept(office, order):
    found = arrived(returned(order, {order.lines.get(): 1}))
    url = page_of(found)
    before = re.search(r'name="fingerprint" value="(\w+)"', office.get(url).content.decode())[1]

    refused = office.post(url, {"action": "settle", "fee": "1.00", "fingerprint": before})
    shown = refused.content.decode()
    after = re.search(r'name="fingerprint" value="(\w+)"', shown)[1]
    assert (refused.status_code, Settlement.objects.count()) == (409, 0)
    assert 'value="1.00"' in shown
    office.post(url, {"action": "settle", "fee": "1.00", "fingerprint": after})

    assert Settlement.objects.get().fee == Decimal("1.00")


def test_settling_needs_the_rights_over_orders_and_refunds(client, order):
    client.force_login(staff_with("order.view_order", "returns.view_return", "returns.change_return"))
    found = arrived(returned(order, {order.lines.get(): 1}))

    answer = client.post(page_of(found), {"action": "settle", "fingerprint": "x"})

    assert answer.status_code in {302, 403}
    assert not Refund.objects.exists()


def test_who_only_sees_returns_moves_none(client, asked):
    client.force_login(staff_with("returns.view_return"))

    client.post(page_of(asked), {"action": "approve"})

    asked.refresh_from_db()
    assert asked.state == "requested"


def test_a_refusal_without_a_reason_is_asked_for_again(office, asked):
    answer = office.post(page_of(asked), {"action": "refuse", "reason": ""})

    asked.refresh_from_db()
    assert (answer.status_code, asked.state) == (422, "requested")


def test_the_page_says_how_much_its_buyer_sends_back(office, order):
    orders = [order, *(sent_order() for _number in range(3))]
    for each in orders[:3]:
        found = returned(each, {each.lines.first(): 1}, key=each.number)

    assert "3 of 4 orders returned" in office.get(page_of(found)).content.decode()


def test_staff_record_what_the_policy_leaves_out(office):
    order = sent_order(lines=[(ProductFactory(title="Bowl", is_final_sale=True), 1)])
    url = reverse("return_new", args=[order.number])
    line = order.lines.get()
    page = office.get(url).content.decode()
    assert "Final sale" in page

    office.post(url, {f"quantity-{line.pk}": "1", "outcome": "refund", "key": "k"})

    made = Return.objects.get()
    assert (made.state, made.origin) == ("approved", "staff")


def test_a_photo_is_handed_out_to_who_sees_returns_only(client, asked, settings, tmp_path):
    settings.KILN_PRIVATE_ROOT = tmp_path
    photo = ReturnPhoto.objects.create(parent=asked, file=upload(picture(), "a.jpg"))
    url = reverse("return_photo", args=[photo.pk])
    assert client.get(url).status_code in {302, 403}

    client.force_login(staff_with("returns.view_return"))

    answer = client.get(url)
    assert answer.status_code == 200
    answer.close()


def test_returns_of_others_customers_are_not_there(client, asked, settings, tmp_path):
    settings.KILN_PRIVATE_ROOT = tmp_path
    photo = ReturnPhoto.objects.create(parent=asked, file=upload(picture(), "a.jpg"))
    attach_order(asked.order)
    client.force_login(rep_with("returns.view_return", "order.view_order", "customers.view_customer"))

    assert client.get(reverse("return_photo", args=[photo.pk])).status_code == 404
    assert client.get(page_of(asked)).status_code == 404
    assert asked.number not in client.get(reverse("returns_office:index")).content.decode()


def test_list_costs_the_same_with_one_and_three_returns(office, order, django_assert_max_num_queries):
    url = reverse("returns_office:index")
    returned(order, {order.lines.get(): 1}, key="1")
    office.get(url)
    with django_assert_max_num_queries(40) as one:
        office.get(url)
    for number in range(2):
        returned(order, {order.lines.get(): 1}, key=f"n{number}")
    with django_assert_max_num_queries(len(one.captured_queries)):
        office.get(url)


def test_policy_is_changed_on_its_page(client):
    client.force_login(staff_with("returns.change_returnsettings", "returns.view_returnsettings"))
    url = reverse("return_policy")
    page = client.get(url)
    form = page.context["form"]
    said = {name: value for name in form.fields if (value := form[name].value()) is not None}
    del said["approves_automatically"]

    client.post(url, {**said, "window_days": "45"})

    assert ReturnSettings.objects.get().window_days == 45


def test_reasons_are_listed(client):
    client.force_login(staff_with("returns.view_returnreason", "returns.change_returnreason"))
    ReturnReason.objects.create(code="small", name="Too small")

    assert "Too small" in client.get(reverse("return_reasons:index")).content.decode()
