"""What the list and the page of a level show, and to whom."""

from contextlib import nullcontext

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from shop.dashboard.orders.panels import route
from shop.mail.kinds import KINDS
from shop.notifications.stock_mail import MOVED
from shop.stock.models import BackorderPromise, StockLevel
from shop.stock.services import adjust, change_policy, ship
from shop.stock.views.levels import StateColumn
from shop.stock.wagtail_hooks import LevelPolicy
from tests.crm_core.factories import staff_with
from tests.shop.factories import CountryFactory, OrderFactory, ParentProductFactory, StaffFactory
from tests.shop.stock.factories import WarehouseFactory, levels, record_of, stocked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LIST = "/cms/stock/"


@pytest.fixture
def lisbon():
    return WarehouseFactory(code="lisbon", name="Lisbon", country="PT")


@pytest.fixture
def staff(client):
    client.force_login(staff_with("stock.view_stocklevel", "stock.change_stocklevel"))
    return client


def place(product, warehouse):
    return StockLevel.objects.get(stockrecord__product=product, warehouse=warehouse)


def skus(response):
    return [level.stockrecord.partner_sku for level in response.context["object_list"]]


@pytest.mark.parametrize(
    ("pieces", "ordered", "threshold", "state"),
    [
        (3, 0, None, ("OK", "good")),
        (3, 0, 3, ("OK", "good")),
        (3, 1, 3, ("low", "warn")),
        (0, 0, None, ("none", "warn")),
        (1, 1, None, ("OK", "good")),
        (1, 2, None, ("orders waiting", "bad")),
    ],
)
def test_state_of_a_level_in_a_word(lisbon, pieces, ordered, threshold, state):
    product = stocked({lisbon: pieces})
    change_policy(record_of(product), policy="backorder", cap=5, low_stock_threshold=threshold)
    if ordered:
        OrderFactory(lines=[(product, ordered)])

    found = StateColumn("state").get_value(place(product, lisbon))

    assert (found["label"], found["tone"]) == state


def test_none_that_cannot_be_sold_is_bad(lisbon):
    assert StateColumn("state").get_value(place(stocked({lisbon: 0}), lisbon))["tone"] == "bad"


def test_list_is_searched_by_bin_location_and_by_the_title_of_variants(staff, lisbon):
    parent = ParentProductFactory(title="Moon jar")
    stocked({lisbon: 1}, upc="KC-1", title="Bowl")
    stocked({lisbon: 1}, upc="KC-2", title="Small", parent=parent)
    StockLevel.objects.filter(stockrecord__partner_sku="KC-1").update(bin_location="A-3")

    asked = ("a-3", "moon", "A-", "C-1", "kc-")
    found = [skus(staff.get(LIST, {"q": text})) for text in asked]

    assert found == [["KC-1"], ["KC-2"], [], [], ["KC-1", "KC-2"]]


def test_list_is_filtered_by_each_state_and_sorted_both_ways(staff, lisbon):
    low, none, beyond = (stocked({lisbon: number}, upc=f"KC-{number}") for number in (2, 0, 5))
    change_policy(record_of(low), policy="none", low_stock_threshold=3)
    change_policy(record_of(none), policy="none", low_stock_threshold=None)
    change_policy(record_of(beyond), policy="backorder", cap=1)

    found = [skus(staff.get(LIST, {"state": state})) for state in ("low", "none", "waiting", "beyond")]
    assert found == [["KC-2"], ["KC-0"], [], ["KC-5"]]
    assert skus(staff.get(LIST, {"ordering": "on_hand"})) == ["KC-0", "KC-2", "KC-5"]
    assert skus(staff.get(LIST, {"ordering": "-on_hand"})) == ["KC-5", "KC-2", "KC-0"]
    # Nothing is promised of any: equals stand by number of the row.
    assert skus(staff.get(LIST, {"ordering": "allocated"})) == ["KC-2", "KC-0", "KC-5"]
    assert skus(staff.get(LIST, {"ordering": "-allocated"})) == ["KC-5", "KC-0", "KC-2"]


def test_page_of_a_level_names_what_waits_and_the_other_places(staff, lisbon):
    porto = WarehouseFactory(code="porto")
    product, other = stocked({lisbon: 3, porto: 1}), stocked({lisbon: 1})
    gone, waiting = (OrderFactory(lines=[product]) for _ in range(2))
    OrderFactory(lines=[other])
    ship(gone)

    context = staff.get(f"{LIST}{place(product, lisbon).pk}/").context

    assert [row.line.order for row in context["waiting"]] == [waiting]
    assert list(context["others"]) == [place(product, porto)]
    assert (context["moving"].is_bound, context["policy"].is_bound) == (False, False)


def test_one_form_of_the_page_leaves_the_other_alone(staff, lisbon):
    product = stocked({lisbon: 3})
    here = f"{LIST}{place(product, lisbon).pk}/"

    moved = staff.post(here, {"kind": "receipt", "number": 0}).context
    assert (moved["moving"].is_bound, moved["policy"].is_bound) == (True, False)
    policy = staff.post(here, {"policy": "none", "backorder_cap": 1}).context
    assert (policy["moving"].is_bound, policy["policy"].is_bound) == (False, True)
    assert levels(product) == {"lisbon": (3, 0)}


def test_a_level_is_looked_at_and_never_edited_by_hand():
    boss, policy = StaffFactory(), LevelPolicy(StockLevel)

    actions = ("view", "add", "change", "delete")
    assert [policy.user_has_permission(boss, action) for action in actions] == [True, False, False, False]
    assert policy.user_has_permission(staff_with("stock.view_warehouse"), "view") is False


def test_a_file_is_checked_before_it_is_loaded(staff, lisbon):
    product = stocked({lisbon: 2}, upc="KC-1")

    def sent(name, **fields):
        file = SimpleUploadedFile(name, b"sku,on_hand\nKC-1,5\n")
        return staff.post(f"{LIST}load/", {"file": file, **fields})

    checked = sent("STOCK.CSV")
    assert (checked.context["outcome"].changed, list(checked.context["messages"])) == (1, [])
    refused = sent("stock.txt")
    assert (refused.context["outcome"], list(refused.context["form"].errors)) == (None, ["file"])
    assert levels(product) == {"lisbon": (2, 0)}
    yes = {"digest": checked.context["digest"], "confirmed": "1"}
    loaded = staff.post(f"{LIST}load/", yes)
    assert [str(message) for message in loaded.context["messages"]] == ["The file has been imported."]
    assert levels(product) == {"lisbon": (5, 0)}
    change = loaded.context["changes"][0]
    assert (change.column, change.old, change.new) == ("on_hand", "2", "5")

    adjust(record_of(product), lisbon, by=1, reason="found", user=None)
    again = staff.post(f"{LIST}load/", yes)
    assert again.context["outcome"] is None
    assert levels(product) == {"lisbon": (6, 0)}


def test_route_that_cannot_be_read_tells_nothing(staff, lisbon):
    CountryFactory()
    stocked({lisbon: 4}, upc="KC-1")

    context = staff.get(f"{LIST}route/", {"country": "DE", "lines": "KC-1"}).context

    assert (context["sentences"], context["parcels"]) == ([], [])
    assert list(context["form"].errors) == ["lines"]


def test_order_from_before_warehouses_were_kept_has_no_route(lisbon):
    order = OrderFactory(lines=[stocked({lisbon: 1})])
    assert route(order, None)["sentences"][0] == "Ships from Lisbon: everything in one shipment."
    order.route.delete()
    order.refresh_from_db()

    assert route(order, None) is None


def test_sample_of_the_mail_is_the_latest_promise(lisbon):
    sample = KINDS[MOVED].sample
    assert sample() is None
    product = stocked({lisbon: 0})
    change_policy(record_of(product), policy="backorder", cap=5)
    for number in (1, 2):
        OrderFactory(lines=[(product, number)])

    assert sample()["quantity"] == BackorderPromise.objects.latest("pk").quantity == 2


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({}, []),
        ({"latitude": 1, "longitude": 2}, []),
        ({"latitude": 1}, ["longitude"]),
        ({"longitude": 2}, ["longitude"]),
        ({"holidays_country": "DE"}, []),
        ({"holidays_country": "DE", "holidays_region": "BY"}, []),
        ({"holidays_country": "DE", "holidays_region": "ZZ"}, ["holidays_region"]),
        ({"holidays_country": "XX"}, ["holidays_country"]),
        ({"holidays_region": "BY"}, []),
    ],
)
def test_a_warehouse_is_where_it_says_and_rests_when_it_says(lisbon, fields, errors):
    for name, value in fields.items():
        setattr(lisbon, name, value)

    with pytest.raises(ValidationError) if errors else nullcontext() as caught:
        lisbon.clean()

    assert list(caught.value.message_dict if caught else []) == errors


def test_only_who_may_change_the_stock_sees_the_bulk_page(client, lisbon):
    here = place(stocked({lisbon: 1}), lisbon)
    url = f"/cms/bulk/stock/stocklevel/adjust/?id={here.pk}"

    answers = []
    for right in ("stock.view_stocklevel", "stock.change_stocklevel"):
        client.force_login(staff_with("stock.view_stocklevel", right))
        answers.append(client.get(url).status_code)

    assert answers == [403, 200]
