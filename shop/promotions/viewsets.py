"""The promotions' place in the back office: `/cms/promotions/`."""

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from shop.backoffice.record import RecordViewSet
from shop.promotions.filters import PromotionFilterSet
from shop.promotions.forms import PromotionForm
from shop.promotions.models import Promotion
from shop.promotions.page import PromotionPageView
from shop.promotions.panels import PANELS
from shop.promotions.views import PromotionCreateView, PromotionEditView, PromotionListView

FORM = "promotions/form.html"


class PromotionViewSet(RecordViewSet):
    """List, page and form of the promotions."""

    model = Promotion
    name = "promotions"
    list_name = "promotions"
    icon = "tag"
    menu_label = _("Promotions")
    ordering = "-made_at"
    search_fields = ["template"]
    search_backend_name = None
    filterset_class = PromotionFilterSet
    export_filename = "promotions"
    index_view_class = PromotionListView
    add_view_class = PromotionCreateView
    edit_view_class = PromotionEditView
    inspect_view_class = PromotionPageView
    inspect_view_fields: list[str] = []
    record_panels = PANELS
    create_template_name = FORM
    edit_template_name = FORM

    def get_form_class(self, for_update: bool = False) -> type[PromotionForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form in plain words."""
        return PromotionForm

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

    def get_urlpatterns(self) -> list[URLPattern]:
        """Delete none: an offer that no order needs is deleted from its detailed form."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]
