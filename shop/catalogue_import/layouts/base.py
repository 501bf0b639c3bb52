"""What all layouts share: finding columns by any of their names, and rows that belong together."""

import html
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from keyword import iskeyword
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from oscar.apps.catalogue.product_attributes import ProductAttributesContainer
from oscar.core.utils import slugify

from shop.catalogue_import.mapping import OWN_NAMES, UNTRACKED, Mapping, default_mapping, mapping_from
from shop.imports.errors import BadValueError
from shop.imports.numbers import NumberStyle
from shop.imports.sources import Numbered, SourceRow

Opener = Callable[[], Iterator[Numbered]]
Cells = dict[str, Any]
Family = list[tuple[int, Cells]]
OWN_COLUMN = re.compile(r"attribute\.")
RESERVED = frozenset(ProductAttributesContainer.RESERVED_ATTRIBUTES)
BLOCKS = re.compile(r"<(?:p|div|ul|ol|table|h[1-6]|br)\b", re.IGNORECASE)
HEADS = re.compile(r"<(/?)h[12567]\b", re.IGNORECASE)


def fold(heading: str) -> str:
    """Return a heading as it is compared: in small letters, without the star of a required column."""
    return " ".join(heading.replace("*", " ").split()).casefold()


def attribute_code(name: str) -> str:
    """Return the code of a property that another program calls so: "Größe" is `grosse`."""
    code = re.sub(r"\W+", "_", slugify(name), flags=re.ASCII).strip("_")[:120] or "x"
    return f"a_{code}" if code[0].isdigit() or iskeyword(code) or code in RESERVED else code


def paragraphs(text: str) -> str:
    """Return a description as HTML: what has no markup of paragraphs gets it from its lines."""
    text = HEADS.sub(r"<\1h3", text.replace("\\r", "").replace("\\n", "\n"))
    if BLOCKS.search(text) or not text.strip():
        return text
    parts = re.split(r"\n\s*\n", text.strip())
    return "".join("<p>{}</p>".format(part.strip().replace("\n", "<br>")) for part in parts if part.strip())


class Layout(ABC):
    """A program's export. An object is bound to the headings of one file.

    `columns` names for each of our fields (and what the layout itself reads) the headings that may hold
    it, folded; `head` and `variant` are the fields of a product and of its variants.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    signatures: ClassVar[tuple[frozenset[str], ...]]
    columns: ClassVar[dict[str, tuple[str, ...]]]
    head: ClassVar[tuple[str, ...]]
    variant: ClassVar[tuple[str, ...]]
    category_separator: ClassVar[str] = ">"

    def __init__(self, headings: Iterable[str]) -> None:
        self.headings = list(headings)
        actual = {fold(heading): heading for heading in reversed(self.headings)}
        found = {
            ours: next((actual[name] for name in names if name in actual), "")
            for ours, names in self.columns.items()
        }
        self.at = {ours: heading for ours, heading in found.items() if heading}

    @classmethod
    def matches(cls, headings: set[str]) -> bool:
        """Say whether folded headings are this program's."""
        return any(signature <= headings for signature in cls.signatures)

    def column(self, ours: str) -> str:
        """Return the heading of a field as the file writes it, its own name where it has none."""
        return self.at.get(ours, ours)

    @property
    def number_columns(self) -> set[str]:
        """The headings of amounts and measures, of which the file shows how it writes them."""
        return {self.column(name) for name in ("price", "cost", "weight", "qty") if name in self.at}

    @property
    def ignored(self) -> list[str]:
        """The headings that nothing is read from."""
        used = set(self.at.values())
        return [heading for heading in self.headings if heading not in used and not self.reads(heading)]

    def reads(self, _heading: str) -> bool:
        """Say whether a heading beyond `columns` is read."""
        return False

    def mapping(self) -> Mapping:
        """Return which of a built row's columns is which of our fields."""
        return mapping_from(
            {
                "fields": {name: self.column(name) for name in (*self.head, *self._measured)},
                "variants": {
                    "path": "variants",
                    "fields": {name: self.column(name) for name in (*self.variant, *self._measured)},
                },
                "categories": {"separator": self.category_separator},
            }
        )

    @property
    def _measured(self) -> tuple[str, ...]:
        """The weight, where the program tells it: `weigh` writes it in grams."""
        return ("weight",) if "weight" in self.columns else ()

    def weigh(self, built: Cells, kilograms: Decimal) -> None:
        """Keep a weight as a property in kilograms, which buyers see, and in grams, which parcels have."""
        built["attribute.weight:float"] = float(kilograms) or ""
        self.put(built, "weight", round(kilograms * 1000) or None)

    def text(self, cells: Cells, ours: str) -> str:
        """Return a cell as text without spaces around it; empty where it stands for nothing."""
        value = cells.get(self.column(ours))
        return "" if value is None else str(value).strip()

    def take(self, cells: Cells, names: Iterable[str]) -> Cells:
        """Return the cells of these fields, under the file's own headings."""
        return {self.at[name]: cells.get(self.at[name]) for name in names if name in self.at}

    def put(self, built: Cells, ours: str, value: object) -> None:
        """Set a field of a built row."""
        built[self.column(ours)] = value

    @abstractmethod
    def rows(self, opener: Opener, style: NumberStyle) -> Iterator[Numbered]:
        """Yield a row for each product, with the number of its last row."""


class RowLayout(Layout):
    """A program's export whose rows are products."""

    @abstractmethod
    def build(self, family: Family, style: NumberStyle) -> Cells:
        """Make one row, its variants inside it, of a product's rows. Raises BadValueError."""

    def rows(self, opener: Opener, style: NumberStyle) -> Iterator[Numbered]:
        """Yield a row for each."""
        for number, row in opener():
            yield number, row if isinstance(row, BadValueError) else self._built([(number, row)], style)

    def _built(self, family: Family, style: NumberStyle) -> SourceRow | BadValueError:
        numbers = tuple(number for number, _cells in family)
        try:
            return SourceRow(self.build(family, style), number=numbers[0], numbers=numbers)
        except BadValueError as error:
            error.row = error.row or numbers[0]
            error.rows = numbers
            return error


class FamilyLayout(RowLayout):
    """A program's export whose rows are variants: those that share a key make one product."""

    def index(self, rows: Iterator[Numbered]) -> None:
        """Learn from all rows what a single one does not tell."""

    @abstractmethod
    def key(self, cells: Cells) -> str:
        """Return what the rows of one product share."""

    def rows(self, opener: Opener, style: NumberStyle) -> Iterator[Numbered]:
        """Yield a row for each product, with the number of its last row.

        Memory holds the rows of products that are open: whose last row has not come yet.
        """
        self.index(opener())
        last = {self.key(row): number for number, row in opener() if isinstance(row, dict)}
        open_families: dict[str, Family] = {}
        for number, row in opener():
            if isinstance(row, BadValueError):
                yield number, row
                continue
            key = self.key(row)
            family = open_families.setdefault(key, [])
            family.append((number, row))
            if last[key] == number:
                yield number, self._built(open_families.pop(key), style)


class OwnLayout(Layout):
    """Our own headings, as the export of the back office writes them: a row is a product or a variant."""

    name, label = "kiln", "Kiln"
    signatures = (frozenset({"sku"}),)
    columns = {name: (name,) for name in OWN_NAMES}
    head, variant = tuple(OWN_NAMES), ()

    @classmethod
    def matches(cls, headings: set[str]) -> bool:
        """Say whether they are ours: of a product's, `sku` alone is needed."""
        return "sku" in headings

    @property
    def number_columns(self) -> set[str]:
        """The headings of amounts and of properties that are numbers."""
        typed = {name for name in self.headings if name.endswith((":float", ":integer"))}
        return typed | {self.column("price"), self.column("cost")}

    def reads(self, heading: str) -> bool:
        """Say whether it is a property's."""
        return bool(OWN_COLUMN.match(heading))

    def mapping(self) -> Mapping:
        """Return the mapping of our own headings, however they are written."""
        if not self.headings:
            return default_mapping()
        fields = {
            name: {**spec, "path": self.at[name]} if isinstance(spec, dict) else self.at[name]
            for name, spec in OWN_NAMES.items()
            if name in self.at
        }
        return mapping_from({"fields": fields})

    def rows(self, opener: Opener, _style: NumberStyle) -> Iterator[Numbered]:
        """Hand the rows on as they are."""
        return opener()


__all__ = [
    "UNTRACKED",
    "FamilyLayout",
    "Layout",
    "OwnLayout",
    "RowLayout",
    "attribute_code",
    "fold",
    "paragraphs",
    "plain_text",
    "refuse",
]


def plain_text(value: str) -> str:
    """Return a name without entities: "Bowl &amp; lid" is “Bowl & lid”."""
    return html.unescape(value)


def refuse(column: str, what: str) -> BadValueError:
    """Return the refusal of a kind of product that the shop does not have."""
    return BadValueError(column, _("%(what)s is not imported") % {"what": what})
