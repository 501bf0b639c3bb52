"""The list of abandoned baskets, the page of one, and what is recovered of them."""

from collections.abc import Sequence
from datetime import timedelta

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn, TitleColumn

from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.abandoned_baskets.panels import VIEW
from crm_core.abandoned_baskets.queries import Outcome, recovered
from crm_core.abandoned_baskets.reminders import reminded_lines
from crm_core.customers.access.fields import name_for
from crm_core.customers.access.rows import rows_visible_to
from crm_core.customers.views import customer_url
from shop.backoffice.columns import MoneyColumn
from shop.backoffice.figures import FIGURES, Figure, Reading
from shop.backoffice.keyset import SortKey
from shop.backoffice.listing import ListView
from shop.backoffice.panels import MAIN, Panel, panel_registry
from shop.backoffice.record import RecordFigure, RecordView
from shop.backoffice.row_limits import ROW_LIMITS, RowLimit
from shop.backoffice.templatetags.backoffice_tags import ago
from shop.configuration.queries import shop_currency
from shop.dashboard.orders.selection import order_url
from shop.formats import format_money
from shop.partner.strategy import Strategy
from shop.registry import Registry
from shop.user.models import User, UserRequest

COUNTED_DAYS = 30
PANELS: Registry[Panel[AbandonedBasket]] = panel_registry("panel of an abandoned basket")


def spells_visible_to(user: User, rows: QuerySet[AbandonedBasket]) -> QuerySet[AbandonedBasket]:
    """List the abandoned baskets of the customers that somebody sees; nobody's, for who sees all."""
    return rows_visible_to(user, rows)


ROW_LIMITS.register(RowLimit(name=AbandonedBasket._meta.label_lower, limit=spells_visible_to))


def what_happened(spell: AbandonedBasket) -> str:
    """Say in a few words what was done and how it ended."""
    said = []
    if spell.reminded_at:
        said.append(_("reminded %(when)s") % {"when": ago(spell.reminded_at)})
    if spell.restored_at:
        said.append(_("restored %(when)s") % {"when": ago(spell.restored_at)})
    said.append(_("recovered") if spell.is_recovered else spell.get_outcome_display())
    return str(capfirst(" · ".join(str(words) for words in said)))


class AbandonedBasketFilterSet(WagtailFilterSet):
    """By how it ended, and whether it was reminded of."""

    outcome = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Outcome"), choices=Outcome.choices, widget=forms.CheckboxSelectMultiple
    )
    is_recovered = django_filters.ChoiceFilter(
        label=gettext_lazy("Recovered"),
        choices=[("true", gettext_lazy("Yes")), ("false", gettext_lazy("No"))],
        method="filter_recovered",
        widget=forms.RadioSelect,
        empty_label=gettext_lazy("All"),
    )

    class Meta:
        model = AbandonedBasket
        fields: list[str] = []

    def filter_recovered(
        self, rows: QuerySet[AbandonedBasket], _name: str, value: str
    ) -> QuerySet[AbandonedBasket]:
        """Keep those that were ordered after a reminder, or the others."""
        return rows.filter(is_recovered=value == "true")


class AbandonedBasketListView(ListView):
    """Every abandoned basket, the latest first, of the customers that one sees."""

    request: UserRequest
    default_ordering = "-abandoned_at"
    page_title: str | Promise = gettext_lazy("Abandoned baskets")
    list_name = "abandoned-baskets"
    keyset = (SortKey(field="abandoned_at"), SortKey(field="value"))
    results_template_name = "crm_core/abandoned_baskets/list_results.html"

    def all_columns(self) -> list[BaseColumn]:
        """Whose, since when, how much, and what happened."""
        return [
            self.record_column("customer", label=_("Customer"), accessor=self._name),
            DateColumn("abandoned_at", label=_("Abandoned"), sort_key="abandoned_at"),
            NumberColumn("pieces", label=_("Items")),
            MoneyColumn(
                "value", label=pgettext("worth of a basket", "Value"), currency="currency", sort_key="value"
            ),
            Column("outcome", label=_("What happened"), accessor=what_happened),
            TitleColumn(
                "order",
                label=_("Order"),
                accessor=lambda spell: spell.order.number if spell.order else "–",
                get_url=self._order_url,
            ),
        ]

    def _name(self, spell: AbandonedBasket) -> str:
        return name_for(self.request.user, spell.customer) if spell.customer else _("Guest")

    def _order_url(self, spell: AbandonedBasket) -> str | None:
        sees = self.request.user.has_perm("order.view_order")
        return order_url(spell.order) if spell.order and sees else None

    def get_base_queryset(self) -> QuerySet[AbandonedBasket]:
        """Load what the rows name."""
        spells = AbandonedBasket.objects.select_related("customer", "order")
        return spells_visible_to(self.request.user, spells)

    def recovery(self) -> dict[str, object]:
        """Say what the reminders brought back within thirty days, of the customers that one sees."""
        mine = spells_visible_to(self.request.user, AbandonedBasket.objects.all())
        found = recovered(timezone.now() - timedelta(days=COUNTED_DAYS), among=mine)
        return {"number": found.number, "money": format_money(found.money, shop_currency())}


class AbandonedBasketPageView(RecordView):
    """One abandoned basket: what is in it, and what happened."""

    request: UserRequest

    def get_queryset(self) -> QuerySet[AbandonedBasket]:
        """Load whose it is and what came of it."""
        spells = AbandonedBasket.objects.select_related("customer", "order", "basket__owner")
        return spells_visible_to(self.request.user, spells)

    def get_title(self) -> str:
        """Name the customer by what this user sees."""
        customer = self.object.customer
        return name_for(self.request.user, customer) if customer else _("Guest")

    def get_summary(self) -> Sequence[str]:
        """Say what happened."""
        return [what_happened(self.object)]

    def get_figures(self) -> list[RecordFigure]:
        """How much, since when, and the order."""
        spell = self.object
        figures = [
            RecordFigure(
                label=pgettext("worth of a basket", "Value"), value=format_money(spell.value, spell.currency)
            ),
            RecordFigure(label=_("Last changed"), value=ago(spell.quiet_since)),
        ]
        if spell.customer is not None:
            url = customer_url(spell.customer)
            figures.append(RecordFigure(label=_("Customer"), value=self.get_title(), url=url))
        if spell.order is not None and self.request.user.has_perm("order.view_order"):
            figures.append(
                RecordFigure(label=_("Order"), value=spell.order.number, url=order_url(spell.order))
            )
        return figures


def goods(spell: AbandonedBasket, _user: User) -> dict[str, object] | None:
    """List what the basket holds now, at the price of its owner."""
    lines = reminded_lines(spell.basket, strategy=Strategy(user=spell.basket.owner))
    return {"lines": lines}


def recovery_of(user: User) -> Reading:
    """What reminders brought back, of the customers that somebody sees."""
    mine = spells_visible_to(user, AbandonedBasket.objects.all())
    found = recovered(timezone.now() - timedelta(days=COUNTED_DAYS), among=mine)
    words = ngettext(
        "%(number)d basket within thirty days", "%(number)d baskets within thirty days", found.number
    ) % {"number": found.number}
    return Reading(
        value=format_money(found.money, shop_currency()),
        note=words,
        url=f"{reverse('abandoned_baskets:index')}?is_recovered=true",
    )


PANELS.register(
    Panel(
        name="goods",
        title=gettext_lazy("Items"),
        template="crm_core/abandoned_baskets/goods.html",
        context=goods,
        order=10,
        area=MAIN,
    )
)
FIGURES.register(
    Figure(
        name="baskets-recovered",
        section="marketing",
        label=gettext_lazy("Recovered baskets"),
        permission=VIEW,
        beside=("customers.view_customer",),
        read_for=recovery_of,
        order=40,
    )
)
