"""The pages, menus and forms that editors write."""

from content.models.base import ContentPage
from content.models.editorial import Editorial
from content.models.forms import Form, FormEntry, FormField, FormReply
from content.models.help import HelpIndexPage, HelpPage
from content.models.journal import ArticlePage, ArticleTag, JournalIndexPage
from content.models.menus import Menu
from content.models.page_index import PageIndexEntry
from content.models.pages import CollectionIndexPage, CollectionPage, HomePage, LandingPage, StandardPage
from content.models.stores import OpeningHours, SpecialDay, StoreIndexPage, StorePage

__all__ = [
    "ArticlePage",
    "ArticleTag",
    "CollectionIndexPage",
    "CollectionPage",
    "ContentPage",
    "Editorial",
    "Form",
    "FormEntry",
    "FormField",
    "FormReply",
    "HelpIndexPage",
    "HelpPage",
    "HomePage",
    "JournalIndexPage",
    "LandingPage",
    "Menu",
    "OpeningHours",
    "PageIndexEntry",
    "SpecialDay",
    "StandardPage",
    "StoreIndexPage",
    "StorePage",
]
