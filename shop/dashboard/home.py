"""The start page of the back office: what needs doing today."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from shop.dashboard.queries import dead_deliveries, waiting_orders
from shop.order.statuses import PENDING_PAYMENT, TO_DISPATCH


class TodayPanel(Component):
    """Orders that wait and deliveries that failed; each only for those who may deal with it."""

    name = "today"
    order = 50
    template_name = "backoffice/today.html"

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Read the figures this user may see."""
        tasks = []
        if self.user.has_perm("order.view_order"):
            tasks += [
                self._orders((PENDING_PAYMENT,), _("Waiting for payment")),
                self._orders(TO_DISPATCH, _("To dispatch")),
            ]
        if self.user.has_perm("events.view_delivery"):
            number = dead_deliveries()
            tasks.append(
                {
                    "label": _("Events not delivered"),
                    "number": number,
                    "url": "",
                    "oldest": None,
                    "alarm": bool(number),
                }
            )
        return {"tasks": tasks}

    @staticmethod
    def _orders(statuses: tuple[str, ...], label: str) -> dict[str, Any]:
        waiting = waiting_orders(*statuses)
        url = f"{reverse('dashboard:order-list')}?{urlencode({'status': statuses}, doseq=True)}"
        return {
            "label": label,
            "number": waiting.number,
            "url": url,
            "oldest": waiting.oldest,
            "alarm": False,
        }
