"""The customers in the back office: the list, and the page of one."""

from collections.abc import Sequence

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from crm_core.customers.access.fields import FieldAccess, fields_of, name_for
from crm_core.customers.access.rows import visible_to
from crm_core.customers.attention import customer_figures
from crm_core.customers.columns import COLUMNS, CustomerColumns
from crm_core.customers.filters import standard_views
from crm_core.customers.forms import CustomerForm
from crm_core.customers.list_links import LIST_LINKS
from crm_core.customers.models import Customer
from crm_core.customers.queries import Figures, customers_matching, figures_of
from shop.backoffice.columns import DayColumn, MoneyColumn
from shop.backoffice.inline import InlineColumn, InlineView
from shop.backoffice.keyset import SortKey
from shop.backoffice.listing import ListTab, ListView
from shop.backoffice.lists.bar import StandardView
from shop.backoffice.record import RecordFigure, RecordView
from shop.backoffice.templatetags.backoffice_tags import ago
from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.user.models import UserRequest

SEES_MONEY = "order.view_order"
STAGE_TONES = {
    Customer.Stage.ACTIVE: "good",
    Customer.Stage.LOYAL: "good",
    Customer.Stage.WON_BACK: "good",
    Customer.Stage.AT_RISK: "warn",
    Customer.Stage.LOST: "bad",
}


def customer_url(customer: Customer) -> str:
    """Return where the customer's page is."""
    return reverse("customers:inspect", args=[customer.pk])


class CustomerSelection(ListView):
    """What list and board have in common: search and tabs."""

    is_searchable = True
    search_fields = ["name"]  # says to Wagtail that there is a search; `search_queryset` does it
    tabs = [
        ListTab(label=_("List"), url_name="customers:index"),
        ListTab(label=_("Board"), url_name="customers:board"),
    ]

    @property
    def access(self) -> FieldAccess:
        """What is kept from this user."""
        return fields_of(self.request.user)

    def get_base_queryset(self) -> QuerySet[Customer]:
        """Load the owners with the customers."""
        return Customer.objects.select_related("owner", "territory")

    def search_queryset(self, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        """Search names, addresses, numbers and orders."""
        if not self.is_searching:
            return queryset
        return customers_matching(self.search_query, among=queryset, hidden=self.access.hidden)


class CustomerListView(CustomerSelection):
    """Everyone we know, newest first; what they bought only for those who may see orders."""

    default_ordering = "-created_at"
    export_permission = "customers.export_customer"
    list_name = "customers"
    bulk_permission = "customers.change_customer"
    has_inline_cells = True
    keyset = (
        SortKey(field="created_at"),
        SortKey(field="name"),
        SortKey(field="spent"),
        SortKey(field="last_order_at", may_be_empty=True),
        SortKey(field="next_order_on", may_be_empty=True),
    )

    @cached_property
    def standard_views(self) -> Sequence[StandardView]:
        """Offer the selections of other packages."""
        return standard_views(self.request.user)

    @cached_property
    def added_columns(self) -> list[CustomerColumns]:
        """What other packages add for this user."""
        return [added for added in COLUMNS if self.request.user.has_perm(added.permission)]

    @cached_property
    def optional_columns(self) -> frozenset[str]:
        """Leave out, until chosen, what is seldom looked at, and what other packages add."""
        added = [column.name for entry in self.added_columns for column in entry.columns()]
        return frozenset({"phone", "kind", "language", "territory", *added})

    def _inline(self, name: str, *, label: str | Promise, accessor: str | None = None) -> InlineColumn:
        """Return a column that is changed in place by who may write the field."""
        may = self.request.user.has_perm(self.bulk_permission) and self.access.changes(name)

        def get_url(customer: Customer) -> str:
            return reverse("customer_cell", args=[customer.pk, name]) if may else ""

        def get_name(customer: Customer) -> str:
            return name_for(self.request.user, customer)

        return InlineColumn(name, get_url=get_url, get_name=get_name, label=label, accessor=accessor)

    def all_columns(self) -> list[BaseColumn]:
        """Name, address and owner; with the right to see orders, the figures too."""
        columns: list[BaseColumn] = [
            TitleColumn(
                "name",
                label=pgettext_lazy("of a person or company", "Name"),
                accessor=lambda customer: name_for(self.request.user, customer),
                get_url=customer_url,
                sort_key="name",
            ),
            Column("kind", label=_("Type"), accessor="get_kind_display"),
            self._inline("email", label=_("E-mail")),
            self._inline("phone", label=_("Phone")),
            self._inline("language", label=_("Language"), accessor="get_language_display"),
            self._inline("owner", label=_("Owner")),
            self._inline("territory", label=_("Territory")),
            Column("stage", label=_("Stage"), accessor="get_stage_display"),
        ]
        if self.request.user.has_perm(SEES_MONEY):
            columns += [
                NumberColumn("orders_count", label=_("Orders")),
                MoneyColumn("spent", label=_("Total spent"), sort_key="spent"),
                DateColumn("last_order_at", label=_("Last order"), sort_key="last_order_at"),
                DayColumn("next_order_on", label=_("Next order"), sort_key="next_order_on"),
            ]
        columns += [column for entry in self.added_columns for column in entry.columns()]
        columns.append(DateColumn("created_at", label=_("Customer since"), sort_key="created_at"))
        return [column for column in columns if self.access.shows(column.name)]

    @cached_property
    def list_export(self) -> list[str]:
        """Export what the list shows, and the kind and phone beside it."""
        fields = ["pk", "kind", "name", "email", "phone", "owner", "territory", "language", "stage"]
        fields.append("created_at")
        if self.request.user.has_perm(SEES_MONEY):
            fields += ["orders_count", "spent", "last_order_at", "next_order_on"]
        return [name for name in (*fields, *self.export_headings) if self.access.shows(name)]

    @cached_property
    def export_headings(self) -> dict[str, object]:
        """Name what other packages add."""
        return {name: label for entry in self.added_columns for name, label in entry.exports.items()}

    def complete(self, rows: Sequence[Customer]) -> Sequence[Customer]:
        """Have the other packages read what their columns show."""
        for entry in self.added_columns:
            entry.complete(rows)
        return rows

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Lead to what other packages do with the selection."""
        kept = self.request.GET.urlencode()
        links = [link for link in LIST_LINKS if self.request.user.has_perm(link.permission)]
        queries = ["&".join(filter(None, (link.query, kept))) for link in links]
        added = [
            Button(link.label, url=f"{reverse(link.url_name)}?{query}".rstrip("?"), icon_name=link.icon)
            for link, query in zip(links, queries, strict=True)
        ]
        return [*super().header_more_buttons, *added]


class CustomerCellView(InlineView):
    """One field of a customer, changed in the list."""

    form_class = CustomerForm
    fields = ("email", "phone", "language", "owner", "territory")
    permission = "customers.change_customer"
    list_url = reverse_lazy("customers:index")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        """Return the customers that the user sees."""
        return visible_to(request.user).select_related("owner", "territory")

    def may_change(self, request: HttpRequest, field: str) -> bool:
        """Ask the rights on fields."""
        return fields_of(request.user).changes(field)

    def get_name(self, request: HttpRequest, row: Customer) -> str:
        """Call a nameless customer by what the user sees."""
        return name_for(request.user, row)

    def form_kwargs(self, request: HttpRequest) -> dict[str, object]:
        """Tell the form for whom it is."""
        return {"for_user": request.user}


class CustomerPageView(RecordView):
    """One customer: who they are, how they are, what happened, and what others know of them."""

    request: UserRequest
    template_name = "crm_core/customers/page.html"

    def get_actions(self) -> list[HeaderButton]:
        """Offer to look for another record of the same customer to who may merge them."""
        buttons = list(super().get_actions())
        if self.request.user.has_perm("customers.merge_customer"):
            url = reverse("customer_choose_other", args=[self.object.pk])
            buttons.append(HeaderButton(_("Merge with …"), url=url, icon_name="group"))
        if self.object.kind == Customer.Kind.PERSON and self.request.user.has_perm(
            "customers.erase_customer"
        ):
            url = reverse("customer_erase", args=[self.object.pk])
            buttons.append(HeaderButton(_("Erase personal data …"), url=url, icon_name="bin"))
        return buttons

    def get_queryset(self) -> QuerySet[Customer]:
        """Load what the page shows of the record itself."""
        return Customer.objects.select_related("company", "owner", "territory")

    def get_title(self) -> str:
        """Name the customer by what this user sees."""
        return name_for(self.request.user, self.object)

    def get_page_subtitle(self) -> str:
        """Say so in the title of the window too."""
        return self.get_title()

    def get_figures(self) -> list[RecordFigure]:
        """Tell what they bought to those who may see orders."""
        if not self.request.user.has_perm(SEES_MONEY):
            return customer_figures(self.object, self.request.user)
        found, currency = figures_of(self.object), shop_currency()
        last = found.last_order_at
        return [
            RecordFigure(
                label=_("Last order"),
                value=ago(last) if last else gettext("none"),
                note=date_format(localtime(last), "DATE_FORMAT") if last else "",
            ),
            RecordFigure(label=_("Orders"), value=intcomma(found.orders)),
        ] + (self._money_figures(found, currency) if fields_of(self.request.user).shows("spent") else [])

    def _money_figures(self, found: Figures, currency: str) -> list[RecordFigure]:
        return [
            RecordFigure(
                label=_("Total spent"),
                value=format_money(found.spent, currency),
                note=_("excluding cancelled orders, including tax"),
            ),
            RecordFigure(
                label=_("Average order value"),
                value="–" if found.average is None else format_money(found.average, currency),
            ),
            *customer_figures(self.object, self.request.user),
        ]

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Call the record by its name in the template, and say how its stage looks."""
        tone = STAGE_TONES.get(self.object.stage, "")
        return super().get_context_data(
            customer=self.object, stage_tone=tone, hidden=fields_of(self.request.user).hidden, **kwargs
        )
