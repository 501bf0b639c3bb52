"""The demo's pages, written once from `content/pages/*.toml` in every language."""

import tomllib
from datetime import date, time
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from config.demo.blocks import BlockWriter
from config.demo.editorials import write_editorials
from config.demo.files import WORDS
from config.demo.forms import write_forms
from config.demo.menus import write_menus
from config.demo.ranges import range_named
from content.models import (
    ArticlePage,
    CollectionIndexPage,
    CollectionPage,
    HelpIndexPage,
    HelpPage,
    HomePage,
    JournalIndexPage,
    LandingPage,
    StandardPage,
    StoreIndexPage,
    StorePage,
)
from content.models.stores import OpeningHours
from shop.json_types import JsonObject

TYPES: dict[str, type[Page]] = {
    "home": HomePage,
    "standard": StandardPage,
    "landing": LandingPage,
    "collections": CollectionIndexPage,
    "collection": CollectionPage,
    "journal": JournalIndexPage,
    "article": ArticlePage,
    "help-index": HelpIndexPage,
    "help": HelpPage,
    "stores": StoreIndexPage,
    "store": StorePage,
}
# Said the same in every language; the rest of a page's fields are words.
FACTS = ("author", "postcode", "country", "phone", "email", "latitude", "longitude", "time_zone")
SAID = ("intro", "search_description", "group", "picture_words", "street", "city")


class PageWriter:
    """Writes the tree first and the bodies last, because bodies link to any page."""

    def __init__(self) -> None:
        tree = tomllib.loads((WORDS / "tree.toml").read_text(encoding="utf-8"))
        self.order: list[str] = tree["pages"]
        self.sources = {
            slug: tomllib.loads((WORDS / "pages" / f"{slug}.toml").read_text(encoding="utf-8"))
            for slug in self.order
        }
        self.written: dict[tuple[str, str], Page] = {}
        self.blocks = BlockWriter(self.written)

    @transaction.atomic
    def write(self) -> int:
        """Write what is missing; return how many pages are new. Edited pages stay as they are."""
        for code, _name in settings.LANGUAGES:
            Locale.objects.get_or_create(language_code=code)
        self.blocks.forms = write_forms()
        fresh = [
            (slug, code)
            for code, _name in settings.LANGUAGES
            for slug in self.order
            if self._page(slug, Locale.objects.get(language_code=code))
        ]
        for slug, code in fresh:
            self._fill(slug, code)
        write_menus(self.blocks)
        write_editorials(self.blocks)
        return len(fresh)

    def _page(self, slug: str, locale: Locale) -> bool:
        """Find a page or add it without its body; return whether it is new."""
        code, source = locale.language_code, self.sources[slug]
        parent = self._parent(source, code)
        model = TYPES[source["type"]]
        name = f"home-{code}" if model is HomePage else slug
        found: Any = model._default_manager.filter(locale=locale, slug=name).first()
        if found is not None:
            self.written[slug, code] = found
            return False
        original: Any = self.written.get((slug, "en"))
        # A page goes live with its body; until then only its place in the tree counts.
        page: Any = original.copy_for_translation(locale) if original else model(locale=locale, live=False)
        page.title, page.slug = source["title"][code], name
        page.show_in_menus = source.get("menu", False)
        self._say(page, source, code)
        if original is None:
            parent.add_child(instance=page)
        else:
            page.save()
        self.written[slug, code] = page
        if model is HomePage and original is None:
            _point_site_at(page)
        return True

    def _parent(self, source: JsonObject, code: str) -> Any:
        if source["type"] == "home":
            return Page.objects.get(depth=1)
        parent = self.written[source.get("parent", "home"), code]
        parent.refresh_from_db(fields=["numchild", "path", "depth"])
        return parent

    def _say(self, page: Any, source: JsonObject, code: str) -> None:
        for name in FACTS:
            if name in source:
                setattr(page, name, source[name])
        for name in SAID:
            if name in source:
                setattr(page, name, source[name][code])
        if "picture" in source:
            page.picture = self.blocks.image(source["picture"])
        if "published_on" in source:
            page.published_on = date.fromisoformat(source["published_on"])
        if "range" in source:
            page.range = range_named(source["range"])

    def _fill(self, slug: str, code: str) -> None:
        """Give a page its body and what hangs on it, and publish it."""
        page: Any = type(self.written[slug, code]).objects.get(pk=self.written[slug, code].pk)
        source = self.sources[slug]
        page.body = self.blocks.body(source.get("body", []), code)
        if "hero" in source:
            page.hero = self.blocks.body([{"type": "hero", **source["hero"]}], code)
        if "tags" in source:
            page.tags.set(source["tags"][code])
        if "hours" in source:
            page.hours = [
                OpeningHours(weekday=day, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))
                for day, opens, closes in source["hours"]
            ]
        page.save_revision().publish()


def _point_site_at(home: HomePage) -> None:
    site = Site.objects.filter(is_default_site=True).first() or Site(
        is_default_site=True, hostname="localhost"
    )
    welcome = site.root_page if site.pk else None
    site.root_page, site.site_name = home, settings.OSCAR_SHOP_NAME
    site.save()
    # Wagtail's own welcome page has served its purpose.
    if welcome is not None and not isinstance(welcome.specific, HomePage) and welcome.depth > 1:
        welcome.delete()
