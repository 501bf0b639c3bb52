"""Menus hold page addresses, so they are read anew when a menu or a page changes."""

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
)

from content.models import Editorial, Menu, PageIndexEntry
from content.page_search import index_missing_pages, index_page, unindex_page
from content.queries import MENUS
from content.redirects import delete_redirects_at, redirect_old_url
from shop.configuration.memory import change_version
from shop.transactions import after_commit


@receiver([page_published, page_unpublished, page_slug_changed, post_page_move])
@receiver([published, unpublished, post_delete], sender=Editorial)
@receiver([post_save, post_delete], sender=Menu)
def clear_menu_cache(sender: object, **kwargs: object) -> None:
    """Drop every menu in every language, and every fragment of a page."""
    for menus in MENUS.values():
        menus.clear()
    change_version()
    after_commit(change_version)


@receiver(page_slug_changed)
def redirect_old_slug(instance: Page, instance_before: Page, **kwargs: object) -> None:
    """Lead from a page's old address to its new one."""
    redirect_old_url(instance, instance_before.url_path)


@receiver(post_page_move)
def redirect_old_path(instance: Page, url_path_before: str, **kwargs: object) -> None:
    """Lead from where a page was in the tree to where it is; one that was only reordered stays."""
    redirect_old_url(instance.specific, url_path_before)


@receiver(page_published)
def remove_shadowing_redirects(instance: Page, **kwargs: object) -> None:
    """Forget redirects that started where a page is now."""
    delete_redirects_at(instance)


@receiver(page_published)
def update_page_index(instance: Page, **kwargs: object) -> None:
    """Have a page found by what it says now."""
    index_page(instance)


@receiver(page_unpublished)
def remove_from_page_index(instance: Page, **kwargs: object) -> None:
    """Have it found no more."""
    unindex_page(instance)


def fill_page_index(using: str = DEFAULT_DB_ALIAS, **kwargs: object) -> None:
    """Have pages found that were published before there were words."""
    if (
        using == DEFAULT_DB_ALIAS
        and PageIndexEntry._meta.db_table in connections[using].introspection.table_names()
    ):
        index_missing_pages()
