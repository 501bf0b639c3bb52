"""A Shopify file imported, two hundred prices changed, stock from a file: on a desk and on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from shop.catalogue.models import Product
from shop.catalogue_import.mapping import default_mapping
from shop.catalogue_import.pictures import PictureFolder
from shop.catalogue_import.runs import CatalogueImport, ImportOptions
from shop.partner.models import StockRecord
from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]
SHOPIFY = (
    Path(__file__).resolve().parents[1] / "shop" / "catalogue_import" / "samples" / "exports" / "shopify.csv"
)
WIDER = "document.documentElement.scrollWidth - innerWidth"
WINDOWS = pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desk", "phone"])


@WINDOWS
def test_a_shopify_file_is_imported(enter, live_server, window):
    page = enter("catalogue")
    page.set_viewport_size(window)
    page.goto(f"{live_server.url}/cms/catalogue-imports/")

    page.get_by_label("CSV or XLSX file").set_input_files(SHOPIFY)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Preview: nothing has been changed yet")).to_be_visible()
    assert (Product.objects.count(), page.evaluate(WIDER)) == (0, 0)
    page.get_by_role("button", name="Import without the refused rows").click()
    expect(page.get_by_role("heading", name="Imported", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Download the report")).to_be_visible()
    assert (Product.objects.count(), page.evaluate(WIDER)) == (6, 0)


@WINDOWS
def test_two_hundred_prices_are_changed(enter, live_server, window, tmp_path):
    path = tmp_path / "cups.csv"
    path.write_text("sku,title,price\n" + "\n".join(f"C-{n},Cup {n},{n + 1}" for n in range(200)))
    CatalogueImport(path, default_mapping(), PictureFolder(None), ImportOptions()).run()
    page = enter("catalogue")
    page.set_viewport_size(window)
    page.goto(f"{live_server.url}/cms/shop/catalogue/?q=Cup")

    page.goto(f"{live_server.url}/cms/catalogue-prices/?q=Cup")
    page.get_by_label("Value").fill("10")
    page.get_by_label("Round to the nearest price ending in").select_option(".90")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="200 prices change")).to_be_visible()
    assert page.evaluate(WIDER) == 0
    page.get_by_role("button", name="Change 200 prices").click()
    expect(page.get_by_text("200 prices changed.")).to_be_visible()
    assert str(StockRecord.objects.get(partner_sku="C-9").price) == "10.90"
