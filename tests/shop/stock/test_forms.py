import pytest

from shop.stock.bulk_actions import AdjustForm, AdjustStock
from shop.stock.forms import MovementForm, PolicyForm, ReceiveForm, SourcingForm, TransferForm
from shop.stock.models import StockLevel
from shop.stock.services import change_policy
from tests.shop.factories import (
    CountryFactory,
    PartnerFactory,
    ProductFactory,
    StockRecordFactory,
    UserFactory,
)
from tests.shop.stock.factories import WarehouseFactory, levels, record_of, stocked

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "number", "reason", "errors"),
    [
        ("receipt", 1, "", []),
        ("receipt", 0, "", ["number"]),
        ("receipt", -1, "", ["number"]),
        ("count", 0, "", []),
        ("count", -1, "", ["number"]),
        ("adjustment", -1, "Lost", []),
        ("adjustment", 0, "Lost", ["number"]),
        ("adjustment", 1, "", ["reason"]),
        ("damage", 1, "Fell", []),
        ("damage", 1, "", ["reason"]),
        ("damage", -1, "Fell", ["number"]),
        ("damage", "", "Fell", ["number"]),
    ],
)
def test_movement_needs_a_number_that_fits_and_a_reason_where_pieces_vanish(kind, number, reason, errors):
    assert list(MovementForm({"kind": kind, "number": number, "reason": reason}).errors) == errors


@pytest.mark.parametrize(
    ("policy", "day", "errors"),
    [("none", "", []), ("none", "2027-03-01", ["promise_date"]), ("backorder", "2027-03-01", [])],
)
def test_day_needs_a_policy(policy, day, errors):
    record = record_of(ProductFactory())

    form = PolicyForm({"policy": policy, "backorder_cap": 0, "promise_date": day}, instance=record)

    assert list(form.errors) == errors


def test_transfer_stays_with_one_seller_and_leads_somewhere():
    lisbon, porto = WarehouseFactory(code="lisbon"), WarehouseFactory(code="porto")
    other = PartnerFactory(code="other", name="Other")
    theirs = WarehouseFactory(code="theirs", seller=other)
    product = ProductFactory(upc="KC-1")
    StockRecordFactory(product=product, partner=other, partner_sku="KC-1")

    def form(source, destination):
        sent = {"source": source and source.pk, "destination": destination and destination.pk}
        return TransferForm({**sent, "lines": "KC-1 2"})

    assert form(lisbon, lisbon).errors == {
        "destination": ["Choose a different warehouse from the first one."]
    }
    assert form(lisbon, theirs).errors == {"destination": ["This warehouse belongs to another supplier."]}
    assert list(form(None, porto).errors) == ["source"]
    assert list(form(lisbon, None).errors) == ["destination"]
    good = form(lisbon, porto)
    assert good.is_valid(), good.errors
    assert {record.partner: number for record, number in good.pieces.items()} == {lisbon.seller: 2}
    good = form(theirs, WarehouseFactory(code="theirs-too", seller=other))
    assert good.is_valid(), good.errors
    assert {record.partner: number for record, number in good.pieces.items()} == {other: 2}


def test_delivery_is_of_the_warehouses_seller():
    product = ProductFactory(upc="KC-1")
    theirs = WarehouseFactory(code="theirs", seller__code="other", seller__name="Other")
    record = StockRecordFactory(product=product, partner=theirs.seller, partner_sku="KC-1")

    form = ReceiveForm({"warehouse": theirs.pk, "lines": "KC-1 2"})

    assert form.is_valid(), form.errors
    assert form.pieces == {record: 2}
    assert list(ReceiveForm({"lines": "KC-1 2"}).errors) == ["warehouse"]


def test_lines_that_are_missing_are_asked_for_once():
    CountryFactory(iso_3166_1_a2="DE")
    form = SourcingForm({"country": "DE"})

    assert form.errors == {"lines": ["This field is required."]}
    assert form.pieces == {}


def test_nothing_is_no_correction():
    assert list(AdjustForm({"by": 0, "reason": "Lost"}).errors) == ["by"]
    assert AdjustForm({"by": -1, "reason": "Lost"}).is_valid()


def test_who_has_too_few_is_left_and_counted():
    lisbon, user = WarehouseFactory(code="lisbon"), UserFactory()
    bowl, jug = stocked({lisbon: 4}), stocked({lisbon: 1})
    change_policy(record_of(jug), policy="none")

    done = AdjustStock.execute_action(StockLevel.objects.all(), user=user, by=-2, reason="Lost")

    assert done == (1, 1)
    assert (levels(bowl), levels(jug)) == ({"lisbon": (2, 0)}, {"lisbon": (1, 0)})


@pytest.mark.parametrize(
    ("done", "left", "words"),
    [
        (1, 0, "1 product adjusted."),
        (2, 0, "2 products adjusted."),
        (2, 1, "2 products adjusted. 1 does not have enough stock."),
    ],
)
def test_what_was_left_is_told(done, left, words):
    assert AdjustStock.get_success_message(None, done, left) == words
