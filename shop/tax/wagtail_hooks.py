"""Rates, markets, exemptions and VAT checks in the back office."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, ObjectList

from shop.backoffice.listing import BackOfficeViewSet
from shop.tax.forms import CountryForm
from shop.tax.models import Market, TaxExemption, TaxRate
from shop.tax.vat_check_pages import VatCheckViewSet


def _panels(*names: str) -> ObjectList:
    """Return the form of what holds in a country."""
    return ObjectList([FieldPanel(name) for name in names], base_form_class=CountryForm)


class TaxRateViewSet(BackOfficeViewSet):
    """Rates by place, class and day at `/cms/tax/rates/`."""

    model = TaxRate
    url_prefix = "tax/rates"
    icon = "table"
    list_display = ["country", "region", "tax_class", "percent", "valid_from", "valid_until"]
    list_filter = ["country", "tax_class"]
    search_fields = ["country", "region"]
    edit_handler = _panels("country", "region", "tax_class", "percent", "valid_from", "valid_until")
    add_to_settings_menu = True
    menu_label = _("Tax rates")
    menu_order = 860


class MarketViewSet(BackOfficeViewSet):
    """How prices are shown and kept, at `/cms/tax/markets/`."""

    model = Market
    url_prefix = "tax/markets"
    icon = "globe"
    list_display = ["name", "audience", "countries", "shows_net", "keeps_net", "is_registered"]
    form_fields = ["name", "audience", "countries", "shows_net", "keeps_net", "is_registered"]
    add_to_settings_menu = True
    menu_order = 861


class TaxExemptionViewSet(BackOfficeViewSet):
    """Certificates at `/cms/tax/exemptions/`."""

    model = TaxExemption
    url_prefix = "tax/exemptions"
    icon = "doc-full"
    list_display = ["company", "country", "region", "certificate", "valid_from", "valid_until"]
    search_fields = ["certificate", "company__name"]
    edit_handler = _panels("company", "country", "region", "certificate", "valid_from", "valid_until")
    menu_name = "tax-exemptions"
    add_to_admin_menu = True


@hooks.register("register_admin_viewset")
def register_tax() -> list[object]:
    """Add the screens: rates and markets to the settings, what is about a company to the sales."""
    return [TaxRateViewSet(), MarketViewSet(), TaxExemptionViewSet(), VatCheckViewSet()]
