"""The demo's menus, written once from `content/tree.toml`."""

import tomllib

from django.conf import settings
from wagtail.models import Locale

from config.demo.blocks import BlockWriter
from config.demo.files import WORDS
from content.models import Menu
from shop.json_types import JsonObject

TREE = WORDS / "tree.toml"


def write_menus(blocks: BlockWriter) -> None:
    """Write the menus that are missing in any language; edited ones stay as they are."""
    menus: JsonObject = tomllib.loads(TREE.read_text(encoding="utf-8"))["menus"]
    for handle, entries in menus.items():
        for code, _name in settings.LANGUAGES:
            locale = Locale.objects.get(language_code=code)
            if not Menu.objects.filter(handle=handle, locale=locale).exists():
                values = [
                    ("entry", _entry(entry, blocks, code)) for entry in entries if blocks.is_there(entry)
                ]
                Menu.objects.create(handle=handle, locale=locale, entries=values)


def _entry(entry: JsonObject, blocks: BlockWriter, code: str) -> dict[str, object]:
    links = [blocks.link(link, code) for link in entry.get("links", []) if blocks.is_there(link)]
    return {"link": blocks.link(entry, code), "links": links}
