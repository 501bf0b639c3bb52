"""Panels of an entry's page, and the entries on the page of an order."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from content.entry_forms import EntryWorkForm, ReplyForm
from content.models import FormEntry
from crm_core.customers.access.rows import may_see
from crm_core.customers.views import customer_url
from shop.backoffice.edits.forms import merging_form
from shop.backoffice.panels import ACTIVITY, MAIN, Panel, facts, panel_registry, table
from shop.backoffice.row_limits import limited
from shop.dashboard.orders.panels import PANELS as ORDER_PANELS
from shop.dashboard.orders.selection import order_url
from shop.order.models import Order
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[FormEntry]] = panel_registry("panel of a form entry")
CHANGE = "content.change_formentry"


def entry_url(entry: FormEntry) -> str:
    """Return where an entry is read and worked on."""
    return reverse("form_entries:inspect", args=[entry.pk])


ENTRIES = [
    TitleColumn("form", label=_("Form"), accessor="form.title", get_url=entry_url),
    Column("state", label=_("Status"), accessor="get_state_display"),
    DateColumn("sent_at", label=_("Sent")),
]


def answers(entry: FormEntry, _user: User | AnonymousUser) -> dict[str, object]:
    """Tell what was written, question by question."""
    return {"told": entry.told}


def replies(entry: FormEntry, user: User | AnonymousUser) -> dict[str, object]:
    """Tell what was answered; who may answer gets a form, if there is an address to answer to."""
    may_reply = bool(entry.email) and user.has_perm(CHANGE)
    return {
        "replies": entry.replies.select_related("by", "mail"),
        "reply_form": ReplyForm(initial={"key": uuid4()}) if may_reply else None,
        "email": entry.email,
        "may_see_mail": user.has_perm("mail.view_mail"),
    }


def work(entry: FormEntry, user: Any) -> dict[str, Any]:
    """Let somebody say how far it is, whose it is and what it is about."""
    return {"work_form": merging_form(EntryWorkForm)(instance=entry, user=user)}


def about(entry: FormEntry, user: User | AnonymousUser) -> dict[str, object] | None:
    """Lead to the customer and the order, for those who may see them."""
    customer = entry.customer if entry.customer and may_see(user, entry.customer) else None
    order = entry.order if user.has_perm("order.view_order") else None
    if order is not None and not limited(user, Order.objects.filter(pk=order.pk)).exists():
        order = None
    if customer is None and order is None:
        return None
    return {
        "customer": customer,
        "customer_url": customer_url(customer) if customer else "",
        "order": order,
        "order_url": order_url(order) if order else "",
    }


def origin(entry: FormEntry, _user: User | AnonymousUser) -> dict[str, object] | None:
    """Tell where it came from."""
    return facts(
        [
            (_("Form"), entry.form.title),
            (_("Page"), entry.page.title if entry.page else ""),
            (_("Language"), entry.form.locale.get_display_name()),
            (_("Sent"), entry.sent_at),
            (_("Consent text"), entry.consent_text),
        ]
    )


def of_order(order: Order, _user: User | AnonymousUser) -> dict[str, object] | None:
    """List what was written about an order."""
    return table(ENTRIES, order.form_entries.select_related("form"))


def _panel(name: str, **parts: Any) -> Panel[FormEntry]:
    return Panel(name=name, **{"template": f"content/backoffice/entry_{name}.html", **parts})


for panel in (
    _panel("answers", title=_("Answers"), context=answers, order=10, area=MAIN),
    _panel("replies", title=_("Replies"), context=replies, order=20, area=ACTIVITY),
    _panel("work", title=_("Processing"), context=work, order=10, permission=CHANGE),
    _panel("about", title=_("Related to"), context=about, order=20),
    Panel(name="origin", title=_("Details"), context=origin, order=30),
):
    PANELS.register(panel)

ORDER_PANELS.register(
    Panel(
        name="form-entries",
        title=_("Form entries"),
        context=of_order,
        order=40,
        permission="content.view_formentry",
        area=ACTIVITY,
    )
)
