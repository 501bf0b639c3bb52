import csv
import io

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.roles.services import set_up_roles
from config.roles.table import ROLES
from shop.stock.models import StockCount, StockLevel, StockMovement, StockTransfer, Warehouse
from shop.stock.services import change_policy
from tests.crm_core.factories import staff_with
from tests.shop.factories import CountryFactory, OrderFactory, UserFactory
from tests.shop.stock.factories import WarehouseFactory, levels, record_of, stocked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LIST = "/cms/stock/"


@pytest.fixture
def lisbon():
    return WarehouseFactory(code="lisbon", name="Lisbon", country="PT")


@pytest.fixture
def porto():
    return WarehouseFactory(code="porto", name="Porto", country="PT")


@pytest.fixture
def staff(client):
    user = staff_with("stock.view_stocklevel", "stock.change_stocklevel")
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def reader(client):
    client.force_login(staff_with("stock.view_stocklevel"))
    return client


def found(response):
    return [
        (level.stockrecord.partner_sku, level.warehouse.code) for level in response.context["object_list"]
    ]


def place(product, warehouse):
    return StockLevel.objects.get(stockrecord__product=product, warehouse=warehouse)


def words(response):
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize("query", ["", "?q=KC", "?state=low", "?ordering=on_hand"])
def test_list_costs_the_same_for_one_and_three(staff, lisbon, query):
    costs = []
    for number in (1, 2):
        for _product in range(number):
            change_policy(record_of(stocked({lisbon: 2})), policy="none", low_stock_threshold=5)
        staff.get(LIST + query)
        with CaptureQueriesContext(connection) as queries:
            staff.get(LIST + query)
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_list_is_filtered_and_searched(staff, lisbon, porto):
    stocked({lisbon: 2, porto: 1}, upc="KC-1", title="Bowl")
    waiting = stocked({lisbon: 0}, upc="KC-2", title="Jug")
    change_policy(record_of(waiting), policy="backorder", cap=2)
    OrderFactory(lines=[waiting])

    assert found(staff.get(LIST)) == [("KC-1", "lisbon"), ("KC-1", "porto"), ("KC-2", "lisbon")]
    assert found(staff.get(f"{LIST}?warehouse={porto.pk}")) == [("KC-1", "porto")]
    assert found(staff.get(f"{LIST}?state=waiting")) == [("KC-2", "lisbon")]
    assert found(staff.get(f"{LIST}?state=none&state=beyond")) == [("KC-2", "lisbon")]
    assert found(staff.get(f"{LIST}results/?q=kc-1")) == [("KC-1", "lisbon"), ("KC-1", "porto")]
    assert found(staff.get(f"{LIST}?q=jug")) == [("KC-2", "lisbon")]


def test_export_can_be_read_in_again(staff, lisbon):
    product = stocked({lisbon: 2}, upc="KC-1")
    written = staff.get(LIST + "?export=csv").getvalue()
    (row,) = csv.DictReader(io.StringIO(written.decode()))
    assert (row["sku"], row["warehouse"], row["on_hand"]) == ("KC-1", "lisbon", "2")

    changed = written.decode().replace(",2,0,2,", ",5,0,5,").encode()
    response = staff.post(f"{LIST}load/", {"file": SimpleUploadedFile("stock.csv", changed)})

    assert (response.context["outcome"].changed, response.context["outcome"].problems) == (1, [])
    assert levels(product) == {"lisbon": (2, 0)}
    staff.post(f"{LIST}load/", {"digest": response.context["digest"], "confirmed": "1"})
    assert levels(product) == {"lisbon": (5, 0)}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("stock.xlsx", b"PK\x03\x04", "The file is damaged or not complete."),
        (
            "stock.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "This is a workbook of an old Excel (XLS).",
        ),
        (
            "stock.csv",
            "sku\nGröße\n".encode("cp1252"),
            "The file is not saved as UTF-8 but probably as Windows-1252",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_what_it_is(staff, name, content, words):
    response = staff.post(f"{LIST}load/", {"file": SimpleUploadedFile(name, content)})

    assert response.context["form"].errors["file"][0].startswith(words)
    assert response.context["outcome"] is None


def test_page_says_why(staff, lisbon):
    product = stocked({lisbon: 2}, upc="KC-1")
    order = OrderFactory(lines=[product], number="K-77")

    response = staff.get(f"{LIST}{place(product, lisbon).pk}/")

    assert [(r.kind, r.pieces) for r in response.context["reasons"]] == [("receipt", 2)]
    assert "Breakdown of 2 on hand" in response.content.decode()
    assert order.number in response.content.decode()


@pytest.mark.parametrize(
    ("kind", "number", "there"),
    [("receipt", 3, 5), ("adjustment", -1, 1), ("damage", 2, 0), ("count", 7, 7)],
)
def test_pieces_come_and_go_by_hand(staff, lisbon, kind, number, there):
    product = stocked({lisbon: 2})
    here = place(product, lisbon)

    staff.post(f"{LIST}{here.pk}/", {"kind": kind, "number": number, "reason": "Seen"})

    assert levels(product) == {"lisbon": (there, 0)}
    assert here.movements.first().user == staff.user


@pytest.mark.parametrize(
    ("kind", "number", "reason", "field"),
    [
        ("damage", -1, "Fell", "number"),
        ("adjustment", -1, "", "reason"),
        ("receipt", 0, "", "number"),
        ("receipt", "x", "", "number"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(staff, lisbon, kind, number, reason, field):
    product = stocked({lisbon: 2})

    response = staff.post(
        f"{LIST}{place(product, lisbon).pk}/", {"kind": kind, "number": number, "reason": reason}
    )

    assert list(response.context["moving"].errors) == [field]
    assert response.context["moving"]["number"].value() == str(number)
    assert levels(product) == {"lisbon": (2, 0)}


def test_more_than_there_is_is_refused_with_what_was_typed(staff, lisbon):
    product = stocked({lisbon: 2})

    response = staff.post(
        f"{LIST}{place(product, lisbon).pk}/", {"kind": "damage", "number": 5, "reason": "Fell"}
    )

    assert words(response) == [f"There are fewer than 5 units of {record_of(product).partner_sku}."]
    assert response.context["moving"]["reason"].value() == "Fell"


def test_bin_location_is_set(staff, lisbon):
    level = record_of(stocked({lisbon: 2})).levels.get()

    staff.post(f"/cms/stock/{level.pk}/", {"bin_location": " A-01-3 "})
    refused = staff.post(f"/cms/stock/{level.pk}/", {"bin_location": "x" * 41})

    level.refresh_from_db()
    assert (level.bin_location, level.on_hand, refused.status_code) == ("A-01-3", 2, 200)
    assert list(refused.context["shelf"].errors) == ["bin_location"]


def test_policy_is_set(staff, lisbon):
    product = stocked({lisbon: 2})
    here = f"{LIST}{place(product, lisbon).pk}/"

    staff.post(here, {"policy": "preorder", "backorder_cap": 4, "promise_date": "2027-03-01"})
    refused = staff.post(here, {"policy": "none", "backorder_cap": 4})

    record = record_of(product)
    assert (record.policy, record.backorder_cap, record.num_sellable) == ("preorder", 4, 6)
    assert list(refused.context["policy"].errors) == ["backorder_cap"]


def test_delivery_is_received_whole_or_not(staff, lisbon):
    bowl, jug = stocked({lisbon: 0}, upc="KC-1"), stocked({lisbon: 0}, upc="KC-2")
    sent = {"warehouse": lisbon.pk, "reference": "DN-5", "lines": "KC-1 4\nKC-9 1\nKC-2"}

    refused = staff.post(f"{LIST}receive/", sent)
    assert refused.context["form"].errors["lines"] == ["Line 3: enter a SKU and a quantity."]
    assert levels(bowl) == {"lisbon": (0, 0)}

    staff.post(f"{LIST}receive/", {**sent, "lines": "KC-1\t4\nKC-2;1\nKC-1 1"})
    assert (place(bowl, lisbon).on_hand, place(jug, lisbon).on_hand) == (5, 1)
    assert set(StockMovement.objects.values_list("reference", flat=True)) == {"DN-5"}


def test_count_from_the_sheet_to_the_books(staff, lisbon):
    product = stocked({lisbon: 4})
    staff.post(f"{LIST}counts/new/", {"warehouse": lisbon.pk})
    sheet = StockCount.objects.get()
    line = sheet.lines.get()
    here = f"{LIST}counts/{sheet.pk}/"

    refused = staff.post(here, {f"counted-{line.pk}": "four", "action": "keep"})
    assert refused.context["rows"][0]["error"] == "Enter a whole number."
    assert refused.context["rows"][0]["typed"] == "four"
    staff.post(here, {f"counted-{line.pk}": "3", "action": "post"})

    assert levels(product) == {"lisbon": (3, 0)}
    assert staff.get(here).context["rows"][0]["difference"] == -1
    late = staff.post(here, {f"counted-{line.pk}": "9", "action": "post"}, follow=True)
    assert words(late) == ["This count is closed."]


def test_transfer_from_draft_to_arrival(staff, lisbon, porto):
    product = stocked({lisbon: 4}, upc="KC-1")
    wrong = {"source": lisbon.pk, "destination": lisbon.pk, "lines": "KC-1 2"}
    assert list(staff.post(f"{LIST}transfers/new/", wrong).context["form"].errors) == ["destination"]
    staff.post(f"{LIST}transfers/new/", {**wrong, "destination": porto.pk})
    paper = StockTransfer.objects.get()
    here = f"{LIST}transfers/{paper.pk}/"

    staff.post(here, {"action": "send"})
    assert levels(product) == {"lisbon": (2, 0)}
    refused = staff.post(here, {"action": "receive"}, follow=True)
    assert words(refused)[-1] == "Enter the quantity received for each product."
    staff.post(here, {"action": "receive", f"received-{paper.lines.get().pk}": "2"})

    assert levels(product) == {"lisbon": (2, 0), "porto": (2, 0)}


def test_several_are_corrected_at_once(staff, lisbon):
    bowl, jug = stocked({lisbon: 4}), stocked({lisbon: 1})
    ids = f"id={place(bowl, lisbon).pk}&id={place(jug, lisbon).pk}"

    staff.post(f"/cms/bulk/stock/stocklevel/adjust/?{ids}&next={LIST}", {"by": -2, "reason": "Lost"})

    assert (place(bowl, lisbon).on_hand, place(jug, lisbon).on_hand) == (2, 1)


def test_simulator_tells_and_keeps_nothing(reader, lisbon, porto):
    product = stocked({lisbon: 4, porto: 0}, upc="KC-1")
    CountryFactory()

    response = reader.get(f"{LIST}route/", {"country": "DE", "lines": "KC-1 3"})

    assert response.context["sentences"][0] == "Ships from Lisbon: everything in one shipment."
    assert levels(product)["lisbon"] == (4, 0)


def test_reader_sees_and_changes_nothing(reader, lisbon):
    product = stocked({lisbon: 4})
    here = place(product, lisbon)
    sheet = StockCount.objects.create(warehouse=lisbon)

    assert reader.get(LIST).status_code == reader.get(f"{LIST}{here.pk}/").status_code == 200
    assert reader.post(f"{LIST}{here.pk}/", {"kind": "count", "number": 9}).status_code == 403
    assert reader.post(f"{LIST}counts/{sheet.pk}/", {"action": "cancel"}).status_code == 403
    assert reader.get(LIST + "?export=csv").status_code == 403
    bulk = f"/cms/bulk/stock/stocklevel/adjust/?id={here.pk}"
    assert reader.post(bulk, {"by": 1, "reason": "x"}).status_code == 403
    assert levels(product) == {"lisbon": (4, 0)}


@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_only_these_roles_change_the_stock(client, lisbon, role):
    product = stocked({lisbon: 4})
    set_up_roles()
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    client.post(f"{LIST}{place(product, lisbon).pk}/", {"kind": "count", "number": 9})

    may = role in {"fulfilment", "catalogue", "admin"}
    assert levels(product) == {"lisbon": (9 if may else 4, 0)}


def test_warehouse_is_made_with_what_is_true(client):
    client.force_login(staff_with("stock.view_warehouse", "stock.add_warehouse", "stock.change_warehouse"))
    seller = WarehouseFactory().seller
    sent = {
        "seller": seller.pk,
        "code": "kyoto",
        "name_en": "Kyoto",
        "cutoff_time": "12:00",
        "time_zone": "Asia/Kyoto",
        "working_days": ["1", "2", "6"],
        "serves": "jp, kr",
        "priority": 5,
        "is_active": "on",
    }

    refused = client.post("/cms/warehouses/new/", sent)
    assert list(refused.context["form"].errors) == ["time_zone"]
    assert refused.context["form"]["working_days"].value() == ["1", "2", "6"]
    refused = client.post("/cms/warehouses/new/", {**sent, "working_days": []})
    assert set(refused.context["form"].errors) == {"time_zone", "working_days"}
    client.post("/cms/warehouses/new/", {**sent, "time_zone": "Asia/Tokyo"})

    made = Warehouse.objects.get(code="kyoto")
    assert (made.name, made.serves, made.countries) == ("Kyoto", "JP KR", {"JP", "KR"})
    assert made.working_days == "126"
    page = client.get(f"/cms/warehouses/edit/{made.pk}/").content.decode()
    assert page.count("checked") >= 3
    assert "Saturday" in page


def test_stranger_gets_nothing(client, lisbon):
    product = stocked({lisbon: 4})
    here = f"{LIST}{place(product, lisbon).pk}/"

    assert client.get(here).status_code == 302
    client.force_login(UserFactory())
    assert client.get(here).status_code == 403


def test_order_page_says_from_where_it_leaves(client, lisbon):
    product = stocked({lisbon: 1})
    change_policy(record_of(product), policy="backorder", cap=2)
    OrderFactory(lines=[(product, 2)], number="K-9")
    client.force_login(staff_with("order.view_order"))

    text = client.get("/cms/shop/orders/K-9/").content.decode()

    assert "will ship from Lisbon" in text
    assert "no date promised" in text
