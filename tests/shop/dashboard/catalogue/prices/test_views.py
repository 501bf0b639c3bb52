"""Prices of a selection: shown, confirmed once, written where nobody changed them meanwhile, told of."""

import re
from decimal import Decimal

import pytest
from wagtail.models import ModelLogEntry

from shop.catalogue.models import Product
from shop.catalogue_import.mapping import default_mapping
from shop.catalogue_import.pictures import PictureFolder
from shop.catalogue_import.runs import CatalogueImport, ImportOptions
from shop.events.models import Event
from shop.partner.models import StockRecord
from tests.config.roles.people import member

pytestmark = pytest.mark.django_db
PAGE = "/cms/catalogue-prices/"


@pytest.fixture
def staff(client):
    client.force_login(member("catalogue"))
    return client


@pytest.fixture
def stocked(tmp_path):
    path = tmp_path / "rows.csv"
    rows = [
        "P,,Vase,,EUR,Vases",
        "P-1,P,,40,EUR,",
        "P-2,P,,50,EUR,",
        "B,,Bowl,10,EUR,Bowls",
        "Y,,Yen bowl,1500,JPY,Bowls",
    ]
    path.write_text("\n".join(["sku,parent_sku,title,price,currency,categories", *rows]), encoding="utf-8")
    CatalogueImport(path, default_mapping(), PictureFolder(None), ImportOptions()).run()
    Event.objects.all().delete()


def preview(client, scope="", **fields):
    return client.post(
        PAGE, {"scope": scope, "kind": "percent", "value": "10", "ending": "", "currency": "EUR", **fields}
    )


def digest(answer):
    return re.search(r'name="digest" value="(\w+)"', answer.content.decode())[1]


def confirm(client, answer, scope=""):
    return client.post(PAGE, {"scope": scope, "digest": digest(answer), "confirmed": "1"})


def prices():
    return {r.partner_sku: str(r.price) for r in StockRecord.objects.all()}


BEFORE = {"P-1": "40.00", "P-2": "50.00", "B": "10.00", "Y": "1500.00"}


def test_a_preview_names_old_and_new_and_changes_nothing(staff, stocked):
    page = preview(staff).content.decode()

    assert "4 prices change" in page
    for amount in ("€40.00", "€44.00", "¥1,500", "¥1,650", "Vase"):
        assert amount in page
    assert (prices(), Event.objects.count()) == (BEFORE, 0)


def test_after_a_yes_prices_are_changed_told_of_and_logged(staff, stocked):
    answer = confirm(staff, preview(staff))

    assert answer.status_code == 302
    assert prices() == {"P-1": "44.00", "P-2": "55.00", "B": "11.00", "Y": "1650.00"}
    told = Event.objects.filter(name="PriceChanged").order_by("pk")
    assert [(e.payload["old_price"], e.payload["new_price"]) for e in told] == [
        ("40.00", "44.00"), ("50.00", "55.00"), ("10.00", "11.00"), ("1500.00", "1650.00"),
    ]  # fmt: skip
    changed = Event.objects.get(name="ProductsChanged").payload["product_ids"]
    assert changed == sorted(Product.objects.exclude(code="P").values_list("pk", flat=True))
    vase = Product.objects.get(code="P")
    entry = ModelLogEntry.objects.get(action="shop.change_price", object_id=str(vase.pk))
    assert entry.data["prices"] == [
        {"sku": "P-1", "old": "40.00", "new": "44.00", "currency": "EUR"},
        {"sku": "P-2", "old": "50.00", "new": "55.00", "currency": "EUR"},
    ]


def test_the_second_click_changes_nothing(staff, stocked):
    answer = preview(staff)
    confirm(staff, answer)
    after = prices()

    confirm(staff, answer)

    assert (prices(), Event.objects.filter(name="PriceChanged").count()) == (after, 4)


def test_a_price_that_somebody_else_changed_stays_and_is_named(staff, stocked):
    answer = preview(staff)
    StockRecord.objects.filter(partner_sku="B").update(price=Decimal("12.00"))

    page = confirm(staff, answer)

    assert prices() == {"P-1": "44.00", "P-2": "55.00", "B": "12.00", "Y": "1650.00"}
    assert "Changed by somebody else meanwhile" in page.content.decode()
    assert Event.objects.filter(name="PriceChanged").count() == 3


def test_the_filter_of_the_list_or_the_ticked_rows_are_the_scope(staff, stocked):
    bowls = Product.objects.get(code="B").categories.get()
    scope = f"category={bowls.pk}"
    assert "2 prices change" in preview(staff, scope).content.decode()
    assert "1 price changes" in preview(staff, "q=B").content.decode()

    vase = Product.objects.get(code="P").pk
    ticked = f"id={vase}"
    confirm(staff, preview(staff, ticked), ticked)
    assert prices() == {**BEFORE, "P-1": "44.00", "P-2": "55.00"}


@pytest.mark.parametrize("scope", ["category=999999", "product_class=x", "id=x", "id=", "q=nothing+like+it"])
def test_a_scope_that_names_nothing_changes_nothing(staff, stocked, scope):
    answer = preview(staff, scope)

    assert "0 prices change" in answer.content.decode()
    assert 'name="confirmed"' not in answer.content.decode()


def test_what_cannot_be_changed_is_named_with_its_reason(staff, stocked):
    page = preview(staff, kind="amount", value="-20").content.decode()

    assert ("2 prices change" in page, "2 prices cannot be changed" in page) == (True, True)
    assert ("would be below zero" in page, "is in JPY" in page) == (True, True)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "percent", "value": "0"}, "This changes nothing."),
        ({"kind": "percent", "value": "-100"}, "Enter a percentage between -99 and 1000."),
        ({"kind": "set", "value": "-1"}, "A price is not below zero."),
        ({"value": "ten"}, "Enter a number."),
        ({"currency": "USD"}, "Select a valid choice"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_beside_its_field(staff, stocked, fields, words):
    answer = preview(staff, **fields)

    assert (answer.status_code, words in answer.content.decode(), prices()) == (422, True, BEFORE)


def test_somebody_elses_preview_confirms_nothing(staff, stocked, client):
    answer = preview(staff)
    client.force_login(member("catalogue"))

    confirm(client, answer)

    assert prices() == BEFORE


@pytest.mark.parametrize("role", ["fulfilment", "marketing", "sales"])
def test_others_are_refused(client, stocked, role):
    client.force_login(member(role))

    assert client.get(PAGE).status_code == 403
    assert preview(client).status_code == 403


def test_the_list_leads_there_with_its_filter_and_with_ticked_rows(staff, stocked):
    page = staff.get("/cms/shop/catalogue/?q=Bowl").content.decode()
    assert f'href="{PAGE}?q=Bowl"' in page

    answer = staff.get("/cms/bulk/catalogue/product/change_prices/?id=3&id=4&next=/cms/")
    assert answer.headers["Location"] == f"{PAGE}?id=3&id=4"


def test_a_product_without_a_name_is_not_published_with_others(staff, stocked):
    Product.objects.filter(code__in=["B", "Y"]).update(is_public=False)
    Product.objects.filter(code="Y").update(title="", title_en="")
    keys = "&".join(
        f"id={pk}" for pk in Product.objects.filter(code__in=["B", "Y"]).values_list("pk", flat=True)
    )

    staff.post(f"/cms/bulk/catalogue/product/put_up_for_sale/?{keys}&next=/cms/", {"confirmed": "1"})

    assert dict(Product.objects.filter(code__in=["B", "Y"]).values_list("code", "is_public")) == {
        "B": True,
        "Y": False,
    }
