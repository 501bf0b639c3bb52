"""What the screens of rules share: rights, sizes, the head of a page."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from crm_core.automation.models import Rule
from shop.backoffice.access import View, require_permissions

VIEW = ["automation.view_rule", "customers.view_customer"]
ADD, CHANGE = [*VIEW, "automation.add_rule"], [*VIEW, "automation.change_rule"]
QUEUE = [*VIEW, "automation.change_rulerun"]
PRESS = ["automation.press_rule", "customers.view_customer"]
PAUSE = ["automation.pause_rule"]
PAGE = 50
CONFLICT, UNPROCESSABLE = 409, 422
REFRESH_SECONDS = 3


def heading(title: str, *, rule: Rule | None = None) -> dict[str, object]:
    """Give what Wagtail's page header shows."""
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("rules:index"), "label": _("Rules")},
    ]
    if rule is not None:
        items.append({"url": reverse("rules:inspect", args=[rule.pk]), "label": rule.name})
    items.append({"url": "", "label": title})
    return {"breadcrumbs_items": items, "header_title": title, "page_title": title, "header_icon": "cogs"}


def needs(needed: list[str]) -> Callable[[View], View]:
    """Let in who has these rights."""
    return lambda view: require_permissions(view, needed)
