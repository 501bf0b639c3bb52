"""Small things that components are made of: icons, money, swatches, addresses with other parameters."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

import nh3
from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template import Context
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from shop import order_statuses
from shop.formats import format_day, format_money

register = template.Library()
HTML_ATTRIBUTES = {"a": {"href", "title"}, "th": {"scope"}, "td": {"colspan"}}
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}")


@lru_cache(maxsize=128)
def _shapes(name: str) -> str:
    return get_template(f"components/icons/{name}.svg").render().strip()


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw one of our icons in the text's colour; without a label it is decoration.

    The shapes are `templates/components/icons/NAME.svg`: the inside of a 24 by 24 picture.
    """
    shapes = mark_safe(_shapes(name))
    named = format_html(' role="img" aria-label="{}"', label) if label else mark_safe(' aria-hidden="true"')
    return format_html('<svg class="icon {}" viewBox="0 0 24 24"{}>{}</svg>', css, named, shapes)


icon.__dict__["is_constant"] = True  # of the same words the same: `config.template_loader`


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """Write an amount with all its decimals, for sums: `{{ total|money:currency }}`."""
    return format_money(amount, currency)


@register.filter
def shop_price(amount: Decimal | None, currency: str) -> str:
    """Write an amount as a shop window does, without empty decimals."""
    return format_money(amount, currency, trim=True)


@register.filter
def email_as_text(field: BoundField) -> SafeString:
    """Show an e-mail field as text: browsers refuse full-width and umlaut addresses that we can read."""
    field.field.widget.input_type = "text"
    keyboard: dict[str, str | bool] = {
        "inputmode": "email",
        "autocapitalize": "none",
        "spellcheck": "false",
        "placeholder": "",
    }
    return field.as_widget(attrs=keyboard)


@register.filter
def weekday(day: date | None) -> str:
    """Write a near day with its weekday: "Thursday 26 November"."""
    return format_day(day)


@register.filter
def colours(swatch: str) -> list[str]:
    """Split a swatch ("#c8b596,#2f6d7c") into its colours; whatever is no colour is left out."""
    return COLOUR.findall(swatch or "")[:2]


@register.filter
def clean_html(html: str) -> SafeString:
    """Let through the harmless part of a text that may come from an import: no scripts, no styles."""
    return mark_safe(nh3.clean(html or "", attributes=HTML_ATTRIBUTES))


@register.filter
def stars(rating: object) -> list[str]:
    """Turn a rating from 0 to 5 into five of "full", "half" or "none", to the nearest half."""
    halves = int(2 * Decimal(str(rating or 0)) + Decimal("0.5"))
    return [
        "full" if halves >= place else "half" if halves == place - 1 else "none" for place in range(2, 12, 2)
    ]


# Oscar keeps an order's status as a word of the pipeline; this is what its buyer reads.
ORDER_STATUSES = {
    order_statuses.PENDING_PAYMENT: _("Awaiting your payment"),
    order_statuses.AUTHORISED: _("Confirmed"),
    order_statuses.PAID: _("Paid, not shipped yet"),
    order_statuses.PARTIALLY_DISPATCHED: _("Partially shipped"),
    order_statuses.DISPATCHED: _("Shipped"),
    order_statuses.COMPLETE: _("Completed"),
    order_statuses.CANCELLED: _("Cancelled"),
}


@register.filter
def order_status(status: str) -> str:
    """Write an order's status in a buyer's words."""
    return str(ORDER_STATUSES.get(status, status))


@register.filter
def page_range(page: Page) -> list[int | str]:
    """List the numbers to show around a page, with an ellipsis where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def page_url(context: Context, number: int, parameter: str = "page") -> str:
    """Give the address of another page of this list; the first page has no number."""
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    if number > 1:
        query[parameter] = number
    return f"?{query.urlencode()}" if query else context["request"].path
