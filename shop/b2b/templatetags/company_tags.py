"""What pages show of the company that somebody acts for."""

from typing import NamedTuple

from django import template
from django.urls import reverse
from django.utils.functional import Promise

from shop.b2b.access import access_of
from shop.b2b.pages import COMPANY_MENU

register = template.Library()


class Entry(NamedTuple):
    """A link of the menu."""

    label: str | Promise
    url: str


@register.simple_tag(takes_context=True)
def company_menu(context: template.Context) -> list[Entry]:
    """List the pages that the visitor may open for their company; none for who acts for none."""
    access = access_of(context["request"].user)
    if access is None:
        return []
    return [
        Entry(label=item.label, url=reverse(item.url_name))
        for item in COMPANY_MENU
        if not item.permissions or any(access.can(name) for name in item.permissions)
    ]
