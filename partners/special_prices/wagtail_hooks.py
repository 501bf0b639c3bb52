"""Special prices' place in the back office."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from partners.special_prices import office
from partners.special_prices.models import Claim, SpecialPriceAgreement
from shop.backoffice.access import ReadOnlyPolicy, require_permissions
from shop.backoffice.record import RecordViewSet

register_permission_policy(SpecialPriceAgreement, ReadOnlyPolicy(SpecialPriceAgreement))
register_permission_policy(Claim, ReadOnlyPolicy(Claim))


class OwnColumns(RecordViewSet):
    """A list whose columns and export are its view's."""

    search_backend_name = None
    add_to_admin_menu = True

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


class AgreementViewSet(OwnColumns):
    """Special prices at `/cms/special-prices/`."""

    model = SpecialPriceAgreement
    name = "special_prices_office"
    url_prefix = "special-prices"
    icon = "tag"
    menu_label = _("Special prices")
    menu_order = 48
    index_view_class = office.AgreementListView
    inspect_view_class = office.AgreementPageView
    inspect_view_fields = [
        *("product", "registration", "reason", "valid_from", "valid_until", "needs_proof"),
        *("created_by", "created_at", "decided_by", "decided_at", "answer"),
    ]
    record_panels = office.AGREEMENT_PANELS
    form_fields = ["answer"]
    list_name = "special-prices"
    list_filter = ["status"]
    search_fields = office.AgreementListView.search_fields
    export_filename = "special-prices"


class ClaimViewSet(OwnColumns):
    """Claims at `/cms/special-price-claims/`."""

    model = Claim
    name = "special_price_claims"
    url_prefix = "special-price-claims"
    icon = "clipboard-list"
    menu_label = _("Special-price claims")
    menu_order = 49
    index_view_class = office.ClaimListView
    inspect_view_class = office.ClaimPageView
    inspect_view_fields = [
        *("agreement", "sold_on", "created_by", "created_at"),
        *("decided_by", "decided_at", "answer"),
    ]
    record_panels = office.CLAIM_PANELS
    form_fields = ["answer"]
    list_name = "special-price-claims"
    list_filter = ["status"]
    search_fields = office.ClaimListView.search_fields
    export_filename = "special-price-claims"


@hooks.register("register_admin_viewset")
def register_special_prices() -> list[RecordViewSet]:
    """Add special prices and claims to the back office."""
    return [AgreementViewSet(), ClaimViewSet()]


@hooks.register("register_admin_urls")
def register_proofs() -> list[URLPattern]:
    """Mount the copies of invoices."""
    view = require_permissions(office.proof, [office.SEE_CLAIM])
    return [path("special-price-proofs/<int:pk>/", view, name="special_price_proof")]
