"""Menus in templates: `{% main_menu as entries %}`, `{% footer_menu as entries %}`."""

from django import template
from django.utils.translation import get_language

from content.models.menus import Menu
from content.queries import MenuLink, menu_links

register = template.Library()


@register.simple_tag
def main_menu() -> tuple[MenuLink, ...]:
    """Return the entries of the header's menu in the reader's language."""
    return menu_links(Menu, Menu.Handle.MAIN, language=get_language() or "en")


@register.simple_tag
def footer_menu() -> tuple[MenuLink, ...]:
    """Return the footer's columns in the reader's language."""
    return menu_links(Menu, Menu.Handle.FOOTER, language=get_language() or "en")
