"""Price tables from files, and what a basket costs by them."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shop.carriers.interface import Rate
from shop.shipping.methods import DeliveryMethod
from shop.shipping.models import DeliveryOption, DeliveryTableRow
from shop.shipping.repository import Repository
from shop.shipping.table import delivery_terms
from tests.crm_core.factories import staff_with
from tests.shop.carriers.factories import carrier
from tests.shop.factories import BasketFactory, ProductFactory
from tests.shop.shipping.pickup_world import picked_up, point, shipped, zone
from tests.shop.stock.factories import record_of, stocked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
RIGHTS = [
    f"shipping.{action}_{model}"
    for action in ("add", "change", "view", "delete")
    for model in ("deliveryoption", "deliverytablerow")
]
HEADINGS = "method,zone,postcodes,weight_up_to,value_from,price"


@pytest.fixture
def staff(client):
    client.force_login(staff_with(*RIGHTS))
    return client


@pytest.fixture
def option():
    return shipped("pallet", pricing=DeliveryOption.Pricing.TABLE)


def send(client, *rows, **data):
    file = SimpleUploadedFile("table.csv", "\n".join([HEADINGS, *rows]).encode(), "text/csv")
    return client.post(reverse("delivery-tables:import"), {"file": file, **data})


def table():
    rows = DeliveryTableRow.objects.order_by("postcodes", "weight_up_to", "value_from")
    return [(row.postcodes, row.weight_up_to, row.value_from, row.price) for row in rows]


def offered(basket, postcode="01662"):
    class Address:
        country_id = "DE"

    Address.postcode = postcode
    return {
        method.code: method.calculate(basket).incl_tax
        for method in Repository().get_shipping_methods(basket, shipping_addr=Address())
    }


def test_a_file_becomes_the_table_and_the_price(staff, option):
    send(staff, "pallet,home,,2000,,5.00", "pallet,HOME,,30000,0,9.00", 'pallet,Home,"18*, 25",,,20')
    heavy = BasketFactory(lines=[(ProductFactory(weight=1500), 2)])

    assert table() == [
        ("", 2000, 0, Decimal("5.00")),
        ("", 30000, 0, Decimal("9.00")),
        ("18, 25", 0, 0, Decimal("20.00")),
    ]
    assert (offered(heavy), offered(heavy, "18055")) == ({"pallet": 9}, {"pallet": 20})
    assert offered(BasketFactory(lines=[(ProductFactory(weight=31000), 1)])) == {}


def test_the_same_file_again_changes_prices_only_and_may_remove_what_it_leaves_out(staff, option):
    send(staff, "pallet,Home,,2000,,5.00", "pallet,Home,,5000,,7.00")
    send(staff, "pallet,Home,,2000,,6.00")
    assert [row[3] for row in table()] == [6, 7]

    send(staff, "pallet,Home,,2000,,6.00", replaces="on")

    assert [row[3] for row in table()] == [6]
    assert delivery_terms("pallet", "DE").price == 6


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("balloon,Home,,1,,5", "method"),
        ("pallet,Mars,,1,,5", "zone"),
        ("pallet,Home,1_0,1,,5", "postcodes"),
        ("pallet,Home,,-1,,5", "weight_up_to"),
        ("pallet,Home,,x,,5", "weight_up_to"),
        ("pallet,Home,,1,-1,5", "value_from"),
        ("pallet,Home,,1,,", "price"),
        ("pallet,Home,,1,,5.005", "price"),
        ("pallet,Home,,1,,-5", "price"),
        ("pallet,Home,,2000,0,5", ""),
    ],
)
def test_one_wrong_row_is_named_and_nothing_is_written(staff, option, row, column):
    answer = send(staff, "pallet,Home,,2000,,5.00", row)

    assert [(number, name) for number, name, _why in answer.context["outcome"].problems] == [(3, column)]
    assert table() == []


def test_a_file_without_its_columns_is_refused(staff, option):
    file = SimpleUploadedFile("table.csv", b"method,price\npallet,5", "text/csv")

    page = staff.post(reverse("delivery-tables:import"), {"file": file})

    assert page.context["form"].errors == {"file": ["The file lacks these columns: zone."]}


def test_the_export_is_what_the_import_reads(staff, option):
    send(staff, 'pallet,Home,"18, 25",2000,50,5.10', "pallet,Home,,0,0,9")
    before = table()

    exported = b"".join(staff.get(reverse("delivery-tables:index"), {"export": "csv"}).streaming_content)
    DeliveryTableRow.objects.all().delete()
    rows = exported.decode().strip().splitlines()

    assert rows[0] == HEADINGS
    send(staff, *rows[1:])
    assert table() == before


def test_a_row_by_hand_keeps_its_postcodes_in_one_form(staff, option):
    typed = {"option": option.pk, "zone": option.rates.get().zone_id, "postcodes": " 25,18* "}
    staff.post(
        reverse("delivery-tables:add"), {**typed, "weight_up_to": "0", "value_from": "0", "price": "4"}
    )

    assert table() == [("18, 25", 0, 0, 4)]


def test_by_weight_every_kilogram_costs():
    shipped("heavy", pricing=DeliveryOption.Pricing.WEIGHT, rate={"price_per_kg": "1.50", "max_weight": 9000})

    assert offered(BasketFactory(lines=[(ProductFactory(weight=1100), 1)])) == {"heavy": 9}
    assert offered(BasketFactory(lines=[(ProductFactory(weight=9001), 1)])) == {}


def test_a_flat_price_ends_at_its_weight():
    shipped(rate={"max_weight": 2000})

    assert offered(BasketFactory(lines=[ProductFactory(weight=2000)])) == {"parcel": 6}
    assert offered(BasketFactory(lines=[ProductFactory(weight=2001)])) == {}


class Asked:
    """A carrier that counts how often it is asked, and fails for a country."""

    title, settings, calls = "Asked", (), 0

    def __init__(self, account):
        self.account = account

    def rates(self, parcel):
        type(self).calls += 1
        if parcel.recipient.postcode == "00000":
            raise RuntimeError("down")
        return [Rate(service=parcel.service, price=Decimal(parcel.weight) / 100, currency=parcel.currency)]

    def make_label(self, parcel):
        raise NotImplementedError

    def tracking_url(self, number):
        return ""


def test_a_carriers_own_price_is_asked_once_and_a_silent_carrier_is_not_offered(settings):
    settings.KILN_CARRIER_PLUGINS = [f"{__name__}.Asked"]
    account = carrier("asked", plugin=f"{__name__}.Asked")
    shipped("live", pricing=DeliveryOption.Pricing.CARRIER, service=account.services.get())
    basket = BasketFactory(lines=[ProductFactory(weight=1250)])
    Asked.calls = 0

    assert [offered(basket), offered(basket)] == [{"live": Decimal("12.50")}] * 2
    assert (Asked.calls, offered(basket, "00000")) == (1, {})


def test_what_would_this_basket_cost_there(staff, option):
    shipped("far", where=_zone("FR"))
    picked_up(pickup_price="1.00")
    product = stocked({point(): 3}, price="30.00", weight=700)
    typed = {"country": "DE", "postcode": "01662", "lines": f"{record_of(product).partner_sku} 2"}

    found = staff.post(reverse("delivery-tables:check"), typed).context["found"]

    assert (found.weight, found.value) == (1400, 60)
    assert [(answer.name, answer.price, bool(answer.reason)) for answer in found.answers] == [
        ("Pallet", None, True),
        ("Far", None, True),
        ("Pickup – Shop", 1, False),
    ]


def _zone(*countries):

    return zone(*countries, name="Abroad")


def test_who_may_not_see_delivery_methods_sees_no_prices(client):
    client.force_login(staff_with("order.view_order"))

    for name in ("index", "import", "check"):
        assert client.get(reverse(f"delivery-tables:{name}")).status_code == 403


def test_a_method_that_asks_its_carrier_needs_one(staff):
    typed = {"name_en": "Live", "position": "0", "kind": "ship", "pricing": "carrier"}
    rows = {f"rates-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")}

    page = staff.post(reverse("delivery-methods:add"), {**typed, **rows, "rates-MAX_NUM_FORMS": "9"})

    assert (page.status_code, DeliveryOption.objects.count()) == (200, 0)
    assert "Choose the carrier service" in page.content.decode()


def test_a_method_without_terms_names_no_price():
    with pytest.raises(LookupError):
        DeliveryMethod(code="nothing", country="DE").calculate(BasketFactory(lines=[ProductFactory()]))
