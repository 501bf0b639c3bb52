"""The offers' place in the back office: `/cms/offers/`."""

from django.utils.translation import gettext_lazy as _

from shop.backoffice.record import RecordViewSet
from shop.dashboard.offers.filters import OfferFilterSet
from shop.dashboard.offers.forms import OfferForm
from shop.dashboard.offers.panels import PANELS
from shop.dashboard.offers.views import (
    OfferCreateView,
    OfferDeleteView,
    OfferEditView,
    OfferListView,
    OfferPageView,
)
from shop.offer.models import ConditionalOffer

FORM = "backoffice/offers/form.html"


class PromotionViewSet(RecordViewSet):
    """What offers, codes and sets of codes have in common: their forms on one page."""

    create_template_name = FORM
    edit_template_name = FORM

    def get_add_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Have a new one lead to its page."""
        view_kwargs: dict[str, object] = super().get_add_view_kwargs(
            inspect_url_name=self.get_url_name("inspect"), **kwargs
        )
        return {**view_kwargs, "panel": None}

    def get_edit_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Draw the form by its sections."""
        view_kwargs: dict[str, object] = super().get_edit_view_kwargs(**kwargs)
        return {**view_kwargs, "panel": None}

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


class OfferViewSet(PromotionViewSet):
    """List, page and form of the offers."""

    model = ConditionalOffer
    name = "offers"
    list_name = "offers"
    icon = "tag"
    menu_label = _("Offers")
    ordering = "-priority"
    search_fields = ["name"]
    search_backend_name = None
    filterset_class = OfferFilterSet
    export_filename = "offers"
    index_view_class = OfferListView
    add_view_class = OfferCreateView
    edit_view_class = OfferEditView
    delete_view_class = OfferDeleteView
    inspect_view_class = OfferPageView
    inspect_view_fields: list[str] = []
    record_panels = PANELS

    def get_form_class(self, for_update: bool = False) -> type[OfferForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form of one page."""
        return OfferForm
