"""Panels of a record's page: every package shows there what it knows of the record.

The slice that owns the page makes the registry, and any package above enters its own:

    PANELS: Registry[Panel[Company]] = panel_registry("panel of a company")  # the slice of the page

    PANELS.register(
        Panel(
            name="commissions",
            title=_("Commissions"),
            template="partners/commissions/company_panel.html",
            context=commissions_of,  # (company, user) -> dict, or None for "nothing to show"
            order=40,
            permission="commissions.view_commission",
        )
    )

The template is rendered for the page's request with that dict, the `record`, the `user` and what the page
hands to its panels (`RecordView.get_panel_values`: a form that was refused, say); the page draws frame and
title around it, so it begins at the content. `table` and `facts` make the context of a panel that needs no
template of its own.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from wagtail.admin.ui.tables import BaseColumn

from shop.backoffice.tables import ListTable
from shop.registry import Registry

logger = logging.getLogger(__name__)

R = TypeVar("R", bound=Model)
Area = Literal["main", "activity", "side"]
MAIN: Area = "main"
ACTIVITY: Area = "activity"
SIDE: Area = "side"


@dataclass(frozen=True, kw_only=True)
class Panel(Generic[R]):
    """One panel; users without `permission` do not see it, empty: whoever sees the page does.

    `area` is "main", the wide column, "side", the narrow one beside it, or "activity", what happened to the
    record, below the main panels. Smaller `order` stands higher.
    """

    name: str
    title: str | Promise
    context: Callable[[R, Any], Mapping[str, object] | None]
    order: int
    template: str = "backoffice/panels/content.html"
    permission: str = ""
    area: Area = SIDE


@dataclass(frozen=True, kw_only=True)
class RenderedPanel:
    """One panel as it stands on the page; `html` is None when its package failed."""

    name: str
    title: str | Promise
    html: SafeString | None


def panel_registry(what: str) -> Registry[Panel[Any]]:
    """Make the registry of a page's panels."""
    return Registry(what, sort=lambda panel: (panel.order, panel.name))


def table(columns: Sequence[BaseColumn], rows: Iterable[object]) -> dict[str, object] | None:
    """Return the context of a panel that lists rows; None, and so no panel, where there are none."""
    listed = list(rows)
    return {"table": ListTable(list(columns), listed)} if listed else None


def facts(pairs: Iterable[tuple[object, object]]) -> dict[str, object] | None:
    """Return the context of a panel that tells (label, value) pairs; those without a value are left out."""
    told = [(label, value) for label, value in pairs if value not in (None, "")]
    return {"facts": told} if told else None


def rendered_panels(
    panels: Registry[Panel[R]],
    record: R,
    user: PermissionsMixin | AnonymousUser,
    *,
    area: Area,
    request: HttpRequest | None = None,
    values: Mapping[str, object] | None = None,
) -> list[RenderedPanel]:
    """Render the panels of one area that this user may see and that have something to show.

    Forms in a panel need the `request`; `values` take the place of a panel's own of the same name. A panel
    that fails is logged and shown as failed: one package's mistake takes neither the page nor the database
    transaction with it. Where there is no transaction none is begun: panels only read.
    """
    rendered = []
    for panel in panels:
        if panel.area != area or (panel.permission and not user.has_perm(panel.permission)):
            continue
        try:
            with transaction.atomic() if transaction.get_connection().in_atomic_block else nullcontext():
                context = panel.context(record, user)
                if context is None:
                    continue
                told = {**context, **(values or {}), "record": record, "user": user}
                html = render_to_string(panel.template, told, request=request)
        except Exception:
            logger.exception("%s %s failed for %s", panels.what.capitalize(), panel.name, record.pk)
            rendered.append(RenderedPanel(name=panel.name, title=panel.title, html=None))
        else:
            rendered.append(RenderedPanel(name=panel.name, title=panel.title, html=html))
    return rendered
