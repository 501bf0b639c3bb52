"""What the sitemaps list: products, categories, editors' pages and partners, each in every language it has.

A file holds so many addresses at most; only one file's products are read at a time, and a
file takes the same number of queries however many things are in it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page, Site

from partners.locator.queries import shown_listings
from shop.catalogue.models import Category, Product
from shop.storefront.templatetags.storefront_tags import html_lang

URLS_PER_FILE = 4_500  # the protocol allows 50,000, but such a file is slow to write and to read


@dataclass(frozen=True)
class SitemapEntry:
    """One thing with its path in each language it exists in; `changed` is None where unknown."""

    paths: Mapping[str, str]
    changed: datetime | None = None


class LanguageSitemap(Sitemap[Any], ABC):
    """A sitemap whose entries name their translations; the host is the one that was asked.

    Subclasses give `items()` and turn some of them into places with `places()`.
    """

    limit = URLS_PER_FILE

    def __init__(self, request: HttpRequest) -> None:
        """Take the request for its host."""
        self.request = request

    @property
    def paginator(self) -> Paginator[object]:
        """Divide the things, not their addresses, so that a thing's languages stay together."""
        return Paginator(self.items(), self.limit // len(settings.LANGUAGES))

    @abstractmethod
    def items(self) -> Sequence[object] | QuerySet[Product, tuple[int, str, datetime]]:
        """Return a sequence or a queryset of all things."""

    @abstractmethod
    def sitemap_entries(self, items: Iterable[object]) -> Iterable[SitemapEntry]:
        """Say where some of the items stand."""

    def get_urls(
        self, page: int | str = 1, site: object = None, protocol: str | None = None
    ) -> list[dict[str, object]]:
        """Return a file's entries for Django's template; raise EmptyPage or PageNotAnInteger."""
        items = self.paginator.page(page).object_list
        return [entry for place in self.sitemap_entries(items) for entry in self._entries(place)]

    def _entries(self, place: SitemapEntry) -> list[dict[str, object]]:
        addresses = {code: self.request.build_absolute_uri(path) for code, path in place.paths.items()}
        alternates = [
            {"lang_code": html_lang(code), "location": address} for code, address in addresses.items()
        ]
        if default := addresses.get(settings.LANGUAGE_CODE):
            alternates.append({"lang_code": "x-default", "location": default})
        return [
            {"location": address, "lastmod": place.changed, "alternates": alternates}
            for address in addresses.values()
        ]


class ProductSitemap(LanguageSitemap):
    """Every product of the listings; variants have no page of their own."""

    def items(self) -> QuerySet[Product, tuple[int, str, datetime]]:
        """Return public products, oldest first, so that a new one changes the last file only."""
        rows = Product.objects.browsable().order_by("pk")
        return rows.values_list("pk", "slug", "date_updated")

    def sitemap_entries(self, items: Iterable[Any]) -> Iterable[SitemapEntry]:
        """Read one file's products."""
        with override(settings.LANGUAGE_CODE):
            return [
                SitemapEntry(_in_every_language("catalogue:detail", product_slug=slug, pk=pk), changed)
                for pk, slug, changed in items
            ]

    def get_latest_lastmod(self) -> datetime | None:
        """Return when any product was last changed."""
        return Product.objects.browsable().aggregate(last=Max("date_updated"))["last"]


class CategorySitemap(LanguageSitemap):
    """The list of all products and the categories; each changes with the products in it."""

    def items(self) -> Sequence[SitemapEntry]:
        """Return everything: categories are few."""
        changed = self._changes()
        with override(settings.LANGUAGE_CODE):
            root = SitemapEntry(_in_every_language("catalogue:index"), max(changed.values(), default=None))
            return [root, *self._categories(changed)]

    def sitemap_entries(self, items: Iterable[Any]) -> Iterable[SitemapEntry]:
        """Return what `items` gave."""
        return items

    def get_latest_lastmod(self) -> datetime | None:
        """Return when any product in a category was last changed."""
        return max(self._changes().values(), default=None)

    @staticmethod
    def _categories(changed: Mapping[str, datetime]) -> Iterable[SitemapEntry]:
        """Build the addresses from the tree's paths: a parent always stands before its children."""
        slugs: dict[str, str] = {}
        rows = Category.objects.browsable().order_by("path").values_list("pk", "path", "slug")
        for pk, path, slug in rows:
            above = slugs.get(path[: -Category.steplen])
            slugs[path] = f"{above}/{slug}" if above else slug
            paths = _in_every_language("catalogue:category", category_slug=slugs[path], pk=pk)
            yield SitemapEntry(paths, changed.get(path))

    @staticmethod
    def _changes() -> dict[str, datetime]:
        """Map a category's path in the tree to the last change of a product in it or below."""
        rows = Product.objects.browsable().exclude(categories=None).order_by().values_list("categories__path")
        latest: dict[str, datetime] = {}
        for path, changed in rows.annotate(last=Max("date_updated")):
            for end in range(Category.steplen, len(path) + 1, Category.steplen):
                above = path[:end]
                latest[above] = max(latest.get(above, changed), changed)
        return latest


class PageSitemap(LanguageSitemap):
    """The published pages of this site that everybody may read, in the languages they are written in."""

    def items(self) -> Sequence[SitemapEntry]:
        """Return everything: editors write hundreds of pages, not more."""
        site = Site.find_for_request(self.request)
        found: dict[UUID, dict[str, tuple[str, Page]]] = {}
        for page in self._pages().select_related("locale").order_by("path"):
            parts = page.get_url_parts(self.request)
            if site is not None and parts is not None and parts[0] == site.pk and parts[2]:
                found.setdefault(page.translation_key, {})[page.locale.language_code] = (parts[2], page)
        order = [code for code, _name in settings.LANGUAGES]
        return [
            SitemapEntry(
                {code: pages[code][0] for code in order if code in pages},
                max((when for _path, page in pages.values() if (when := _last_written(page))), default=None),
            )
            for pages in found.values()
        ]

    def sitemap_entries(self, items: Iterable[Any]) -> Iterable[SitemapEntry]:
        """Return what `items` gave."""
        return items

    def get_latest_lastmod(self) -> datetime | None:
        """Return when any page was last published."""
        return self._pages().aggregate(last=Max("last_published_at"))["last"]

    @staticmethod
    def _pages() -> QuerySet[Page]:
        return Page.objects.live().public().filter(depth__gt=1)


class PartnerSitemap(LanguageSitemap):
    """The list of partners and each partner's page; partners are few."""

    def items(self) -> Sequence[SitemapEntry]:
        """Return everything; nothing at all while nobody is shown."""
        rows = list(shown_listings().order_by("account_id").values_list("account__code", "decided_at"))
        if not rows:
            return []
        with override(settings.LANGUAGE_CODE):
            pages = [
                SitemapEntry(_in_every_language("partner_locator_public:partner", code=code), when)
                for code, when in rows
            ]
            changed = max((when for _code, when in rows if when), default=None)
            return [SitemapEntry(_in_every_language("partner_locator_public:index"), changed), *pages]

    def sitemap_entries(self, items: Iterable[Any]) -> Iterable[SitemapEntry]:
        """Return what `items` gave."""
        return items

    def get_latest_lastmod(self) -> datetime | None:
        """Return when an entry was last published."""
        return shown_listings().aggregate(last=Max("decided_at"))["last"]


SITEMAPS: Mapping[str, type[LanguageSitemap]] = {
    "products": ProductSitemap,
    "categories": CategorySitemap,
    "pages": PageSitemap,
    "partners": PartnerSitemap,
}


def _last_written(page: Page) -> datetime | None:
    return page.last_published_at or page.latest_revision_created_at


def _in_every_language(name: str, **arguments: object) -> dict[str, str]:
    """Return a named path in every language; to be called with the default language active.

    Resolving it once and adding the prefix is several times as quick as resolving it in
    each language, which counts with thousands of addresses in a file.
    """
    bare = reverse(name, kwargs=arguments)
    return {
        code: bare if code == settings.LANGUAGE_CODE else f"/{code}{bare}"
        for code, _name in settings.LANGUAGES
    }
