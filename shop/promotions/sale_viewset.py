"""Sales in the back office: list, page and form at `/cms/sale-prices/`."""

import django_filters
from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView

from shop.backoffice.listing import MergingEditView
from shop.backoffice.record import RecordViewSet
from shop.catalogue_promotions.forms import CataloguePromotionForm
from shop.catalogue_promotions.models import CataloguePromotion
from shop.offer.approvals import ApprovalState
from shop.promotions.sale_page import PANELS, SalePageView
from shop.promotions.sale_states import SALE_STATES, sale_state, sales_in
from shop.promotions.sales import follow_sale


class SaleStateColumn(Column):
    """What a sale is doing now, in words and tone."""

    cell_template_name = "backoffice/reviews/status_cell.html"

    def get_value(self, instance: CataloguePromotion) -> dict[str, object]:
        """Look the words up."""
        words, tone = SALE_STATES[sale_state(instance, timezone.now())]
        return {"words": words, "tone": tone}


class SaleFilterSet(WagtailFilterSet):
    """What a sale is doing now, and how it makes its price."""

    status = django_filters.MultipleChoiceFilter(
        label=_("Status"),
        choices=[(name, label) for name, (label, _tone) in SALE_STATES.items()],
        method="filter_status",
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = CataloguePromotion
        fields: list[str] = ["kind"]

    def filter_status(
        self, sales: QuerySet[CataloguePromotion], _name: str, value: list[str]
    ) -> QuerySet[CataloguePromotion]:
        """Keep the sales that are in one of the states."""
        return sales.filter(sales_in(value, timezone.now()))


class SaleCreateView(CreateView):
    """A new sale on one page; it is a draft until it is launched."""

    view_name = "create"
    inspect_url_name = ""
    submit_button_label = _("Save as a draft")
    success_message = _("“%(object)s” was saved as a draft. Launch it when it is ready.")

    def get_success_url(self) -> str:
        """Lead to the page of what was made."""
        return reverse(self.inspect_url_name, args=[getattr(self.object, "pk", None)])

    def get_success_buttons(self) -> list[object]:
        """Offer none: the page has them."""
        return []

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Save it with its products at once, or nothing."""
        form.instance.state = ApprovalState.DRAFT  # type: ignore[attr-defined]
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
        return response


class SaleEditView(MergingEditView):
    """The form of a sale; other terms than those approved need a new launch."""

    success_message = _("“%(object)s” was saved.")
    inspect_url_name = ""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Save it and have its approval follow, in the transaction of the save."""
        response: HttpResponse = super().form_valid(form)
        follow_sale(self.object)
        return response

    def get_success_url(self) -> str:
        """Lead to the page of the sale."""
        return reverse(self.inspect_url_name, args=[self.object.pk])

    def get_success_buttons(self) -> list[object]:
        """Offer none: the page has them."""
        return []


class SaleViewSet(RecordViewSet):
    """List, page and form of the sales; a deleted one ends at once."""

    model = CataloguePromotion
    name = "sale_prices"
    url_prefix = "sale-prices"
    list_name = "sale-prices"
    icon = "tag"
    menu_label = _("Sale prices")
    list_display = [
        "name",
        "kind",
        "value",
        SaleStateColumn("status", label=_("Status")),
        "start",
        "end",
        "priority",
    ]
    list_export = ["name", "kind", "value", "state", "is_on", "start", "end", "priority"]
    filterset_class = SaleFilterSet
    search_fields = ["name"]
    search_backend_name = None
    ordering = "-start"
    form_fields = CataloguePromotionForm.Meta.fields
    add_view_class = SaleCreateView
    edit_view_class = SaleEditView
    inspect_view_class = SalePageView
    inspect_view_fields = [
        *("kind", "value", "goods", "collection", "category", "partner"),
        *("start", "end", "margin_floor", "priority", "stacks"),
    ]
    record_panels = PANELS

    def get_form_class(self, for_update: bool = False) -> type[CataloguePromotionForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form in sections."""
        return CataloguePromotionForm

    def get_add_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Have a new one lead to its page."""
        view_kwargs: dict[str, object] = super().get_add_view_kwargs(
            inspect_url_name=self.get_url_name("inspect"), **kwargs
        )
        return view_kwargs
