"""Menus in templates: `{% main_menu as entries %}`, `{% footer_menu as entries %}`."""

from dataclasses import replace

from django import template
from django.template import Context
from django.utils.translation import get_language

from content.models.menus import Menu
from content.queries import MenuLink, menu_links
from shop.catalogue.categories import hidden_categories
from shop.partner.buyers import buyer_for

register = template.Library()


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> tuple[MenuLink, ...]:
    """Return the entries of the header's menu in the reader's language."""
    return _menu(context, Menu.Handle.MAIN)


@register.simple_tag(takes_context=True)
def footer_menu(context: Context) -> tuple[MenuLink, ...]:
    """Return the footer's columns in the reader's language."""
    return _menu(context, Menu.Handle.FOOTER)


def _menu(context: Context, handle: str) -> tuple[MenuLink, ...]:
    """Return a menu without the categories that are hidden from this reader, and what stands below them."""
    links = menu_links(Menu, handle, language=get_language() or "en")
    hidden = hidden_categories(lambda: buyer_for(getattr(context.get("request"), "user", None)))
    if not hidden:
        return links
    return tuple(
        replace(link, links=tuple(below for below in link.links if below.category_id not in hidden))
        for link in links
        if link.category_id not in hidden
    )
