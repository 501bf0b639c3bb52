"""Staff keep price lists: the list, whom it is for, its grid, files, rules, and why a price holds."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from shop.b2b.models import CompanyGroup
from shop.configuration.queries import lowest_list_price_wins
from shop.partner.buyers import buyer_for
from shop.partner.models import ListPrice, PriceList
from shop.partner.queries import purchase_info
from shop.price_lists.models import PriceListAssignment
from tests.config.roles.people import member as staff_member
from tests.shop.backoffice.edits_page import fields_of
from tests.shop.factories import ParentProductFactory, ProductFactory, StaffFactory, UserFactory
from tests.shop.price_lists.factories import CompanyFactory, PriceListFactory, assign, listed, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

RULE = {
    "rules-TOTAL_FORMS": "1",
    "rules-INITIAL_FORMS": "0",
    "rules-0-goods": "all",
    "rules-0-base": "own",
    "rules-0-percent": "0",
    "rules-0-amount": "0",
    "rules-0-min_quantity": "1",
    "rules-0-order": "0",
}


@pytest.fixture
def keeper(client):
    client.force_login(staff_member("catalogue"))
    return client


@pytest.fixture
def price_list():
    return PriceListFactory(name="Retail")


def url(price_list, part=""):
    return f"/cms/price-lists/{price_list.pk}/{part}"


def test_a_list_is_made_changed_and_deleted(keeper):
    typed = {"name": "Dealers", "currency": "EUR", "kind": "fixed", "priority": "3", "is_active": "on"}
    assert keeper.post("/cms/price-lists/new/", typed).status_code == 302
    made = PriceList.objects.get()
    assert "Dealers" in keeper.get("/cms/price-lists/").content.decode()
    assert "Dealers" in keeper.get(f"/cms/price-lists/{made.pk}/").content.decode()

    edit = f"/cms/price-lists/edit/{made.pk}/"
    assert keeper.post(edit, {**fields_of(keeper.get(edit)), "priority": "5"}).status_code == 302
    made.refresh_from_db()
    assert made.priority == 5

    assert keeper.post(f"/cms/price-lists/delete/{made.pk}/").status_code == 302
    assert not PriceList.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"currency": "USD"}, "Buyers pay in EUR"),
        ({"start": "2026-05-02 10:00", "end": "2026-05-01 10:00"}, "The end is before the start"),
        ({"name": ""}, "required"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(keeper, changed, words):
    typed = {"name": "Dealers", "currency": "EUR", "kind": "fixed", "priority": "3", **changed}

    assert words in keeper.post("/cms/price-lists/new/", typed).content.decode()
    assert not PriceList.objects.exists()


def test_a_list_is_assigned_and_taken_away(keeper, price_list):
    company, group = CompanyFactory(name="Ceramica"), CompanyGroup.objects.create(name="Shops")
    consumer = UserFactory()
    keeper.post(url(price_list, "assign/"), {"target": "company", "company": "ceramica"})
    keeper.post(url(price_list, "assign/"), {"target": "group", "group": group.pk})
    keeper.post(url(price_list, "assign/"), {"target": "user", "email": consumer.email.upper()})
    keeper.post(url(price_list, "assign/"), {"target": "everybody"})

    assert PriceListAssignment.objects.count() == 4
    page = keeper.get(f"/cms/price-lists/{price_list.pk}/").content.decode()
    assert company.name in page

    for row in PriceListAssignment.objects.all():
        keeper.post(url(price_list, f"unassign/{row.pk}/"))
    assert not PriceListAssignment.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"target": "company", "company": "Nobody"},
        {"target": "group"},
        {"target": "user", "email": "nobody@example.com"},
        {"target": "location", "company": "Nobody", "location": "x"},
        {"target": "planet"},
    ],
)
def test_whom_nobody_knows_is_refused(keeper, price_list, typed):
    assert keeper.post(url(price_list, "assign/"), typed).status_code == 422
    assert not PriceListAssignment.objects.exists()


def test_the_grid_saves_what_is_right_and_keeps_what_is_wrong(keeper, price_list):
    good, bad, taken = (ProductFactory().stockrecords.get() for _number in range(3))
    for record in (good, bad, taken):
        ListPrice.objects.create(price_list=price_list, stockrecord=record, price=10)
    ListPrice.objects.filter(stockrecord=taken).update(price=12)
    page = url(price_list, "prices/")

    answer = keeper.post(
        page,
        {
            f"p-{good.pk}-1": "9,50",
            f"o-{good.pk}-1": "10.00",
            f"p-{good.pk}-25": "8",
            f"o-{good.pk}-25": "",
            f"p-{bad.pk}-1": "cheap",
            f"o-{bad.pk}-1": "10.00",
            f"p-{taken.pk}-1": "7",
            f"o-{taken.pk}-1": "10.00",
        },
    )

    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="cheap"' in text
    assert "Changed meanwhile: now 12.00" in text
    rows = ListPrice.objects.order_by("stockrecord", "min_quantity")
    assert [float(row.price) for row in rows] == [9.5, 8, 10, 12]

    keeper.post(page, {f"p-{good.pk}-25": "", f"o-{good.pk}-25": "8.00"})
    assert not ListPrice.objects.filter(min_quantity=25).exists()


def test_a_row_is_saved_by_a_script_and_a_product_is_found_to_be_added(keeper, price_list):
    product = ProductFactory(title="Unlisted jug")
    record = product.stockrecords.get()
    page = url(price_list, "prices/")
    assert "Unlisted jug" not in keeper.get(page).content.decode()
    assert "Unlisted jug" in keeper.get(page, {"q": "unlisted", "quantity": "12"}).content.decode()

    answer = keeper.post(
        page, {f"p-{record.pk}-12": "5", f"o-{record.pk}-12": ""}, headers={"accept": "application/json"}
    )

    assert answer.json() == {"changed": 1, "errors": {}}


def test_the_grid_costs_the_same_for_many_rows(keeper, price_list, django_assert_max_num_queries):
    for _number in range(3):
        listed(price_list, ProductFactory(), 3)
    keeper.get(url(price_list, "prices/"))
    with django_assert_max_num_queries(25):
        keeper.get(url(price_list, "prices/"))


def test_pasted_rows_and_files_are_previewed_then_loaded(keeper, price_list):
    ProductFactory(upc="A")
    page = url(price_list, "import/")
    first = keeper.post(page, {"pasted": "A\t1\t5,00\nA\t10\t4,00\nZ\t3"}, follow=True)
    assert "No product has this SKU" in first.content.decode()
    assert not price_list.prices.exists()

    keeper.post(first.request["PATH_INFO"], {"confirmed": "1"})
    assert price_list.prices.count() == 2
    again = keeper.post(first.request["PATH_INFO"], {"confirmed": "1"}, follow=True)
    assert "imported already" in again.content.decode()

    exported = keeper.get(url(price_list, "export/"))
    as_workbook = keeper.get(url(price_list, "export/?as=xlsx")).content
    assert [cell.value for cell in load_workbook(BytesIO(as_workbook)).active[1]] == [
        *("sku", "min_quantity", "price")
    ]
    upload = SimpleUploadedFile("prices.csv", exported.getvalue(), content_type="text/csv")
    back = keeper.post(page, {"file": upload}, follow=True)
    assert "2 unchanged" in " ".join(back.content.decode().split())


@pytest.mark.parametrize(
    "typed",
    [{}, {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")}, {"file": SimpleUploadedFile("x.pdf", b"a")}],
)
def test_a_file_that_cannot_be_read_is_refused(keeper, price_list, typed):
    assert keeper.post(url(price_list, "import/"), typed).status_code == 422


def test_rules_are_saved_previewed_and_published(keeper, price_list):
    ProductFactory(price="20.00")
    page = url(price_list, "rules/")
    answer = keeper.post(page, {**RULE, "rules-0-percent": "-25"}, follow=True)
    assert "1 new prices" in " ".join(answer.content.decode().split())
    assert not price_list.prices.exists()

    keeper.post(page, {"confirmed": "1"})

    assert price_list.prices.get().price == 15
    price_list.refresh_from_db()
    assert price_list.kind == PriceList.Kind.RULES


def test_a_rule_without_what_it_needs_is_refused(keeper, price_list):
    page = url(price_list, "rules/")

    for changed in ({"rules-0-goods": "category"}, {"rules-0-base": "list"}, {"rules-0-percent": "-200"}):
        assert keeper.post(page, {**RULE, **changed}).status_code == 422
    assert not price_list.rules.exists()


def test_which_list_holds_is_chosen(keeper):
    page = "/cms/price-lists/choice/"
    keeper.post(page, {**fields_of(keeper.get(page)), "choice": "lowest"})

    assert lowest_list_price_wins()


def test_a_price_is_explained_and_it_is_the_shops(keeper, price_list):
    product, company = ProductFactory(upc="A", price="20.00"), CompanyFactory(name="Ceramica")
    buyer = member(company)
    off = PriceListFactory(name="Winter", is_active=False, priority=9)
    listed(off, product, 1)
    listed(price_list, product, 15, quantity=5)
    assign(price_list, company=company)
    assign(off, company=company)

    page = keeper.get("/cms/price-lists/explain/", {"sku": "A", "email": buyer.email, "quantity": "5"})
    told = page.content.decode()
    assert "The list is not active." in told
    assert "It holds, from 5 pieces on." in told
    assert "A price list comes before it." in told

    asked = {"product": product.pk, "company_id": company.pk, "quantity": 5, "format": "json"}
    answer = keeper.get("/cms/price-lists/explain/", asked).json()
    buyer.refresh_from_db()
    shown = purchase_info(product, buyer=buyer_for(buyer), quantity=5).price
    assert answer["gross"] == str(shown.unit_gross)
    assert keeper.get("/cms/price-lists/explain/", {"sku": "?", "format": "json"}).status_code == 422


def test_sales_see_and_change_nothing(client, price_list):
    client.force_login(staff_member("sales"))

    assert client.get(url(price_list, "prices/")).status_code == 200
    assert client.post(url(price_list, "prices/"), {}).status_code == 403
    for part in ("import/", "rules/"):
        assert client.get(url(price_list, part)).status_code == 403
    assert client.post(url(price_list, "assign/"), {"target": "everybody"}).status_code == 403
    assert not PriceListAssignment.objects.exists()


def test_the_companys_page_leads_to_its_lists(client, price_list):
    company = CompanyFactory()
    assign(price_list, company=company)
    client.force_login(staff_member("sales"))

    assert "Retail" in client.get(f"/cms/companies/{company.pk}/").content.decode()


def test_the_page_of_a_product_leads_to_the_explanation_of_its_price(client):
    family = ParentProductFactory()
    ProductFactory(parent=family, price="31.00")
    client.force_login(StaffFactory(is_superuser=True))

    page = client.get(reverse("dashboard:catalogue-product", args=[family.pk])).content.decode()
    address = f"/cms/price-lists/explain/?product={family.pk}"
    assert address in page
    assert "31.00" in client.get(address).content.decode()
