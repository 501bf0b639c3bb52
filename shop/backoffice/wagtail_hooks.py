"""The start page's figures, the style of the back office, and the addresses of saved views."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea

from shop.backoffice.global_search.views import global_search
from shop.backoffice.home import TodayPanel
from shop.backoffice.styleguide import styleguide


@hooks.register("construct_homepage_panels")
def add_today(request: HttpRequest, panels: list[object]) -> None:
    """Put what needs doing first."""
    panels.append(TodayPanel(request))


@hooks.register("insert_global_admin_css")
def back_office_css() -> SafeString:
    """Load our style on every page of the back office."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/backoffice.css"))


@hooks.register("insert_global_admin_js")
def table_cards() -> SafeString:
    """Have the tables of every page of the back office be cards on a phone."""
    return format_html('<script type="module" src="{}"></script>', static("js/table-cards.js"))


@hooks.register("construct_help_menu")
def keep_help_at_home(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out what leads to another site."""
    items[:] = [item for item in items if not str(item.url).startswith("http")]


@hooks.register("register_admin_search_area")
def search_everything() -> SearchArea:
    """Have the sidebar's search look for everything first."""
    url = reverse("backoffice_search")
    return SearchArea(_("Everything"), url, name="everything", icon_name="search", order=0)


@hooks.register("register_admin_urls")
def register_list_urls() -> list[URLResolver | URLPattern]:
    """Mount the keeping of views and columns, the search of everything, and the examples of the kit."""
    return [
        path("lists/", include("shop.backoffice.lists.urls")),
        path("search/", global_search, name="backoffice_search"),
        path("styleguide/", styleguide, name="backoffice_styleguide"),
    ]
