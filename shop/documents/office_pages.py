"""Documents in the back office: a list, and the page of each; read, never written."""

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import register_permission_policy

from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.columns import MoneyColumn
from shop.backoffice.keyset import SortKey
from shop.backoffice.listing import ListView
from shop.backoffice.panels import MAIN, Panel, panel_registry, table
from shop.backoffice.record import RecordFigure, RecordView, RecordViewSet
from shop.backoffice.row_limits import limited
from shop.backoffice.searching import contains, typed
from shop.documents.models import Document, DocumentKind, Scheme
from shop.documents.rendering import percent
from shop.formats import format_money
from shop.order.models import Order
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[Document]] = panel_registry("panel of a document")


def taxes(document: Document, _user: User) -> dict[str, object] | None:
    """List what bears which rate."""
    columns = [
        Column("rate", label=gettext_lazy("VAT rate"), accessor=lambda row: percent(row.rate)),
        Column(
            "net",
            label=gettext_lazy("Net amount"),
            accessor=lambda row: format_money(row.net, document.currency),
        ),
        Column(
            "tax", label=gettext_lazy("VAT"), accessor=lambda row: format_money(row.tax, document.currency)
        ),
    ]
    return table(columns, document.taxes.all())


def corrections(document: Document, _user: User) -> dict[str, object] | None:
    """List the credit notes of an invoice."""
    columns = [
        Column("number", label=gettext_lazy("Number")),
        Column("issued_on", label=gettext_lazy("Date")),
        MoneyColumn("gross", label=gettext_lazy("Total"), currency="currency"),
    ]
    return None if document.is_credit_note else table(columns, document.corrections.defer("data"))


PANELS.register(Panel(name="taxes", title=gettext_lazy("VAT"), context=taxes, order=10, area=MAIN))
PANELS.register(
    Panel(name="corrections", title=gettext_lazy("Credit notes"), context=corrections, order=20, area=MAIN)
)
register_permission_policy(Document, ReadOnlyPolicy(Document))


class DocumentFilterSet(WagtailFilterSet):
    """By kind, day and where the tax is declared."""

    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=DocumentKind.choices)
    issued_on = django_filters.DateFromToRangeFilter(label=gettext_lazy("Date"), widget=DateRangePickerWidget)
    scheme = django_filters.ChoiceFilter(label=gettext_lazy("Declared as"), choices=Scheme.choices)

    class Meta:
        model = Document
        fields = ["kind", "issued_on", "scheme", "country"]


class DocumentListView(ListView):
    """The list; a whole number finds its document at once."""

    filterset_class = DocumentFilterSet
    keyset = (SortKey(field="issued_on"),)
    default_ordering = "-issued_on"
    export_permission = "documents.view_document"
    is_searchable = True

    def get_base_queryset(self) -> QuerySet[Document]:
        """What is printed is not read for a list."""
        rows: QuerySet[Document] = super().get_base_queryset()
        return rows.select_related("order").defer("data")

    def search_queryset(self, queryset: QuerySet[Document]) -> QuerySet[Document]:
        """Find by number, the order's number, or the buyer's name."""
        text = typed(self.search_query or "")
        if not text:
            return queryset
        exact = queryset.filter(number__iexact=text)
        if exact.exists():
            return exact
        orders = Order.objects.filter(number=text.upper()).values("pk")
        wanted = contains("buyer", text) | contains("number", text)
        return queryset.filter(wanted) | queryset.filter(order__in=orders)

    def all_columns(self) -> list[BaseColumn]:
        """Number, what it is, whose, when, how much."""
        return [
            self.record_column("number", label=_("Number")),
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("issued_on", label=_("Date"), sort_key="issued_on"),
            Column("buyer", label=_("Buyer")),
            Column("order", label=_("Order"), accessor="order.number"),
            Column("country", label=_("Country")),
            MoneyColumn("gross", label=_("Total"), currency="currency"),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:  # type: ignore[override]
        """Lead to the other pages about documents."""
        return [
            HeaderButton(_("Tax report"), url=reverse("office_documents:tax-report"), icon_name="table"),
            HeaderButton(
                _("Download a period"), url=reverse("office_documents:archive"), icon_name="download"
            ),
            HeaderButton(_("Invoices due"), url=reverse("office_documents:due"), icon_name="time"),
        ]


class DocumentRecordView(RecordView[Document]):
    """One document: its sums, what it corrects, and its PDF in each language."""

    def get_queryset(self) -> QuerySet[Document]:
        """Those of orders that this user may see."""
        return limited(self.request.user, Document.objects.select_related("order", "invoice"))

    def get_summary(self) -> list[object]:
        """Name kind, day and buyer."""
        document = self.object
        return [document.get_kind_display(), document.issued_on, document.buyer]

    def get_figures(self) -> list[RecordFigure]:
        """Tell the sums."""
        document = self.object
        amounts = ((_("Net amount"), document.net), (_("VAT"), document.tax), (_("Total"), document.gross))
        return [
            RecordFigure(label=label, value=format_money(amount, document.currency))
            for label, amount in amounts
        ]

    def get_actions(self) -> list[HeaderButton]:
        """Offer the PDF."""
        url = reverse("office_documents:pdf", args=[self.object.pk])
        return [HeaderButton(_("Open PDF"), url=url, icon_name="doc-full")]


class DocumentViewSet(RecordViewSet):
    """List and page at `/cms/invoices/`."""

    model = Document
    name = "invoices"
    url_prefix = "invoices"
    icon = "doc-full"
    list_name = "invoices"
    index_view_class = DocumentListView
    inspect_view_class = DocumentRecordView
    list_export = ["number", "kind", "issued_on", "buyer", "order__number", "country", "scheme", "vat_id"]
    list_export += ["currency", "net", "tax", "gross"]
    search_fields = ["number", "buyer"]
    record_panels = PANELS
    inspect_view_fields = ["order", "invoice", "scheme", "country", "vat_id", "language", "created_at"]
    form_fields = ["number"]
    menu_name = "invoices"
    menu_label: str | Promise = gettext_lazy("Invoices")  # type: ignore[assignment]
    menu_order = 24  # type: ignore[assignment]
    add_to_admin_menu = True
