"""Everybody who has an account, at `/cms/accounts/`: the list, and the page of one.

Staff make no accounts and change nobody's words here: people sign up themselves, colleagues are invited.
"""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn, Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.columns import MoneyColumn
from shop.backoffice.listing import ListView
from shop.backoffice.panels import MAIN, SIDE, Panel, facts, panel_registry, table
from shop.backoffice.record import ActiveRecordView, RecordFigure, RecordViewSet, submit_button
from shop.dashboard.orders.columns import StatusColumn
from shop.names import full_name
from shop.order.models import Order
from shop.user.models import User

CHANGE = "user.change_user"
SEES_MONEY = "order.view_order"
ROWS = 20
PANELS = panel_registry("panel of an account")


class AccountFilterSet(WagtailFilterSet):
    """Whether they can log in, and whether they work here."""

    is_active = django_filters.BooleanFilter(label=gettext_lazy("Can log in"), widget=BooleanRadioSelect)
    is_staff = django_filters.BooleanFilter(label=gettext_lazy("Staff"), widget=BooleanRadioSelect)

    class Meta:
        model = User
        fields: list[str] = []


class AccountListView(ListView):
    """Everybody with an account, who came last first."""

    is_searchable = True
    search_fields = ["email"]
    default_ordering = "-date_joined"
    page_title = gettext_lazy("Accounts")
    verbose_name_plural = gettext_lazy("accounts")
    export_permission = CHANGE
    list_export = ["email", "first_name", "last_name", "is_staff", "is_active", "date_joined", "last_login"]

    def all_columns(self) -> list[BaseColumn]:
        """Address, name, whether they work here and can log in, and since when."""
        columns: list[BaseColumn] = [
            self.record_column("email", label=_("E-mail"), sort_key="email"),
            Column("person", label=_("Name"), accessor=person_of),
            BooleanColumn("is_staff", label=_("Staff"), sort_key="is_staff"),
            BooleanColumn("is_active", label=_("Can log in"), sort_key="is_active"),
        ]
        if self.request.user.has_perm(SEES_MONEY):
            columns.append(NumberColumn("orders_count", label=_("Orders")))
        return [
            *columns,
            DateColumn("date_joined", label=_("Registered on"), sort_key="date_joined"),
            DateColumn("last_login", label=_("Last login"), sort_key="last_login"),
        ]

    def complete(self, rows: Sequence[Any]) -> Sequence[object]:
        """Count the orders of the page's accounts in one query."""
        orders = Order.objects.filter(user__in=[row.pk for row in rows]).order_by()
        counts = dict(orders.values_list("user").annotate(n=Count("pk")))
        for row in rows:
            row.orders_count = counts.get(row.pk, 0)
        return rows

    def order_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        """Sort as asked; equals by number of the row."""
        return queryset.order_by(self.ordering, "-pk" if self.ordering.startswith("-") else "pk")

    def search_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        """Search addresses, and names in either order."""
        if not self.is_searching:
            return queryset
        wanted = Q(email__icontains=self.search_query.strip())
        names = Q()
        for part in self.search_query.split():
            names &= Q(first_name__icontains=part) | Q(last_name__icontains=part)
        return queryset.filter(wanted | names)


def person_of(user: User) -> str:
    """Name somebody in the order of their own language."""
    return full_name(user.first_name, user.last_name)


class AccountPageView(ActiveRecordView):
    """One account: who it is, what they ordered, and what staff can do for them."""

    action_permission = CHANGE
    record_actions = ("activate", "deactivate")
    object: User

    def get_queryset(self) -> QuerySet[User]:
        """List every account."""
        return User.objects.all()

    def get_title(self) -> str:
        """Call it by the person, else by the address."""
        return person_of(self.object) or self.object.email

    def get_summary(self) -> list[str]:
        """Say whether they can log in, and whether they work here."""
        can = _("can log in") if self.object.is_active else _("cannot log in")
        return [can, *([_("Staff")] if self.object.is_staff else [])]

    def get_figures(self) -> list[RecordFigure]:
        """Tell how many orders there are to those who may see them."""
        if not self.request.user.has_perm(SEES_MONEY):
            return []
        return [RecordFigure(label=_("Orders"), value=intcomma(self.object.orders.count()))]

    def get_action_values(self) -> dict[str, str]:
        """Send the account along; the button says what to do."""
        return {"account": str(self.object.pk)}

    def get_actions(self) -> list[HeaderButton]:
        """Send a link to a new password; close the account to its owner, or open it again."""
        if not self.may_act():
            return []
        reset = submit_button(_("Send password link"), name="reset", value="1")
        reset.attrs["formaction"] = reverse("dashboard:user-password-reset", args=[self.object.pk])
        buttons = [reset]
        if self._may_be_closed():
            name, label = ("deactivate", _("Block login"))
            if not self.object.is_active:
                name, label = ("activate", _("Allow login"))
            buttons.append(submit_button(label, name="action", value=name))
        return buttons

    def _may_be_closed(self) -> bool:
        return not self.object.is_superuser and self.object.pk != self.request.user.pk

    def activate(self, request: HttpRequest) -> HttpResponse:
        """Let them log in again."""
        return self._switch(is_active=True)

    def deactivate(self, request: HttpRequest) -> HttpResponse:
        """Let them log in no more; who is logged in is out with the next page."""
        return self._switch(is_active=False)

    def _switch(self, *, is_active: bool) -> HttpResponse:
        if not self._may_be_closed():
            return self.reload_page(error=_("This account cannot be blocked."))
        rows = User.objects.filter(pk=self.object.pk, is_superuser=False)
        if rows.exclude(is_active=is_active).update(is_active=is_active):
            log(self.object, "wagtail.edit", user=self.request.user)
        said = _("This account can log in.") if is_active else _("This account cannot log in any more.")
        messages.success(self.request, said)
        return self.reload_page()


def account_details(user: User, _reader: User) -> dict[str, object] | None:
    """Tell what the account says of its owner."""
    address = user.addresses.order_by("-is_default_for_shipping", "pk").first()
    return facts(
        [
            (_("E-mail"), user.email),
            (_("Name"), person_of(user)),
            (_("Phone"), str(address.phone_number or "") if address else ""),
            (_("Address"), ", ".join(address.active_address_fields()) if address else ""),
        ]
    )


def account_orders(user: User, _reader: User) -> dict[str, object] | None:
    """List the latest orders."""
    columns = [
        TitleColumn(
            "number",
            label=_("Order"),
            get_url=lambda order: reverse("dashboard:order-detail", kwargs={"number": order.number}),
        ),
        StatusColumn("status", label=_("Status")),
        MoneyColumn("total_incl_tax", label=_("Total"), currency="currency"),
        DateColumn("date_placed", label=_("Placed")),
    ]
    return table(columns, user.orders.order_by("-date_placed", "-pk")[:ROWS])


PANELS.register(
    Panel(name="details", title=gettext_lazy("Details"), context=account_details, order=10, area=SIDE)
)
PANELS.register(
    Panel(
        name="orders",
        title=gettext_lazy("Orders"),
        context=account_orders,
        order=10,
        area=MAIN,
        permission=SEES_MONEY,
    )
)


class AccountViewSet(RecordViewSet):
    """List and page of the accounts."""

    model = User
    name = "accounts"
    list_name = "accounts"
    icon = "user"
    menu_label = gettext_lazy("Accounts")
    own_policy = ReadOnlyPolicy(User)
    ordering = "-date_joined"
    search_fields = ["email"]
    search_backend_name = None
    filterset_class = AccountFilterSet
    export_filename = "accounts"
    form_fields = ["first_name"]
    index_view_class = AccountListView
    inspect_view_class = AccountPageView
    inspect_view_fields: list[str] = []
    record_panels = PANELS

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}
