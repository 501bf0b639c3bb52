"""What stands in the editor of a product, as it was typed."""

from dataclasses import dataclass, field

from django.conf import settings
from modeltranslation.utils import build_localized_fieldname

TEXTS = ("title", "description", "meta_title", "meta_description")
LANGUAGES = tuple((code.replace("-", "_"), code, label) for code, label in settings.LANGUAGES)
# The cells of a variant that are not attributes, in the order of the table.
CELLS = ("sku", "upc", "price", "cost", "stock")
LOCKABLE = {"price", "cost", "stock"}
SELF = "self"
"""The key of the one row of a product without variants."""


def text_names() -> list[str]:
    """Name the text fields: `title_en`, `title_zh_hans` and so on."""
    return [build_localized_fieldname(text, code) for _suffix, code, _label in LANGUAGES for text in TEXTS]


@dataclass
class VariantRow:
    """One sellable piece: its key in the form, its options by attribute code, its cells as typed.

    `pk` is None until it has been saved; `cells` holds `CELLS` and attributes as `attr_<code>`.
    """

    key: str
    pk: int | None = None
    choices: dict[str, int] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    is_public: bool = True
    is_removed: bool = False


@dataclass
class PictureCard:
    """One picture: where it is stored (or a token of a fresh upload), its words, whom it shows.

    `owners` are "all" (the product itself), "o:<option id>" or "v:<row key>".
    """

    file: str
    caption: str = ""
    owners: list[str] = field(default_factory=lambda: ["all"])
    is_removed: bool = False


@dataclass
class Draft:
    """Everything of the form.

    `axes` are the attributes by which variants are told apart, `columns` further attributes that
    stand in the table of variants. Where `is_locked`, prices, costs and stock are not the
    editing user's to change: they are neither compared nor written.
    """

    texts: dict[str, str] = field(default_factory=dict)
    slug: str = ""
    code: str = ""
    is_public: bool = False
    partner: str = ""
    categories: list[int] = field(default_factory=list)
    ranges: list[int] = field(default_factory=list)
    attributes: dict[str, str | list[str]] = field(default_factory=dict)
    limits: dict[str, str] = field(default_factory=dict)
    axes: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    variants: list[VariantRow] = field(default_factory=list)
    pictures: list[PictureCard] = field(default_factory=list)
    is_locked: bool = False

    def row(self, key: str) -> VariantRow | None:
        """Return the row of a key."""
        return next((row for row in self.variants if row.key == key), None)

    @property
    def kept(self) -> list[VariantRow]:
        """The rows that are not to be removed."""
        return [row for row in self.variants if not row.is_removed]
