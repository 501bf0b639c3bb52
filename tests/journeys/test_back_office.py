"""The back office by a real browser: a product with eight variants, lists by keyboard, no axe violation."""

import pytest

from config.roles.services import set_up_roles
from crm_core.customers.services import attach_order
from shop.catalogue.models import Product
from shop.events.models import Delivery
from shop.reviews.models import ProductReview
from shop.setup.areas import AREAS
from shop.stock.models import StockLevel
from tests.crm_core.pipeline.factories import first_pipelines
from tests.journeys.after_sale import staff_screens
from tests.journeys.hands import Hands
from tests.journeys.looking import look_at_all, look_at_office
from tests.shop.catalogue.factories import picture, vase
from tests.shop.dashboard.catalogue.filling import vocabulary, weight
from tests.shop.factories import (
    CategoryFactory,
    OrderFactory,
    PartnerFactory,
    ProductClassFactory,
    ProductFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]
MOST_ACTIONS = 30


def test_catalogue_makes_a_product_with_eight_variants_in_under_thirty_actions(enter, live_server):
    PartnerFactory()
    ProductClassFactory()
    CategoryFactory(name="Vases")
    vocabulary(glaze=["Tide", "Snow", "Ash", "Celadon"], size=["28 cm", "42 cm"])
    weight()
    page = enter("catalogue")
    page.goto(f"{live_server.url}/cms/")
    hands = Hands(page)

    hands.click("Catalogue")
    hands.click("Products", role="link")
    hands.click("Add a product", role="link")
    hands.fill("Name (English)*", "Floor vase")
    hands.click("Simplified Chinese (no name yet)", role="tab")
    hands.fill("Name (Simplified Chinese)", "落地花瓶")
    hands.fill("SKU", "KC-100")
    hands.tick("Vases")
    for option in ("Tide", "Snow", "Ash", "Celadon", "28 cm", "42 cm"):
        hands.tick(option)
    hands.fill("Price for all", "98")
    hands.fill("Stock for all", "5")
    hands.click("Generate these variants")
    page.get_by_text("8 variants are new").first.wait_for()
    hands.fill("Price, Celadon, 42 cm", "148")
    hands.tick("Visible in the shop")
    hands.click("Save")
    page.get_by_text("is saved").wait_for()

    product = Product.objects.get(structure="parent")
    assert product.children.count() == 8
    assert (product.title_en, product.title_zh_hans, product.is_public) == ("Floor vase", "落地花瓶", True)
    prices = {str(child.stockrecords.get().price) for child in product.children.all()}
    assert prices == {"98.00", "148.00"}
    assert hands.actions < MOST_ACTIONS


def test_list_is_driven_by_keys(enter, live_server):
    set_up_roles()
    for number in ("K-1", "K-2"):
        OrderFactory(number=number)
    page = enter("admin")
    page.goto(f"{live_server.url}/cms/shop/orders/")
    page.wait_for_load_state("networkidle")

    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent.trim()") == "K-1"
    page.keyboard.press("x")
    assert page.locator("[data-bulk-action-checkbox]:checked").count() == 1
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent.trim()") == "K-2"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.get_by_text("In lists").wait_for()


@pytest.fixture
def screens():
    parent, (tide, _snow) = vase(("Tide", "28 cm", "98", 3), ("Snow", "42 cm", "120", 5))
    picture(tide, size=(80, 100))
    order = OrderFactory(number="K-1")
    customer = attach_order(order)
    review = ProductReview.objects.create(
        product=ProductFactory(), user=UserFactory(), title="Stands well", body="Heavy.", score=4
    )
    level = StockLevel.objects.select_related("warehouse").first()
    return {
        "home": "/cms/",
        "orders": "/cms/shop/orders/",
        "order": "/cms/shop/orders/K-1/",
        "products": "/cms/shop/catalogue/",
        "product": f"/cms/shop/catalogue/products/{parent.pk}/",
        "new product": "/cms/shop/catalogue/products/create/ceramics/",
        "customers": "/cms/customers/",
        "customer": f"/cms/customers/{customer.pk}/",
        "reviews": "/cms/shop/reviews/",
        "review": f"/cms/shop/reviews/{review.pk}/",
        "bank statements": "/cms/bank-statements/",
        "statistics": "/cms/shop/orders/statistics/",
        "new customer": "/cms/customers/new/",
        "companies": "/cms/companies/",
        "new company": "/cms/companies/new/",
        "exemptions": "/cms/tax/exemptions/",
        "VAT checks": "/cms/tax/vat-checks/",
        "outbox": "/cms/mail/",
        "mail previews": "/cms/mail-tools/previews/",
        "mail preview": "/cms/mail-tools/previews/order-confirmation/en/",
        "stock": "/cms/stock/",
        "stock level": f"/cms/stock/{level.pk}/",
        "receiving": "/cms/stock/receive/",
        "counts": "/cms/stock/counts/",
        "new count": "/cms/stock/counts/new/",
        "transfers": "/cms/stock/transfers/",
        "new transfer": "/cms/stock/transfers/new/",
        "route": "/cms/stock/route/",
        "loading stock": "/cms/stock/load/",
        "warehouses": "/cms/warehouses/",
        "warehouse": f"/cms/warehouses/edit/{level.warehouse_id}/",
        "partners": "/cms/partner-accounts/",
        "new partner": "/cms/partner-accounts/new/",
        "applications": "/cms/partner-applications/",
        "commissions": "/cms/commissions/",
        "payouts": "/cms/commission-payouts/",
        "form entries": "/cms/form-entries/",
        "events": "/cms/events/",
        "event": f"/cms/events/{Delivery.objects.first().pk}/",
        "tax rates": "/cms/tax/rates/",
        "new tax rate": "/cms/tax/rates/new/",
        "markets": "/cms/tax/markets/",
        "setup": "/cms/setup/",
        "setup shop": "/cms/setup/shop/",
        "setup money": "/cms/setup/money/",
        "setup tax": "/cms/setup/tax/",
        "setup warehouse": "/cms/setup/warehouse/",
        "setup delivery": "/cms/setup/delivery/",
        "setup payment": "/cms/setup/payment/",
        "setup mail": "/cms/setup/mail/",
        "settings": "/cms/shop-settings/",
        **{f"settings {area.name}": f"/cms/shop-settings/{area.name}/" for area in AREAS},
        "delivery methods": "/cms/delivery-methods/",
        "new delivery method": "/cms/delivery-methods/new/",
        "delivery zones": "/cms/delivery-zones/",
        "new delivery zone": "/cms/delivery-zones/new/",
    }


SALES = (
    *("leads", "leads/new", "leads/report", "lead-settings", "lead-scoring", "lead-routing"),
    *(
        "lead-calendars",
        "lead-capacities",
        "lead-absences",
        "deals",
        "deals/board",
        "deals/new",
        "deal-reports",
    ),
    *("deal-pipelines", "deal-competitors", "deal-loss-reasons", "forecast", "quotas", "quotas/file"),
    *("commission-plans", "commission-plans/new", "commission-statements", "account-shares"),
    *("activities/team", "activities/plan", "activities/settings", "approvals", "approvals/decided"),
    *("delegations", "approval-routes", "sequences", "sequences/new", "mail-templates", "rules", "rules/new"),
    *("rules/failed", "webhooks", "abandoned-baskets", "discount-limits", "suppressions", "custom-fields"),
)


def test_screens_of_sales_have_no_violation(enter, live_server):
    first_pipelines()
    paths = {path: f"/cms/{path}/" for path in SALES}

    assert look_at_all(enter("admin"), live_server.url, paths, look=look_at_office) == {}


def test_screens_of_what_comes_after_a_sale_have_no_violation(enter, live_server):
    staff = StaffFactory()
    paths = staff_screens(staff)

    assert look_at_all(enter(staff), live_server.url, paths, look=look_at_office) == {}


def test_our_screens_have_no_violation(enter, live_server, screens):
    assert look_at_all(enter("admin"), live_server.url, screens, look=look_at_office) == {}
