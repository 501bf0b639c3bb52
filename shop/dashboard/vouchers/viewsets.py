"""The codes' place in the back office: `/cms/vouchers/` and `/cms/voucher-sets/`."""

from django.utils.translation import gettext_lazy as _

from shop.dashboard.offers.views import sentence_view
from shop.dashboard.offers.viewsets import PromotionViewSet
from shop.dashboard.vouchers.filters import VoucherFilterSet, VoucherSetFilterSet
from shop.dashboard.vouchers.forms import VoucherForm, VoucherSetForm
from shop.dashboard.vouchers.panels import PANELS, SET_PANELS
from shop.dashboard.vouchers.set_views import (
    VoucherSetCreateView,
    VoucherSetDeleteView,
    VoucherSetEditView,
    VoucherSetListView,
    VoucherSetPageView,
)
from shop.dashboard.vouchers.views import (
    VoucherCreateView,
    VoucherDeleteView,
    VoucherEditView,
    VoucherListView,
    VoucherPageView,
)
from shop.voucher.models import Voucher, VoucherSet


class VoucherViewSet(PromotionViewSet):
    """List, page and form of the codes."""

    model = Voucher
    name = "vouchers"
    list_name = "vouchers"
    icon = "key"
    menu_label = _("Discount codes")
    ordering = "-date_created"
    search_fields = ["code"]
    search_backend_name = None
    filterset_class = VoucherFilterSet
    export_filename = "codes"
    index_view_class = VoucherListView
    add_view_class = VoucherCreateView
    edit_view_class = VoucherEditView
    delete_view_class = VoucherDeleteView
    inspect_view_class = VoucherPageView
    inspect_view_fields: list[str] = []
    record_panels = PANELS

    def get_form_class(self, for_update: bool = False) -> type[VoucherForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form of one page."""
        return VoucherForm


class VoucherSetViewSet(PromotionViewSet):
    """List, page and form of the sets of codes."""

    model = VoucherSet
    name = "voucher_sets"
    url_prefix = "voucher-sets"
    list_name = "voucher-sets"
    icon = "copy"
    menu_label = _("Code sets")
    ordering = "-date_created"
    search_fields = ["name"]
    search_backend_name = None
    filterset_class = VoucherSetFilterSet
    export_filename = "code-sets"
    index_view_class = VoucherSetListView
    add_view_class = VoucherSetCreateView
    edit_view_class = VoucherSetEditView
    delete_view_class = VoucherSetDeleteView
    inspect_view_class = VoucherSetPageView
    inspect_view_fields: list[str] = []
    record_panels = SET_PANELS

    def get_form_class(self, for_update: bool = False) -> type[VoucherSetForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form of one page."""
        return VoucherSetForm


voucher_sentence = sentence_view(
    VoucherForm, Voucher, add="voucher.add_voucher", change="voucher.change_voucher"
)
voucher_set_sentence = sentence_view(
    VoucherSetForm, VoucherSet, add="voucher.add_voucherset", change="voucher.change_voucherset"
)
