"""Refusals of counts and transfers, and what the pages of papers read."""

import pytest

from shop.stock.exceptions import DocumentClosedError, StockError
from shop.stock.models import StockCount, StockLevel, StockMovement, StockTransfer
from shop.stock.services import (
    change_transfer,
    enter_count,
    post_count,
    receive_transfer,
    send_transfer,
    start_count,
    start_transfer,
)
from tests.crm_core.factories import staff_with
from tests.shop.factories import PartnerFactory, ProductFactory
from tests.shop.stock.factories import WarehouseFactory, levels, record_of, stocked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LIST = "/cms/stock/"


@pytest.fixture
def lisbon():
    return WarehouseFactory(code="lisbon", priority=1)


@pytest.fixture
def porto():
    return WarehouseFactory(code="porto", priority=2)


@pytest.fixture
def staff(client):
    client.force_login(staff_with("stock.view_stocklevel", "stock.change_stocklevel"))
    return client


def test_sheet_holds_its_warehouse_only(lisbon, porto):
    product = stocked({lisbon: 2, porto: 3})
    other = stocked({lisbon: 1})

    sheet = start_count(lisbon, levels=StockLevel.objects.filter(stockrecord__product=product))
    whole = start_count(lisbon)

    assert [(line.level.stockrecord.product, line.level.warehouse) for line in sheet.lines.all()] == [
        (product, lisbon)
    ]
    assert {line.level.stockrecord.product for line in whole.lines.all()} == {product, other}


def test_shelf_that_is_empty_is_counted_as_nothing(lisbon):
    product = stocked({lisbon: 2})
    sheet, another = start_count(lisbon), start_count(lisbon)
    enter_count(sheet, {sheet.lines.get().pk: 0, another.lines.get().pk: 9})

    post_count(sheet)

    line = sheet.lines.get()
    assert (levels(product), line.counted, line.expected) == ({"lisbon": (0, 0)}, 0, 2)
    assert another.lines.get().counted is None


@pytest.mark.parametrize("number", [0, -1])
def test_no_piece_and_no_other_sellers_can_be_carried(lisbon, porto, number):
    record = record_of(stocked({lisbon: 2}))
    theirs = record_of(ProductFactory())
    type(theirs).objects.filter(pk=theirs.pk).update(partner=PartnerFactory(code="other", name="Other"))
    theirs.refresh_from_db()
    paper = start_transfer(lisbon, porto, {record: 1})

    for wrong in ({record: number}, {theirs: 1}):
        with pytest.raises(StockError, match="cannot be transferred"):
            change_transfer(paper, wrong)

    assert list(paper.lines.values_list("stockrecord", "quantity")) == [(record.pk, 1)]


def test_transfer_of_nothing_is_not_sent_and_a_sent_one_not_changed(lisbon, porto):
    record = record_of(stocked({lisbon: 2}))
    paper = start_transfer(lisbon, porto, {})
    with pytest.raises(StockError, match="nothing to transfer"):
        send_transfer(paper)

    send_transfer(change_transfer(paper, {record: 2}))

    with pytest.raises(DocumentClosedError):
        change_transfer(paper, {record: 1})
    assert paper.lines.get().quantity == 2


@pytest.mark.parametrize(("arrived", "there"), [(0, 0), (1, 1), (2, 2), (None, 0)])
def test_what_does_not_arrive_is_nowhere(lisbon, porto, arrived, there):
    product = stocked({lisbon: 2, porto: 0})
    paper = start_transfer(lisbon, porto, {record_of(product): 2})
    send_transfer(paper)

    receive_transfer(paper, {} if arrived is None else {paper.lines.get().pk: arrived})

    assert levels(product) == {"lisbon": (0, 0), "porto": (there, 0)}
    assert paper.lines.get().received == there
    assert StockMovement.objects.filter(kind="transfer_in").count() == (there > 0)


def test_fewer_than_none_cannot_arrive(lisbon, porto):
    product = stocked({lisbon: 2, porto: 1})
    paper = start_transfer(lisbon, porto, {record_of(product): 2})
    send_transfer(paper)

    with pytest.raises(StockError, match="cannot receive more"):
        receive_transfer(paper, {paper.lines.get().pk: -1})

    assert levels(product) == {"lisbon": (0, 0), "porto": (1, 0)}


def test_page_of_a_count_keeps_posts_or_gives_up(staff, lisbon):
    product, other = stocked({lisbon: 2}), stocked({lisbon: 1})
    StockLevel.objects.filter(stockrecord__product=product).update(bin_location="A-1")
    staff.post(f"{LIST}counts/new/", {"warehouse": lisbon.pk, "bin_location": "a", "note": "Winter"})
    sheet = StockCount.objects.get()
    line = sheet.lines.get()
    here, name = f"{LIST}counts/{sheet.pk}/", f"counted-{line.pk}"

    staff.post(here, {name: "5", "action": "keep"})
    row = staff.get(here).context["rows"][0]
    assert (line.level.stockrecord.product, row["typed"], row["difference"]) == (product, 5, None)
    staff.post(here, {name: "", "action": "keep"})
    assert staff.get(here).context["rows"][0]["typed"] == ""
    staff.post(here, {name: " 4 ", "action": "keep"})
    staff.post(here, {"action": "keep"})
    assert sheet.lines.get().counted == 4
    staff.post(here, {name: "9", "action": "cancel"})

    sheet.refresh_from_db()
    assert (sheet.state, sheet.note, sheet.lines.get().counted) == ("cancelled", "Winter", 4)
    assert (levels(product), levels(other)) == ({"lisbon": (2, 0)}, {"lisbon": (1, 0)})


def test_page_of_a_transfer_gives_a_draft_up_and_says_what_cannot_be(staff, lisbon, porto):
    product = stocked({lisbon: 2})
    paper = start_transfer(lisbon, porto, {record_of(product): 3})
    here = f"{LIST}transfers/{paper.pk}/"

    refused = staff.post(here, {"action": "send"})
    assert [str(message) for message in refused.context["messages"]] == [
        f"There are fewer than 3 units of {record_of(product).partner_sku}."
    ]
    staff.post(here, {"action": "cancel"})

    assert StockTransfer.objects.get().state == "cancelled"
    assert levels(product) == {"lisbon": (2, 0)}


def test_looking_at_a_paper_or_a_form_changes_nothing(staff, lisbon, porto):
    stocked({lisbon: 2}, upc="KC-1")
    paper, sheet = start_transfer(lisbon, porto, {}), start_count(lisbon)

    pages = ["receive/", "counts/", "counts/new/", "transfers/", "transfers/new/", "route/", "load/"]
    for page in [*pages, f"counts/{sheet.pk}/", f"transfers/{paper.pk}/"]:
        response = staff.get(LIST + page)
        assert (response.status_code, list(response.context["messages"])) == (200, []), page
        form = response.context.get("form")
        assert form is None or not form.errors, page

    assert (StockCount.objects.count(), StockTransfer.objects.count()) == (1, 1)
    assert StockMovement.objects.count() == 1


@pytest.mark.parametrize("page", ["counts/99/", "transfers/99/", "99/"])
def test_what_is_not_there_is_not_found(staff, page):
    assert staff.get(LIST + page).status_code == 404


@pytest.mark.parametrize("page", ["receive/", "counts/new/", "transfers/new/", "load/"])
def test_reader_may_begin_nothing(client, lisbon, porto, page):
    product = stocked({lisbon: 2}, upc="KC-1")
    client.force_login(staff_with("stock.view_stocklevel"))
    sent = {"warehouse": lisbon.pk, "source": lisbon.pk, "destination": porto.pk, "lines": "KC-1 1"}

    assert client.get(LIST + page).status_code == client.post(LIST + page, sent).status_code == 403

    assert not StockCount.objects.exists()
    assert not StockTransfer.objects.exists()
    assert levels(product) == {"lisbon": (2, 0)}


def test_each_document_has_its_own_page(staff, lisbon, porto):
    product = stocked({lisbon: 5, porto: 2})
    counts = [start_count(place) for place in (lisbon, porto)]
    transfers = [start_transfer(lisbon, porto, {record_of(product): number}) for number in (1, 2)]

    shown = [staff.get(f"{LIST}counts/{document.pk}/").context["stock_count"] for document in counts]
    carried = [staff.get(f"{LIST}transfers/{document.pk}/").context["document"] for document in transfers]

    assert (shown, carried) == (counts, transfers)
