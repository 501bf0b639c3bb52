"""Orders by status, as a board: the moves are those of the table (`shop.order.moves`) and no others."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, ngettext

from shop.backoffice.boards import BoardColumn, BoardView, Card, CardMove, MoveRefusedError
from shop.dashboard.orders.forms import OrderBoardFilterSet
from shop.dashboard.orders.questions import question_url
from shop.dashboard.orders.selection import OrderSelection, order_url
from shop.dashboard.statuses import STATUSES, change_label
from shop.formats import format_money
from shop.order.exceptions import ChangeRefusedError, MoveForbiddenError
from shop.order.models import Order
from shop.order.moves import moves_of_each
from shop.order_statuses import PENDING_PAYMENT, TO_DISPATCH
from shop.payments.status_changes import CHANGES, change_status

QUEUES = {PENDING_PAYMENT, *TO_DISPATCH}


class OrderBoardView(OrderSelection, BoardView):
    """Orders in a column for each status; what asks first in the list and on the order page does here too."""

    list_name = "orders-board"
    index_url_name = "dashboard:order-board"
    index_results_url_name = "dashboard:order-board-results"
    filterset_class = OrderBoardFilterSet
    board_columns = [
        BoardColumn(name=status, title=title, tone=tone, is_queue=status in QUEUES)
        for status, (title, tone) in STATUSES.items()
    ]
    column_field = "status"
    ordering_field = "date_placed"
    amount_field = "total_incl_tax"
    currency_field = "currency"

    def column_url(self, column: BoardColumn) -> str:
        """Return the list of a status."""
        return f"{reverse('dashboard:order-list')}?{urlencode({'status': column.name})}"

    def make_cards(self, records: Sequence[Order]) -> list[Card]:
        """Tell who bought what and when, and how many pieces."""
        moves = moves_of_each(records, self.request.user)
        return [self._card(order, [move.to for move in moves[order.pk]]) for order in records]

    def _card(self, order: Order, targets: list[str]) -> Card:
        address = order.shipping_address
        pieces = sum(line.quantity for line in order.lines.all())
        day = date_format(localtime(order.date_placed), "SHORT_DATE_FORMAT")
        number = ngettext("%(number)d unit", "%(number)d units", pieces) % {"number": pieces}
        return Card(
            pk=order.pk,
            title=order.number,
            url=order_url(order),
            lines=[address.name if address and address.name else order.email, f"{day} · {number}"],
            amount=format_money(order.total_incl_tax, order.currency),
            moves=[
                CardMove(
                    to=to,
                    label=change_label(to),
                    question_url=question_url(order, to, back=self.index_url),
                )
                for to in dict.fromkeys(targets)
                if to in CHANGES
            ],
        )

    def make_move(self, record: Order, to: str) -> None:
        """Give the order the status by the table, with all that it means for stock and money."""
        try:
            change_status(record, to, by=self.request.user)
        except MoveForbiddenError as error:
            raise PermissionDenied from error
        except ChangeRefusedError as error:
            reason: Any = error
            raise MoveRefusedError(_("The order was not changed: %(reason)s") % {"reason": reason}) from error
