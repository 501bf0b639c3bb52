"""The demo's pages and menus, written once from `content/pages.json` in every language."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.images.models import Image
from wagtail.models import Locale, Page, Site
from wagtail.rich_text import RichText

from content.models import HomePage, Menu, StandardPage
from shop.catalogue.models import Category, Product

HERE = Path(__file__).parent
PICTURES = HERE / "pictures"


class PageWriter:
    """Turns the words of the file into blocks, in one language at a time."""

    def __init__(self) -> None:
        source = json.loads((HERE / "content" / "pages.json").read_text(encoding="utf-8"))
        self.pages: dict[str, Any] = source["pages"]
        self.menus: dict[str, Any] = source["menus"]
        self.written: dict[tuple[str, str], Page] = {}

    @transaction.atomic
    def write(self) -> int:
        """Write what is missing; return how many pages are new. Edited pages stay as they are."""
        new = 0
        for language, _name in settings.LANGUAGES:
            locale, _created = Locale.objects.get_or_create(language_code=language)
            home, created = self._home(locale)
            new += created
            for slug in (slug for slug in self.pages if slug != "home"):
                new += self._page(slug, locale, home)
            self._fill_home(home, language, fresh=created)
        self._write_menus()
        return new

    def _home(self, locale: Locale) -> tuple[HomePage, bool]:
        language = locale.language_code
        words = self.pages["home"]
        home = HomePage.objects.filter(locale=locale).first()
        if home is not None:
            self.written["home", language] = home
            return home, False
        fields = {
            "title": words["title"][language],
            "slug": f"home-{language}",
            "search_description": words["search_description"][language],
        }
        original = self.written.get(("home", "en"))
        if original is None:
            home = HomePage(locale=locale, **fields)
            Page.objects.get(depth=1).add_child(instance=home)
            self._point_site_at(home)
        else:
            home = original.copy_for_translation(locale)
            for name, value in fields.items():
                setattr(home, name, value)
        self.written["home", language] = home
        return home, True

    @staticmethod
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

    def _page(self, slug: str, locale: Locale, home: HomePage) -> bool:
        language = locale.language_code
        words = self.pages[slug]
        page = StandardPage.objects.child_of(home).filter(slug=slug).first()
        created = page is None
        if page is None:
            original = self.written.get((slug, "en"))
            page = original.copy_for_translation(locale) if original else StandardPage(locale=locale)
            page.title, page.slug, page.intro = words["title"][language], slug, words["intro"][language]
            page.show_in_menus = words["menu"]
            page.body = self._blocks(words["body"], language)
            if original is None:
                home.add_child(instance=page)
            page.save_revision().publish()
        self.written[slug, language] = page
        return created

    def _fill_home(self, home: HomePage, language: str, *, fresh: bool) -> None:
        """Give the home page its body; last, because its blocks link to the other pages."""
        if fresh:
            # Translations were added below it meanwhile; saving an older count would hide them.
            home.refresh_from_db(fields=["numchild"])
            home.body = self._blocks(self.pages["home"]["body"], language)
            home.save_revision().publish()

    def _blocks(self, body: Iterable[dict[str, Any]], language: str) -> list[tuple[str, Any]]:
        return [(block["type"], getattr(self, f"_{block['type']}")(block, language)) for block in body]

    def _hero(self, block: dict[str, Any], language: str) -> dict[str, Any]:
        return {
            "image": self._image(block["image"], block["alt"]["en"]),
            "heading": block["heading"][language],
            "text": block["text"][language],
            "link": self._link(block["link"], language),
        }

    def _product_strip(self, block: dict[str, Any], language: str) -> dict[str, Any]:
        picked = Product.objects.filter(code__in=block.get("products", []))
        order = {sku: place for place, sku in enumerate(block.get("products", []))}
        return {
            "label": block["label"][language],
            "heading": block["heading"][language],
            "products": sorted(picked, key=lambda product: order[product.code]),
            "category": self._category(block["category"]) if "category" in block else None,
            "limit": block["limit"],
        }

    def _category_tiles(self, block: dict[str, Any], language: str) -> dict[str, Any]:
        tiles = [
            {"category": self._category(slug), "image": self._image(name, "")}
            for slug, name in block["tiles"]
        ]
        return {"heading": "", "tiles": tiles}

    def _image_text(self, block: dict[str, Any], language: str) -> dict[str, Any]:
        return {
            "image": self._image(block["image"], block["alt"]["en"]),
            "label": block["label"][language],
            "heading": block["heading"][language],
            "text": self._rich(block["text"][language]),
            "links": [self._link(link, language) for link in block["links"]],
            "image_first": True,
        }

    def _call_to_action(self, block: dict[str, Any], language: str) -> dict[str, Any]:
        return {
            "label": block["label"][language],
            "heading": block["heading"][language],
            "text": block["text"][language],
            "links": [self._link(link, language) for link in block["links"]],
        }

    def _rich_text(self, block: dict[str, Any], language: str) -> Any:
        return self._rich(block["html"][language])

    def _faq(self, block: dict[str, Any], language: str) -> dict[str, Any]:
        questions = [
            {"question": question[language], "answer": self._rich(answer[language])}
            for question, answer in block["questions"]
        ]
        return {"heading": block["heading"][language], "questions": questions}

    @staticmethod
    def _rich(html: str) -> RichText:
        return RichText(html)

    def _link(self, link: dict[str, Any], language: str) -> dict[str, Any]:
        return {
            "label": link["label"][language],
            "page": self.written.get((link["page"], language)) if "page" in link else None,
            "category": self._category(link["category"]) if "category" in link else None,
            "path": link.get("path", ""),
        }

    @staticmethod
    def _category(slug: str) -> Category:
        return Category.objects.get(slug=slug)

    @staticmethod
    def _image(name: str, alt: str) -> Image:
        image = Image.objects.filter(title=name).first()
        if image is None:
            with (PICTURES / f"{name}.webp").open("rb") as stream:
                image = Image(title=name, description=alt, file=ImageFile(stream, name=f"{name}.webp"))
                image.save()
        return image

    def _write_menus(self) -> None:
        for handle, entries in self.menus.items():
            for language, _name in settings.LANGUAGES:
                locale = Locale.objects.get(language_code=language)
                if Menu.objects.filter(handle=handle, locale=locale).exists():
                    continue
                values = [
                    (
                        "entry",
                        {
                            "link": self._link(entry["link"], language),
                            "links": [self._link(link, language) for link in entry["links"]],
                        },
                    )
                    for entry in entries
                ]
                Menu.objects.create(handle=handle, locale=locale, entries=values)
