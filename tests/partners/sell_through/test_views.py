import re

import pytest
from django.urls import reverse

from partners.sell_through.models import Kind, SellThroughLine, SellThroughReport, SkuMapping
from partners.sell_through.services import lock_period
from shop.b2b.presets import READER
from shop.basket.models import Line
from shop.shopping_lists.models import ShoppingList
from tests.partners.factories import PartnerUserFactory
from tests.partners.sell_through.factories import (
    LogisticUnitsFactory,
    ReportingTermsFactory,
    csv_file,
    draft,
    october,
    reported,
)
from tests.shop.factories import ProductFactory, StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
OVERVIEW = "/partners/sell-through/"


@pytest.fixture
def member(client):
    member = PartnerUserFactory()
    client.force_login(member.user)
    ReportingTermsFactory(account=member.account)
    october()
    return member


def send(client, text, *, kind="sales"):
    data = {"kind": kind, "period": october().pk, "file": csv_file(text)}
    return client.post(OVERVIEW, data)


def test_file_is_checked_mended_in_place_and_submitted(client, member):
    vase = ProductFactory(code="V1", title="Vase")
    page = send(client, "sku,quantity\nV1,3\nOLD-9,4\nV1,many\n").headers["Location"]

    html = client.get(page).content.decode()
    assert "2 rows need" in html
    assert "“many” is not a number" in html
    assert 'name="submit"' not in html

    client.post(page, {"sku": ["OLD-9"], "means": ["V1"], "cell-4-quantity": "5", "check": "1"})
    html = client.get(page).content.decode()
    assert "All rows are right." in html
    client.post(page, {"submit": "1"})

    assert sorted(SellThroughLine.objects.values_list("product", "quantity")) == [
        (vase.pk, 3),
        (vase.pk, 4),
        (vase.pk, 5),
    ]
    assert SkuMapping.objects.get().sku == "old-9"
    assert "3 rows reported" in client.get(page).content.decode()


def test_unknown_number_is_offered_the_product_of_its_ean(client, member):
    ProductFactory(code="V1", title="Vase", upc="4006381333931")
    page = send(client, "sku,quantity,ean\nOLD-9,4,4006381333931\n").headers["Location"]

    html = client.get(page).content.decode()
    assert 'name="map-1" value="V1"' in re.sub(r"\s+", " ", html)
    client.post(page, {"sku": "OLD-9", "means": "", "map-1": "V1"})

    assert SkuMapping.objects.get().product.code == "V1"


def test_number_that_is_none_of_ours_is_named(client, member):
    page = send(client, "sku,quantity\nOLD-9,4\n").headers["Location"]

    html = client.post(page, {"sku": "OLD-9", "means": "NOPE"}, follow=True).content.decode()

    assert "“NOPE” is not the number of one of our products" in html
    assert not SkuMapping.objects.exists()


def test_rows_of_a_number_are_left_out_together(client, member):
    ProductFactory(code="V1")
    page = send(client, "sku,quantity\nV1,3\nOLD-9,4\nOLD-9,5\n").headers["Location"]

    client.post(page, {"drop-sku": "OLD-9", "sku": "OLD-9", "means": "", "submit": "1"})

    assert SellThroughLine.objects.get().quantity == 3


def test_submitting_with_wrong_rows_stores_nothing_and_keeps_what_was_typed(client, member):
    ProductFactory(code="V1")
    page = send(client, "sku,quantity\nV1,many\n").headers["Location"]

    html = client.post(page, {"cell-2-quantity": "several", "submit": "1"}, follow=True).content.decode()

    assert "nothing has been submitted" in html
    assert 'value="several"' in html
    assert not SellThroughLine.objects.exists()


def test_bad_file_is_refused_beside_its_field(client, member):
    response = send(client, "name\nVase\n")

    assert response.status_code == 422
    assert "Columns are missing: sku, quantity" in response.content.decode()
    assert not SellThroughReport.objects.exists()


def test_same_file_again_changes_nothing_and_says_so(client, member):
    ProductFactory(code="V1")
    report = reported(member.account, "sku,quantity\nV1,3\n")

    response = send(client, "sku,quantity\nV1,3\n")

    assert response.headers["Location"] == reverse("sell_through:report", args=[report.pk])
    assert SellThroughReport.objects.count() == 1


def test_locked_period_is_refused_with_the_reason(client, member):
    ProductFactory(code="V1")
    report = reported(member.account, "sku,quantity\nV1,3\n")
    lock_period(october(), by=StaffFactory())

    response = send(client, "sku,quantity\nV1,9\n")
    assert response.status_code == 422
    assert "is closed" in response.content.decode()
    page = reverse("sell_through:report", args=[report.pk])
    assert "is closed" in client.post(page, {"correct": "1"}, follow=True).content.decode()
    assert "this report is final" in client.get(page).content.decode()


def test_correct_discard_and_download(client, member):
    ProductFactory(code="V1")
    report = reported(member.account, "sku,quantity\nV1,3\n")
    page = reverse("sell_through:report", args=[report.pk])

    correction = client.post(page, {"correct": "1"}).headers["Location"]
    assert correction != page
    client.post(correction, {"discard": "1"})
    assert SellThroughReport.objects.get() == report
    text = client.get(reverse("sell_through:file", args=[report.pk])).content.decode()
    assert "V1,,,3" in text


@pytest.mark.parametrize("name", ["report", "file"])
def test_another_partners_report_is_not_found(client, member, name):
    ProductFactory(code="V1")
    theirs = reported(PartnerUserFactory().account, "sku,quantity\nV1,3\n")
    url = reverse(f"sell_through:{name}", args=[theirs.pk])

    assert client.get(url).status_code == 404
    if name == "report":
        assert client.post(url, {"correct": "1"}).status_code == 404
    assert SellThroughReport.objects.count() == 1


def test_reader_of_the_company_may_neither_see_nor_report(client):
    client.force_login(PartnerUserFactory(role=READER).user)

    assert client.get(OVERVIEW).status_code == 403
    assert client.get("/partners/stock/").status_code == 403


def test_strangers_log_in_and_customers_are_refused(client):
    assert client.get(OVERVIEW).status_code == 302
    client.force_login(UserFactory())
    assert client.get(OVERVIEW).status_code == 403


def test_overview_shows_what_is_owed(client, member):
    html = client.get(OVERVIEW).content.decode()

    assert "To be reported" in html
    assert "2026-10" in html


def test_template_and_unknown_template(client, member):
    assert client.get("/partners/sell-through/template/stock/").content.startswith(b"sku,ean,name,quantity")
    assert client.get("/partners/sell-through/template/other/").status_code == 404


def test_mapping_is_forgotten_by_its_partner_only(client, member):
    mine = SkuMapping.objects.create(account=member.account, sku="a", product=ProductFactory())
    theirs = SkuMapping.objects.create(
        account=PartnerUserFactory().account, sku="b", product=ProductFactory()
    )
    assert "a</strong>" in client.get("/partners/sell-through/numbers/").content.decode()

    for key in (mine.pk, theirs.pk):
        client.post("/partners/sell-through/numbers/", {"forget": key})

    assert list(SkuMapping.objects.all()) == [theirs]


def stocked(account, product):
    reported(account, f"sku,quantity\n{product.code},93\n")
    reported(account, f"sku,quantity\n{product.code},20\n", kind=Kind.STOCK)


def test_proposal_becomes_a_basket_once(client, member):
    product = ProductFactory(code="V1", num_in_stock=500)
    LogisticUnitsFactory(product=product, case_pieces=12)
    stocked(member.account, product)
    html = client.get("/partners/stock/").content.decode()
    # 3 a day for 45 days: 135, of which 20 are there; ten cases of 12.
    assert f'name="quantity-{product.pk}"' in html
    assert 'value="120"' in html
    token = re.search(r'name="token" value="([^"]+)"', html)[1]

    for _twice in range(2):
        response = client.post(
            "/partners/stock/", {f"quantity-{product.pk}": "120", "basket": "1", "token": token}
        )

    assert response.headers["Location"] == reverse("basket:summary")
    assert [(line.product_id, line.quantity) for line in Line.objects.all()] == [(product.pk, 120)]


def test_what_cannot_be_had_goes_to_the_quick_order(client, member):
    product = ProductFactory(code="V1", num_in_stock=5)
    stocked(member.account, product)

    response = client.post("/partners/stock/", {f"quantity-{product.pk}": "115", "basket": "1"})

    assert response.headers["Location"] == reverse("quick_order:page")
    assert "V1" in client.get(reverse("quick_order:page")).content.decode()
    assert not Line.objects.exists()


def test_proposal_becomes_a_shopping_list(client, member):
    product = ProductFactory(code="V1")
    stocked(member.account, product)

    client.post("/partners/stock/", {f"quantity-{product.pk}": "115", "list": "1"})

    (line,) = ShoppingList.objects.get(owner=member.user).lines.all()
    assert (line.product, line.quantity) == (product, 115)


def test_nothing_typed_and_nothing_reported(client, member):
    assert "Nothing has been reported yet" in client.get("/partners/stock/").content.decode()
    assert client.post("/partners/stock/", {"basket": "1"}).status_code == 302


def test_report_page_costs_the_same_for_one_row_and_three(client, member, django_assert_max_num_queries):
    for number in range(3):
        ProductFactory(code=f"P{number}")
    report = draft(member.account, "sku,quantity\nP0,1\nP1,x\nP2,3\n")
    client.get(reverse("sell_through:report", args=[report.pk]))
    with django_assert_max_num_queries(26):
        client.get(reverse("sell_through:report", args=[report.pk]))
