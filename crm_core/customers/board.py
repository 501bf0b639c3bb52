"""Customers by lifecycle stage, as a board: who stands where, how many, and what they spent.

A stage follows from what a customer does (`crm_core.scores.stages`), so no card is moved: a stage set by hand
would be wrong with the next order, and every figure, segment and mail that goes by it with it.
"""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.customers.access.fields import name_for
from crm_core.customers.models import Customer
from crm_core.customers.views import SEES_MONEY, STAGE_TONES, CustomerSelection, customer_url
from shop.backoffice.boards import BoardColumn, Card, ReadOnlyBoardView
from shop.configuration.queries import shop_currency
from shop.formats import format_money


class CustomerBoardView(CustomerSelection, ReadOnlyBoardView[Customer]):
    """A column for each stage; those who spent most stand first for who may see what they spent."""

    board_columns = [
        BoardColumn(name=stage.value, title=stage.label, tone=STAGE_TONES.get(stage, ""))
        for stage in Customer.Stage
    ]
    column_field = "stage"
    currency_field = ""
    refusal = gettext_lazy("A stage follows from the customer's orders and is not set by hand.")

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        """Show and sort by money only where the user may see it."""
        super().setup(request, *args, **kwargs)
        sees_money = request.user.has_perm(SEES_MONEY) and self.access.shows("spent")
        self.amount_field = "spent" if sees_money else ""
        self.ordering_field = "spent" if sees_money else "created_at"

    def column_url(self, column: BoardColumn) -> str:
        """Return the list of a stage."""
        return f"{reverse('customers:index')}?{urlencode({'stage': column.name})}"

    def make_cards(self, records: Sequence[Customer]) -> list[Card]:
        """Tell whose customer it is and when they ordered last, or since when they are known."""
        return [self._card(customer) for customer in records]

    def _card(self, customer: Customer) -> Card:
        last = customer.last_order_at if self.request.user.has_perm(SEES_MONEY) else None
        if last:
            when = _("Last order: %(day)s") % {"day": date_format(localtime(last), "DATE_FORMAT")}
        else:
            day = date_format(localtime(customer.created_at), "DATE_FORMAT")
            when = _("Customer since %(day)s") % {"day": day}
        owner = [_("Owner: %(owner)s") % {"owner": customer.owner}] if customer.owner else []
        return Card(
            pk=customer.pk,
            title=name_for(self.request.user, customer),
            url=customer_url(customer),
            lines=[when, *owner],
            amount=format_money(customer.spent, shop_currency()) if self.amount_field else "",
        )
