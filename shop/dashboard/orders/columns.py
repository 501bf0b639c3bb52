"""Columns of the list of orders."""

from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column

from shop.order.models import Order
from shop.order_statuses import SENT


class StatusColumn(Column):
    """The status in words and tone; of what has gone out without its money, that it is not paid."""

    cell_template_name = "backoffice/status_cell.html"

    def get_value(self, instance: Order) -> dict[str, object]:
        """Return the status, and a note beside it."""
        is_unpaid = instance.status in SENT and instance.paid_at is None
        return {"status": instance.status, "note": _("not paid") if is_unpaid else ""}


class BuyerColumn(Column):
    """Who bought: the name on the parcel and the address that mail goes to."""

    cell_template_name = "backoffice/buyer_cell.html"

    def get_value(self, instance: Order) -> dict[str, object]:
        """Gather both from what the list has loaded."""
        address = instance.shipping_address
        return {"name": address.name if address else "", "email": instance.email}


class PiecesColumn(Column):
    """How many pieces, from the lines that the list has loaded."""

    def get_value(self, instance: Order) -> int:
        """Add the lines' quantities."""
        return sum(line.quantity for line in instance.lines.all())
