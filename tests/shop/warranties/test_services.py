from datetime import date, timedelta

import pytest
from django.utils import timezone

from shop.fulfilment.events import ShipmentDelivered
from shop.fulfilment.services import deliver
from shop.mail.models import Mail
from shop.returns.models import Return
from shop.time_zones import shop_day
from shop.warranties.events import RepairMoved
from shop.warranties.exceptions import WarrantyRefusedError
from shop.warranties.models import Repair, WarrantyTerms, WarrantyUnit
from shop.warranties.repairs import (
    approve,
    cancel,
    finish,
    receive,
    refuse,
    replace_or_refund,
    send_back,
)
from shop.warranties.services import register_serial, request_repair, start_warranties, write_serials
from shop.warranties.subscribers import on_repair_moved, on_shipment_delivered
from shop.warranties.terms import last_day, terms_of_products
from tests.shop.factories import ProductClassFactory, ProductFactory, StaffFactory
from tests.shop.returns.kit import arrived, returned, sent_order, settled
from tests.shop.warranties.kit import covered_product, delivered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_a_warranty_begins_with_the_day_of_delivery_once():
    order = sent_order(lines=[(covered_product(12), 2), (ProductFactory(), 1)])
    shipment = order.shipments.get()
    assert start_warranties(shipment) == []  # on its way

    deliver(shipment)
    first = start_warranties(shipment)
    WarrantyTerms.objects.update(months=1)
    again = start_warranties(shipment)

    today = shop_day()
    assert [unit.pk for unit in first] == [unit.pk for unit in again]
    assert {(unit.starts_on, unit.ends_on) for unit in again} == {(today, last_day(today, 12))}
    assert WarrantyUnit.objects.count() == 2


def test_the_delivery_starts_it_by_its_event_told_twice():
    order = sent_order(lines=[(covered_product(), 1)])
    shipment = deliver(order.shipments.get())
    for _ in range(2):
        on_shipment_delivered(ShipmentDelivered(shipment_id=shipment.pk, order_id=order.pk))

    assert WarrantyUnit.objects.get().starts_on == shop_day()


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 15), 24, date(2028, 1, 14)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
    ],
)
def test_months_end_on_the_day_before(start, months, end):
    assert last_day(start, months) == end


def test_the_terms_of_a_product_hold_before_those_of_its_type():
    other = ProductFactory(product_class=ProductClassFactory(slug="other"))
    special, plain = covered_product(36), ProductFactory()
    WarrantyTerms.objects.create(product_class=plain.product_class, months=24)

    found = terms_of_products([special, plain, other])

    assert {pk: terms.months for pk, terms in found.items()} == {special.pk: 36, plain.pk: 24}


def test_serial_numbers_are_kept_in_order_and_change_places():
    order = sent_order(lines=[(covered_product(), 2)])
    shipment = order.shipments.get()
    row = shipment.lines.get()

    write_serials(shipment, {row.pk: ["sn 1", "SN2"]})
    write_serials(shipment, {row.pk: ["SN2", "SN1"]})

    assert list(WarrantyUnit.objects.order_by("position").values_list("serial", flat=True)) == ["SN2", "SN1"]


@pytest.mark.parametrize("typed", [["A", "A"], ["A", "B", "C"], ["TAKEN"]])
def test_a_serial_number_is_of_one_item_and_nothing_is_kept_otherwise(typed):
    product = covered_product()
    (taken,) = delivered(product=product)
    register_serial(taken, "taken")
    order = sent_order(lines=[(product, 2)])
    shipment = order.shipments.get()

    with pytest.raises(WarrantyRefusedError):
        write_serials(shipment, {shipment.lines.get().pk: typed})

    assert not WarrantyUnit.objects.filter(shipment=shipment).exclude(serial="").exists()


def test_a_customer_registers_a_number_that_the_shop_does_not_know():
    (unit,) = delivered()

    register_serial(unit, "ab 12")
    register_serial(unit, "AB12")
    with pytest.raises(WarrantyRefusedError):
        register_serial(unit, "other")

    assert unit.serial == "AB12"


def test_a_repair_goes_from_the_request_back_to_its_owner():
    (unit,) = delivered(guest_email="mei@example.com")
    staff = StaffFactory()
    repair = request_repair(unit, fault="No light", key="k")
    assert request_repair(unit, fault="No light", key="k") == repair

    approve(repair, by=staff)
    receive(repair, by=staff)
    with pytest.raises(WarrantyRefusedError):
        finish(repair, outcome="repaired", diagnosis=" ", by=staff)
    finish(repair, outcome="repaired", diagnosis="New bulb", by=staff)
    send_back(repair, tracking_number="T1", by=staff)
    send_back(repair, by=staff)

    repair.refresh_from_db()
    assert (repair.state, repair.outcome, repair.tracking_number) == ("closed", "repaired", "T1")
    assert not repair.is_open


def test_one_item_has_one_open_repair():
    first, second = delivered(2)
    request_repair(first, fault="-", key="a")

    with pytest.raises(WarrantyRefusedError):
        request_repair(first, fault="-", key="b")
    request_repair(second, fault="-", key="b")

    assert Repair.objects.count() == 2


def test_a_warranty_that_ended_is_goodwill_of_the_shop_alone():
    (unit,) = delivered()
    yesterday = shop_day() - timedelta(days=1)
    WarrantyUnit.objects.update(starts_on=yesterday, ends_on=yesterday)

    with pytest.raises(WarrantyRefusedError, match="ended"):
        request_repair(unit, fault="-", key="a")
    repair = request_repair(unit, fault="-", key="a", by=StaffFactory(), coverage="goodwill")

    assert (repair.state, repair.coverage) == ("approved", "goodwill")


def test_what_came_back_is_not_repaired():
    units = delivered(2)
    order = units[0].line.order
    settled(arrived(returned(order, {units[0].line: 1})))
    request_repair(units[0], fault="-", key="a")

    with pytest.raises(WarrantyRefusedError, match="returned"):
        request_repair(units[1], fault="-", key="b")


def test_what_is_not_worth_a_repair_becomes_a_return_that_has_arrived():
    (unit,) = delivered()
    staff = StaffFactory()
    repair = receive(request_repair(unit, fault="Broken", key="a", by=staff), by=staff)

    made = replace_or_refund(repair, outcome="refund", diagnosis="Beyond repair", by=staff)
    again = replace_or_refund(repair, outcome="refund", by=staff)

    repair.refresh_from_db()
    assert made == again == Return.objects.get()
    assert (made.state, made.restocking_percent, made.lines.get().received) == ("received", 0, 1)
    assert (repair.state, repair.outcome, repair.returned) == ("closed", "returned", made)


def test_a_move_that_is_not_possible_any_more_is_refused():
    (unit,) = delivered()
    repair = request_repair(unit, fault="-", key="a")
    with pytest.raises(WarrantyRefusedError):
        refuse(repair, reason=" ")
    refuse(repair, reason="Fell into water")

    for move in (approve, receive, cancel):
        with pytest.raises(WarrantyRefusedError):
            move(repair)

    assert Repair.objects.get().closed_at <= timezone.now()


def test_the_customer_reads_each_state_once():
    (unit,) = delivered(guest_email="mei@example.com")
    repair = request_repair(unit, fault="-", key="a")
    approve(repair)
    for state in ("requested", "approved", "approved"):
        on_repair_moved(RepairMoved(order_id=unit.line.order_id, repair_id=repair.pk, state=state))

    keys = Mail.objects.filter(key__startswith="repair:").values_list("key", flat=True)
    assert sorted(keys) == [f"repair:{repair.pk}:approved", f"repair:{repair.pk}:requested"]
