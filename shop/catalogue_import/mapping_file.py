"""What may stand in a mapping file (docs/catalogue-import.md), and where a mistake in one stands."""

from collections.abc import Mapping as Named
from typing import Annotated, Any, Literal

from django.conf import settings
from django.core.exceptions import ValidationError as RefusedError
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field as Entry,
    ValidationError,
    model_validator,
)

from shop.catalogue.limits import LIMIT_FIELDS
from shop.catalogue.models import SIZE_FIELDS, ProductAttribute
from shop.catalogue.units import UNIT_FIELDS
from shop.imports.errors import ImportFailedError
from shop.imports.fields import Field

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
FIELDS = frozenset(
    {"sku", "parent_sku", "slug", "upc", "price", "cost", "currency", "stock", "warehouse", "product_class"}
    | {
        "new_product_class",
        "categories",
        "images",
        "related",
        "replaced_by",
        "options",
        "published",
        "priority",
        "withdrawal_exclusion",
        "is_final_sale",
        "title",
        "description",
    }
    | {*LIMIT_FIELDS, *SIZE_FIELDS, *UNIT_FIELDS}
    | {f"{name}_{code.replace('-', '_')}" for name in ("title", "description") for code in LANGUAGES}
)
# What divides a list in one cell of a file with our own headings.
LIST_SEPARATOR = ";"
PLACE = frozenset(
    {"name", "line1", "postcode", "city", "state", "country", "latitude", "longitude", "time_zone"}
    | {"serves", "priority", "is_pickup", "working_days", "holidays_country", "holidays_region"}
)


def _among(known: frozenset[str]) -> Any:
    """Refuse names that are none of these."""

    def check(given: dict[str, object]) -> dict[str, object]:
        if unknown := sorted(set(given) - known):
            raise ValueError(f"{', '.join(unknown)}: nothing of ours is called so")
        return given

    return AfterValidator(check)


def _as_words(given: object) -> object:
    """Read a plain text as one in the site's own language."""
    return {settings.LANGUAGE_CODE: str(given)} if isinstance(given, str | int | float) else given


def _as_source(given: object) -> object:
    return {"path": given} if isinstance(given, str) else given


def _as_options(given: object) -> object:
    """Read options; their order in the file is their order in the shop."""
    if isinstance(given, list):
        given = {str(word): word for word in given}
    if not isinstance(given, dict):
        return given
    return {
        key: {
            **(value if isinstance(value, dict) and "name" in value else {"name": value}),
            "position": place,
        }
        for place, (key, value) in enumerate(given.items(), 1)
    }


def _usable(code: str) -> str:
    try:
        ProductAttribute._meta.get_field("code").run_validators(code)
    except RefusedError as error:
        raise ValueError(f"the attribute code {code} cannot be used: {' '.join(error.messages)}") from error
    return code


Words = Annotated[dict[str, str], BeforeValidator(_as_words)]
Source = Annotated[Field, BeforeValidator(_as_source)]
Fields = Annotated[dict[str, Source], _among(FIELDS)]


class Part(BaseModel):
    """A part of the file; an entry that is not known is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(Part):
    """A value of an option attribute: its words by language, its colours, its place."""

    names: Words = Entry(alias="name")
    swatch: str = ""
    position: int = 0


class Attribute(Part):
    """An attribute to fill; `options` by the source's own word; `is_closed` refuses any other."""

    code: Annotated[str, AfterValidator(_usable)]
    names: Words = Entry(alias="name")
    type: Literal["text", "richtext", "integer", "float", "boolean", "date", "option", "multi_option"]
    source: Source = Entry(alias="field")
    options: Annotated[dict[str, Option], BeforeValidator(_as_options)] = {}
    is_closed: bool = Entry(default=False, alias="closed")
    is_facet: bool = Entry(default=True, alias="facet")

    @model_validator(mode="before")
    @classmethod
    def _named_by_code(cls, given: object) -> object:
        """Take name and source from the code where they are not given."""
        if not isinstance(given, dict) or not isinstance(code := given.get("code"), str):
            return given
        return {"name": code.replace("_", " ").capitalize(), "field": code, **given}


class OtherAttributes(Part):
    """An object of attributes taken as they come: text, number and boolean by the value's type.

    `text` names those that are text whatever their values look like; `skip` those to leave out.
    """

    path: str
    text: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()


class KnownCategory(Part):
    """A category that the source names by a key; `parent` is another key."""

    names: Words = Entry(alias="name")
    descriptions: Words = Entry(default={}, alias="description")
    parent: str = ""


class Variants(Part):
    """Where a row's variants stand, and what is of each of them."""

    path: str = ""
    fields: Fields = {}
    attributes: tuple[Attribute, ...] = ()


class Categories(Part):
    """How a row names its categories."""

    separator: str = ">"
    paths: tuple[str, ...] = ()
    known: dict[str, KnownCategory] = {}


class NewProductClass(Part):
    """The type of products that name none."""

    name: str = "Products"
    track_stock: bool = True
    requires_shipping: bool = True


def _as_class(given: object) -> object:
    return {"name": given} if isinstance(given, str) else given


class MappingFile(Part):
    """The whole file."""

    fields: Fields = {}
    variants: Variants = Variants()
    attributes: tuple[Attribute, ...] = ()
    other_attributes: OtherAttributes | None = None
    product_class: Annotated[NewProductClass, BeforeValidator(_as_class)] = NewProductClass()
    categories: Categories = Categories()
    warehouse: str = "Warehouse"
    warehouses: dict[str, Annotated[dict[str, object], _among(PLACE)]] = {}
    currency: str = ""
    price_unit: Literal["major", "minor"] = "major"


def read_mapping(content: Named[str, object]) -> MappingFile:
    """Check plain values. Raises ImportFailedError with the place of the first mistake."""
    try:
        return MappingFile.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ImportFailedError(f"The mapping's {place}: {first['msg']}.") from error
