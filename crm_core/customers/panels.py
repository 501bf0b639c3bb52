"""Panels of the customer page: every package above shows what it knows of a customer.

A package calls `register_panel` in its own `panels.py`, which its `AppConfig.ready()` imports:

    register_panel(
        "commissions",
        title=_("Commissions"),
        template="partners/commissions/customer_panel.html",
        context=commissions_of,  # (customer, user) -> dict, or None for "nothing to show"
        order=40,
        permission="commissions.view_commission",
    )

The template is rendered with that dict plus `customer` and `user`; the page draws the frame and
the title around it, so the template begins at the content. Its links need no JavaScript.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from crm_core.customers.models import Customer
from shop.user.models import User

logger = logging.getLogger(__name__)

Area = Literal["side", "main"]
Context = Callable[[Customer, User], Mapping[str, Any] | None]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One panel as registered."""

    name: str
    title: str | Promise
    template: str
    context: Context
    order: int
    permission: str
    area: Area


@dataclass(frozen=True, kw_only=True)
class RenderedPanel:
    """One panel as it stands on the page; `html` is None when its package failed."""

    name: str
    title: str | Promise
    html: SafeString | None


PANELS: dict[str, Panel] = {}


def register_panel(
    name: str,
    *,
    title: str | Promise,
    template: str,
    context: Context,
    order: int,
    permission: str = "",
    area: Area = "side",
) -> None:
    """Add a panel to every customer page; the same name again replaces it.

    Smaller `order` stands higher (ours: 10 orders, 20 contact data, 30 company). Only users with
    `permission` see it, everyone who may see customers when it is empty. `area` "main" is the
    wide column beside which the others stand.
    """
    PANELS[name] = Panel(
        name=name,
        title=title,
        template=template,
        context=context,
        order=order,
        permission=permission,
        area=area,
    )


def rendered_panels(customer: Customer, user: User, *, area: Area) -> list[RenderedPanel]:
    """Render the panels of one column that this user may see and that have something to show.

    A panel that fails is logged and shown as failed: one package's mistake takes neither the
    page nor the database transaction with it.
    """
    wanted = [panel for panel in PANELS.values() if panel.area == area]
    rendered = []
    for panel in sorted(wanted, key=lambda panel: (panel.order, panel.name)):
        if panel.permission and not user.has_perm(panel.permission):
            continue
        try:
            with transaction.atomic():
                html = _render(panel, customer, user)
        except Exception:
            logger.exception("Panel %s failed for customer %s", panel.name, customer.pk)
            rendered.append(RenderedPanel(name=panel.name, title=panel.title, html=None))
        else:
            if html is not None:
                rendered.append(RenderedPanel(name=panel.name, title=panel.title, html=html))
    return rendered


def _render(panel: Panel, customer: Customer, user: User) -> SafeString | None:
    context = panel.context(customer, user)
    if context is None:
        return None
    return render_to_string(panel.template, {**context, "customer": customer, "user": user})
