"""Staff who read Chinese meet no English in the back office, but in what Wagtail writes past its catalogues."""

import pytest
from wagtail.admin.localization import get_available_admin_languages
from wagtail.users.models import UserProfile

from tests.crm_core.factories import staff_with
from tests.i18n.reading import english_on

# Labels of Wagtail's that no catalogue reaches, names of formats, and what the factories call things.
ALLOWED = frozenset(
    {
        "Home",
        "Search",
        "workshop",
        "CSV",
        "ZIP",
        "MT",
        "XLSX",
        "XML",
        "CAMT",
        "MB",
        "Excel",
        "SKU",
        "Workshop",
        "Ceramics",
    }
)
PAGES = {
    "orders": "/cms/shop/orders/",
    "order": "/cms/shop/orders/{order}/",
    "customers": "/cms/customers/",
    "products": "/cms/shop/catalogue/",
    "reviews": "/cms/shop/reviews/",
    "stock": "/cms/stock/",
    "transfers": "/cms/stock/transfers/",
    "bank statements": "/cms/bank-statements/",
    "forms": "/cms/form-builder/",
    "mails": "/cms/mail/",
    "home": "/cms/",
    "board": "/cms/shop/orders/board/",
    "companies": "/cms/companies/",
    "VAT checks": "/cms/tax/vat-checks/",
    "tax rates": "/cms/tax/rates/",
    "markets": "/cms/tax/markets/",
    "counts": "/cms/stock/counts/",
    "receiving": "/cms/stock/receive/",
    "warehouses": "/cms/warehouses/",
    "new customer": "/cms/customers/new/",
    "form entries": "/cms/form-entries/",
    "partner accounts": "/cms/partner-accounts/",
    "partner applications": "/cms/partner-applications/",
    "commissions": "/cms/commissions/",
}


@pytest.mark.parametrize("page", PAGES)
def test_page_of_the_back_office_keeps_no_english(client, world, page):
    staff = staff_with()
    staff.is_superuser = True
    staff.first_name, staff.last_name, staff.email = "雨", "陈", "yu@kiln.example"
    staff.save()
    UserProfile.objects.update_or_create(user=staff, defaults={"preferred_language": world.language})
    client.force_login(staff)

    response = client.get(PAGES[page].format(order=world.order.number), follow=True)

    assert response.status_code == 200
    assert english_on(response.content.decode(), allowed=ALLOWED) == []


def test_staff_choose_among_the_languages_that_our_screens_speak():
    assert [code for code, _name in get_available_admin_languages()] == ["en", "zh-hans", "zh-hant"]
