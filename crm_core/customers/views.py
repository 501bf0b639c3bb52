"""The customers in the back office: the list, and the page of one."""

from collections.abc import Sequence

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from crm_core.customers.columns import COLUMNS, CustomerColumns
from crm_core.customers.list_links import LIST_LINKS
from crm_core.customers.models import Customer
from crm_core.customers.queries import customers_matching, figures_of
from shop.backoffice.columns import DayColumn, MoneyColumn
from shop.backoffice.listing import ListView
from shop.backoffice.record import RecordFigure, RecordView
from shop.backoffice.templatetags.backoffice_tags import ago
from shop.configuration.queries import shop_currency
from shop.formats import format_money

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


class CustomerListView(ListView):
    """Everyone we know, newest first; what they bought only for those who may see orders."""

    is_searchable = True
    search_fields = ["name"]  # says to Wagtail that there is a search; `search_queryset` does it
    default_ordering = "-created_at"
    export_permission = "customers.export_customer"
    list_name = "customers"

    @cached_property
    def added_columns(self) -> list[CustomerColumns]:
        """What other packages add for this user."""
        return [added for added in COLUMNS if self.request.user.has_perm(added.permission)]

    @cached_property
    def optional_columns(self) -> frozenset[str]:
        """Leave out, until chosen, what is seldom looked at, and what other packages add."""
        added = [column.name for entry in self.added_columns for column in entry.columns()]
        return frozenset({"phone", "kind", "language", *added})

    def all_columns(self) -> list[BaseColumn]:
        """Name, address and owner; with the right to see orders, the figures too."""
        columns: list[BaseColumn] = [
            TitleColumn(
                "name",
                label=pgettext_lazy("of a person or company", "Name"),
                accessor=str,
                get_url=customer_url,
                sort_key="name",
            ),
            Column("kind", label=_("Type"), accessor="get_kind_display"),
            Column("email", label=_("E-mail")),
            Column("phone", label=_("Phone")),
            Column("language", label=_("Language"), accessor="get_language_display"),
            Column("owner", label=_("Owner")),
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
        return [*columns, DateColumn("created_at", label=_("Customer since"), sort_key="created_at")]

    @cached_property
    def list_export(self) -> list[str]:
        """Export what the list shows, and the kind and phone beside it."""
        fields = ["pk", "kind", "name", "email", "phone", "owner", "language", "stage", "created_at"]
        if self.request.user.has_perm(SEES_MONEY):
            fields += ["orders_count", "spent", "last_order_at", "next_order_on"]
        return [*fields, *self.export_headings]

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

    def get_base_queryset(self) -> QuerySet[Customer]:
        """Load the owners with the customers."""
        return Customer.objects.select_related("owner")

    def order_queryset(self, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        """Sort so that who has no such day stands last, and equals keep their places."""
        field, descending = self.ordering.removeprefix("-"), self.ordering.startswith("-")
        if field in {"last_order_at", "next_order_on"}:
            sorting = F(field).desc(nulls_last=True) if descending else F(field).asc(nulls_last=True)
            return queryset.order_by(sorting, "-pk" if descending else "pk")
        return queryset.order_by(self.ordering, "-pk" if descending else "pk")

    def search_queryset(self, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        """Search names, addresses, numbers and orders."""
        return customers_matching(self.search_query, among=queryset) if self.is_searching else queryset


class CustomerPageView(RecordView):
    """One customer: who they are, how they are, what happened, and what others know of them."""

    template_name = "crm_core/customers/page.html"

    def get_actions(self) -> list[HeaderButton]:
        """Offer to look for another record of the same customer to who may merge them."""
        buttons = list(super().get_actions())
        if self.request.user.has_perm("customers.merge_customer"):
            url = reverse("customer_choose_other", args=[self.object.pk])
            buttons.append(HeaderButton(_("Merge with …"), url=url, icon_name="group"))
        return buttons

    def get_queryset(self) -> QuerySet[Customer]:
        """Load what the page shows of the record itself."""
        return Customer.objects.select_related("company", "owner")

    def get_figures(self) -> list[RecordFigure]:
        """Tell what they bought to those who may see orders."""
        if not self.request.user.has_perm(SEES_MONEY):
            return []
        found, currency = figures_of(self.object), shop_currency()
        last = found.last_order_at
        return [
            RecordFigure(
                label=_("Last order"),
                value=ago(last) if last else gettext("none"),
                note=date_format(localtime(last), "DATE_FORMAT") if last else "",
            ),
            RecordFigure(label=_("Orders"), value=intcomma(found.orders)),
            RecordFigure(
                label=_("Total spent"),
                value=format_money(found.spent, currency),
                note=_("excluding cancelled orders, including tax"),
            ),
            RecordFigure(
                label=_("Average order value"),
                value="–" if found.average is None else format_money(found.average, currency),
            ),
        ]

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Call the record by its name in the template, and say how its stage looks."""
        tone = STAGE_TONES.get(self.object.stage, "")
        return super().get_context_data(customer=self.object, stage_tone=tone, **kwargs)
