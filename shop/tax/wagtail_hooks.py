"""Rates, markets, exemptions and VAT checks in the back office."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup

from shop.dashboard.listing import BackOfficeViewSet
from shop.tax.models import Market, TaxExemption, TaxRate, VatCheck


class TaxRateViewSet(BackOfficeViewSet):
    """Rates by place, class and day at `/cms/tax/rates/`."""

    model = TaxRate
    url_prefix = "tax/rates"
    icon = "table"
    list_display = ["country", "region", "tax_class", "percent", "valid_from", "valid_until"]
    list_filter = ["country", "tax_class"]
    search_fields = ["country", "region"]
    form_fields = ["country", "region", "tax_class", "percent", "valid_from", "valid_until"]


class MarketViewSet(BackOfficeViewSet):
    """How prices are shown and kept, at `/cms/tax/markets/`."""

    model = Market
    url_prefix = "tax/markets"
    icon = "globe"
    list_display = ["name", "audience", "countries", "shows_net", "keeps_net", "is_registered"]
    form_fields = ["name", "audience", "countries", "shows_net", "keeps_net", "is_registered"]


class TaxExemptionViewSet(BackOfficeViewSet):
    """Certificates at `/cms/tax/exemptions/`."""

    model = TaxExemption
    url_prefix = "tax/exemptions"
    icon = "doc-full"
    list_display = ["company", "country", "region", "certificate", "valid_from", "valid_until"]
    search_fields = ["certificate", "company__name"]
    form_fields = ["company", "country", "region", "certificate", "valid_from", "valid_until"]


class VatCheckViewSet(BackOfficeViewSet):
    """What registers answered, at `/cms/tax/vat-checks/`; evidence is read and never written."""

    model = VatCheck
    url_prefix = "tax/vat-checks"
    icon = "success"
    list_display = ["vat_id", "outcome", "name", "reference", "source", "checked_at"]
    list_filter = ["outcome", "source"]
    search_fields = ["vat_id", "name"]
    inspect_view_enabled = True
    inspect_view_fields = [
        "vat_id",
        "outcome",
        "name",
        "address",
        "reference",
        "source",
        "detail",
        "checked_at",
        "checked_by",
    ]
    add_view_enabled = False
    edit_view_enabled = False
    delete_view_enabled = False
    copy_view_enabled = False
    form_fields = ["vat_id"]


class TaxViewSetGroup(ModelViewSetGroup):
    """The four together in the menu."""

    menu_label = _("Tax")
    menu_icon = "table"
    menu_order = 85
    items = (TaxRateViewSet, MarketViewSet, TaxExemptionViewSet, VatCheckViewSet)


@hooks.register("register_admin_viewset")
def register_tax() -> Any:
    """Add the screens."""
    return TaxViewSetGroup()
