from typing import Any

from wagtail.models import Locale, Page, Site

from content.models import HomePage, StandardPage


def make_home(site: Site, *, language: str = "en", **fields: Any) -> HomePage:
    """A published home page at the site's root, in one language."""
    locale = Locale.objects.get(language_code=language)
    home = HomePage(title=fields.pop("title", "Home"), slug=f"home-{language}", locale=locale, **fields)
    Page.objects.get(depth=1).add_child(instance=home)
    if language == "en":
        site.root_page = home
        site.save()
    else:
        home.translation_key = HomePage.objects.get(locale__language_code="en").translation_key
        home.save()
    home.save_revision().publish()
    return home


def make_page(parent: Page, **fields: Any) -> StandardPage:
    """A published page below another."""
    page = StandardPage(locale=parent.locale, **{"title": "Story", "slug": "story", **fields})
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page
