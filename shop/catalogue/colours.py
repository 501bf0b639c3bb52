"""A dozen colours that everybody knows, told from swatches and from words."""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import pgettext_lazy

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
#: Codes of attributes that name colours themselves.
COLOUR_CODES = frozenset({"colour", "color"})
_HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
# D65, as sRGB has it.
_WHITE_X, _WHITE_Z = 0.95047, 1.08883


@dataclass(frozen=True, kw_only=True)
class Colour:
    """A colour that one filters by: its place in addresses, its word, and some of its tints."""

    slug: str
    word: object
    tints: tuple[str, ...]


COLOURS = (
    Colour(slug="white", word=pgettext_lazy("colour", "White"), tints=("#ffffff", "#f2efe8", "#e8e3d9")),
    Colour(slug="beige", word=pgettext_lazy("colour", "Beige"), tints=("#d9c9a8", "#c8b596", "#e6d8bd")),
    Colour(
        slug="grey", word=pgettext_lazy("colour", "Grey"), tints=("#808080", "#b5b1a8", "#5c5c5e", "#cfcfcf")
    ),
    Colour(slug="black", word=pgettext_lazy("colour", "Black"), tints=("#000000", "#1e1c1a", "#2b2826")),
    Colour(
        slug="brown",
        word=pgettext_lazy("colour", "Brown"),
        tints=("#6b4226", "#8b5e3c", "#3f2a1d", "#7b6a58", "#a9744f"),
    ),
    Colour(slug="red", word=pgettext_lazy("colour", "Red"), tints=("#c0202a", "#7a1f1d", "#e03c31")),
    Colour(slug="pink", word=pgettext_lazy("colour", "Pink"), tints=("#f4b6c2", "#e38aa0", "#e75480")),
    Colour(slug="orange", word=pgettext_lazy("colour", "Orange"), tints=("#e8792b", "#d9a066", "#f2a65a")),
    Colour(slug="yellow", word=pgettext_lazy("colour", "Yellow"), tints=("#f2c230", "#e0b040", "#f7e27c")),
    Colour(
        slug="green",
        word=pgettext_lazy("colour", "Green"),
        tints=("#2e7d32", "#808000", "#a9c1a6", "#6b8f5e", "#3f5a3c", "#8aa37b", "#9dbfa8"),
    ),
    Colour(
        slug="turquoise", word=pgettext_lazy("colour", "Turquoise"), tints=("#30b5ac", "#2f8f95", "#7fcdc6")
    ),
    Colour(
        slug="blue",
        word=pgettext_lazy("colour", "Blue"),
        tints=("#1f4fa3", "#2f6d7c", "#24408a", "#6f9fd8", "#000080", "#13294b", "#4d7ea8"),
    ),
    Colour(
        slug="purple",
        word=pgettext_lazy("colour", "Purple"),
        tints=("#6a3d9a", "#8e5ea2", "#b39bc8", "#4b2a5e"),
    ),
)
BY_SLUG = {colour.slug: colour for colour in COLOURS}

Lab = tuple[float, float, float]


def colours_of(swatch: str) -> tuple[str, ...]:
    """Return the slugs of a swatch's colours ("#c8b596,#2f6d7c": beige and blue); none for what is none."""
    return tuple(dict.fromkeys(_nearest(tint.lower()) for tint in _HEX.findall(swatch or "")))


@cache
def colour_words(slug: str) -> dict[str, str]:
    """Return the word of a colour in every language of the shop."""
    return in_every_language(BY_SLUG[slug].word)


def known_swatch(*words: str | None) -> str:
    """Return the tint of a colour that one of these words is, in any language; empty for another word."""
    asked = {word.strip().casefold() for word in words if word}
    for colour in COLOURS:
        if asked & {word.casefold() for word in (colour.slug, *colour_words(colour.slug).values())}:
            return colour.tints[0]
    return ""


def in_every_language(word: object) -> dict[str, str]:
    """Write a lazy text in every language of the shop."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = str(word)
    return found


@cache
def _nearest(tint: str) -> str:
    place = _lab(tint)
    return min(
        (colour for colour in COLOURS),
        key=lambda colour: min(_distance(place, _lab(other)) for other in colour.tints),
    ).slug


def _distance(one: Lab, other: Lab) -> float:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


@cache
def _lab(tint: str) -> Lab:
    """Return a colour (#rgb or #rrggbb) in CIELAB, where what looks alike lies near."""
    digits = tint.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == len("rgb") else digits
    red, green, blue = (_linear(int(digits[place : place + 2], 16) / 255) for place in (0, 2, 4))
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / _WHITE_X
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / _WHITE_Z
    fx, fy, fz = (_cube_root(part) for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB's own


def _cube_root(part: float) -> float:
    return part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116  # noqa: PLR2004 - CIELAB's own
