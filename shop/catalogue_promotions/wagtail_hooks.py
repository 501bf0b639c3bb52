"""Sales in the back office: `/cms/sale-prices/`."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from shop.backoffice.listing import BackOfficeViewSet
from shop.catalogue_promotions.forms import CataloguePromotionForm
from shop.catalogue_promotions.models import CataloguePromotion


class CataloguePromotionViewSet(BackOfficeViewSet):
    """List and form of the sales; a deleted one ends at once."""

    model = CataloguePromotion
    name = "sale_prices"
    url_prefix = "sale-prices"
    list_name = "sale-prices"
    icon = "tag"
    menu_label = _("Sale prices")
    list_display = ["name", "kind", "value", "start", "end", "is_on", "priority"]
    list_filter = ["is_on", "kind"]
    search_fields = ["name"]
    search_backend_name = None
    ordering = "-start"
    form_fields = CataloguePromotionForm.Meta.fields

    def get_form_class(self, for_update: bool = False) -> type[CataloguePromotionForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form in sections."""
        return CataloguePromotionForm


@hooks.register("register_admin_viewset")
def register_sales() -> list[CataloguePromotionViewSet]:
    """Mount the sales; the menu of the shop has their entry."""
    return [CataloguePromotionViewSet()]
