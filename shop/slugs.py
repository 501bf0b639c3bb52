"""How names stand in addresses: Oscar's `OSCAR_SLUG_FUNCTION`, and what gives a row a slug of its own.

An automatic slug is never empty. Chinese is written in pinyin (青瓷 -> qing-ci), because a browser
shows a copied Chinese address as percent signs; other alphabets stay as they are. A name
of signs alone is spelled by the names of its signs (an emoji of a vase -> amphora). What stands in
the database already, or was typed by hand, is never changed. docs/seo.md tells the rule to users.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator

from django.db import models
from django.utils.text import slugify as django_slugify

LONGEST = 255
MOST_SIGNS = 6
NAMELESS = "item"
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
_KANA = re.compile("[\u3040-\u30ff]")
# Joiners, variation selectors and skin tones say how a sign is drawn, not which it is.
_SILENT_CATEGORIES = {"Mn", "Me", "Cf", "Sk", "Zs", "Zl", "Zp", "Cc"}


def slugify(words: str, *, allow_unicode: bool = True) -> str:
    """Return the words as a part of an address: at most 255 letters, digits and hyphens, never empty."""
    slug = legacy_slug(_in_pinyin(words), allow_unicode=allow_unicode)
    slug = slug or django_slugify(" ".join(_sign_names(words)))
    return cut(slug, LONGEST) or NAMELESS


def legacy_slug(words: str, *, allow_unicode: bool = True) -> str:
    """Return the slug that Oscar gives; empty for signs alone, Chinese as it is."""
    return django_slugify(words, allow_unicode=allow_unicode)


def unique_slug(wanted: str, taken: Collection[str], *, longest: int = LONGEST) -> str:
    """Return `wanted`, or `wanted-2`, `wanted-3` ..., the first that is not taken, within `longest`."""
    number, found = 1, cut(wanted, longest)
    while found in taken:
        number += 1
        end = f"-{number}"
        found = cut(wanted, longest - len(end)) + end
    return found


def cut(slug: str, longest: int) -> str:
    """Shorten a slug, leaving no hyphen at its end."""
    return slug if len(slug) <= longest else slug[:longest].rstrip("-_")


def taken_slugs(rows: models.QuerySet, wanted: str, field: str = "slug") -> set[str]:
    """Return the slugs of `rows` that `wanted` or a number behind it may meet; one query."""
    start = cut(wanted, LONGEST - 8)[:100]
    return set(rows.filter(**{f"{field}__startswith": start}).values_list(field, flat=True))


def _in_pinyin(words: str) -> str:
    # Japanese uses the same signs and reads them otherwise.
    if not _HAN.search(words) or _KANA.search(words):
        return words
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - 20 MB of dictionaries, for those who need them

    return _HAN.sub(lambda found: f" {' '.join(lazy_pinyin(found[0], v_to_u=False))} ", words)


def _sign_names(words: str) -> Iterator[str]:
    signs = [sign for sign in words if unicodedata.category(sign) not in _SILENT_CATEGORIES]
    for sign in signs[:MOST_SIGNS]:
        yield unicodedata.name(sign, f"u{ord(sign):x}").lower()
