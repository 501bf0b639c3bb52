"""Categories, product classes, attributes, options and warehouses: found once, made when missing."""

from collections.abc import Mapping as Named
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname
from oscar.core.utils import slugify

from shop.catalogue.models import (
    AttributeOption,
    AttributeOptionGroup,
    Category,
    Option,
    Product,
    ProductAttribute,
    ProductClass,
)
from shop.catalogue_import.item import Property
from shop.catalogue_import.mapping import UNTRACKED, Mapping
from shop.catalogue_import.mapping_file import Attribute, Option as MappedOption
from shop.catalogue_import.skus import KEY
from shop.imports.errors import BadValueError
from shop.partner.models import Partner, StockRecord
from shop.slugs import legacy_slug
from shop.stock.models import Warehouse
from shop.stock.services import default_warehouse

CHOICES = ("option", "multi_option")


def in_columns(name: str, words: Named[str, str]) -> dict[str, str]:
    """Return words by language as columns of a translated field."""
    return {build_localized_fieldname(name, language): word for language, word in words.items()}


class ReferenceData:
    """Everything products refer to, by the source's words; grows with the words, not the rows."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self._categories: dict[tuple[str, ...], Category] | None = None
        self._classes: dict[str, ProductClass] = {}
        self._classes_by_key: dict[int, ProductClass] = {}
        self._product_options: dict[str, int] | None = None
        self._warehouses: dict[str, Partner] = {}
        self._places: dict[tuple[int, str], Warehouse] = {}
        self._attributes: dict[tuple[int, str], ProductAttribute] = {}
        self._options: dict[int, dict[str, AttributeOption]] = {}
        mapped: tuple[Attribute, ...] = (*mapping.attributes, *mapping.variant_attributes)
        self._mapped = {attribute.code: attribute for attribute in mapped}

    def forget(self) -> None:
        """Drop everything: what was made in a transaction that failed is not there."""
        fresh = ReferenceData(self.mapping)
        self.__dict__.update(fresh.__dict__)

    def product_class(self, name: str) -> ProductClass:
        """Return the product class of a name."""
        if name not in self._classes:
            defaults = {
                "name": name,
                "track_stock": self.mapping.track_stock and name != UNTRACKED,
                "requires_shipping": self.mapping.requires_shipping,
            }
            found = _named(ProductClass.objects.all(), "slug", name) or ProductClass.objects.create(
                **defaults
            )
            self._classes[name] = found
            self._note_attributes(found)
        return self._classes[name]

    def class_of(self, product: Product | None) -> ProductClass | None:
        """Return the class that a product has; a variant's is its parent's."""
        key = product.product_class_id if product is not None else None
        if key is None:
            return None
        if key not in self._classes_by_key:
            self._classes_by_key[key] = found = ProductClass.objects.get(pk=key)
            self._note_attributes(found)
        return self._classes_by_key[key]

    def _note_attributes(self, product_class: ProductClass) -> None:
        for attribute in ProductAttribute.objects.filter(product_class=product_class):
            self._attributes[product_class.pk, attribute.code] = attribute

    def product_option(self, word: str) -> int:
        """Return the key of what buyers are asked about a product, by its code or name."""
        if self._product_options is None:
            self._product_options = {}
            for pk, code, name in Option.objects.order_by("-pk").values_list("pk", "code", "name"):
                self._product_options |= {name: pk, code: pk}
        if word not in self._product_options:
            raise BadValueError("options", _("there is no option “%(word)s”") % {"word": word[:200]})
        return self._product_options[word]

    def default_warehouse(self) -> Partner:
        """Return whose a new product is that names nobody: the shop's first supplier, or one that is made."""
        if "" not in self._warehouses:
            first = None if self.mapping.given_warehouse else Partner.objects.order_by("pk").first()
            self._warehouses[""] = first or self.warehouse(self.mapping.warehouse)
        return self._warehouses[""]

    def warehouse_of(self, record: StockRecord) -> Partner:
        """Return the supplier of a stock record."""
        key = f"id:{record.partner_id}"
        if key not in self._warehouses:
            self._warehouses[key] = Partner.objects.get(pk=record.partner_id)
        return self._warehouses[key]

    def warehouse(self, name: str) -> Partner:
        """Return the stock supplier of a name."""
        if name not in self._warehouses:
            found = _named(Partner.objects.all(), "code", name) or Partner.objects.create(name=name)
            self._warehouses[name] = found
        return self._warehouses[name]

    def place(self, seller: Partner, code: str) -> Warehouse:
        """Return a seller's warehouse by its code, made as the mapping describes it; "" is the first one.

        Raises BadValueError for a warehouse of another seller.
        """
        key = (seller.pk, code)
        if key not in self._places:
            self._places[key] = self._place(seller, code) if code else default_warehouse(seller)
        return self._places[key]

    def _place(self, seller: Partner, code: str) -> Warehouse:
        known: dict[str, Any] = dict(self.mapping.warehouses.get(code, {}))
        names = known.pop("name", code.replace("-", " ").replace("_", " ").capitalize())
        words = names if isinstance(names, dict) else {settings.LANGUAGE_CODE: names}
        if "country" in known:
            known["country_id"] = known.pop("country")
        defaults = {"seller": seller, **in_columns("name", words), **known}
        found, _created = Warehouse.objects.get_or_create(code=code, defaults=defaults)
        if found.seller_id != seller.pk:
            raise BadValueError(
                "stock", _("warehouse “%(code)s” belongs to another supplier") % {"code": code}
            )
        return found

    def category(self, path: tuple[str, ...]) -> Category:
        """Return the category at a path of names, made with those above it where missing."""
        if self._categories is None:
            self._categories = _categories_by_path()
        if len(path) == 1 and (match := KEY.match(path[0])):
            found = Category.objects.filter(pk=int(match[1])).first()
            if found is not None:
                self._categories[path] = found
        if len(path) == 1 and path[0] in self.mapping.known_categories:
            return self._known(path[0])
        if path not in self._categories:
            self._categories[path] = self._add(path, {settings.LANGUAGE_CODE: path[-1]}, {})
        return self._categories[path]

    def _known(self, key: str) -> Category:
        known = self.mapping.known_categories[key]
        path = (*self._known_path(known.parent), known.names[settings.LANGUAGE_CODE])
        categories = self._categories if self._categories is not None else {}
        if path not in categories:
            if known.parent:
                self._known(known.parent)  # with its names in every language, not by its path alone
            categories[path] = self._add(path, known.names, known.descriptions, slug=key)
        return categories[path]

    def _known_path(self, key: str) -> tuple[str, ...]:
        if not key:
            return ()
        known = self.mapping.known_categories[key]
        return (*self._known_path(known.parent), known.names[settings.LANGUAGE_CODE])

    def _add(
        self, path: tuple[str, ...], names: Named[str, str], descriptions: Named[str, str], slug: str = ""
    ) -> Category:
        values = {
            **in_columns("name", names),
            **in_columns("description", descriptions),
            "slug": slug or slugify(path[-1]),
        }
        return self.category(path[:-1]).add_child(**values) if path[:-1] else Category.add_root(**values)

    def attribute(self, product_class: ProductClass, code: str, prop: Property) -> ProductAttribute:
        """Return a class' attribute, made as the property describes it where missing."""
        key = (product_class.pk, code)
        if key not in self._attributes:
            group = self._group(code, prop) if prop.type in CHOICES else None
            mapped = self._mapped.get(code)
            is_facet = mapped.is_facet if mapped else True
            names = in_columns("name", prop.names)
            self._attributes[key] = ProductAttribute.objects.create(
                product_class=product_class,
                code=code,
                type=prop.type,
                option_group=group,
                is_facet=is_facet,
                **names,
            )
        return self._attributes[key]

    def known_attribute(self, product_class: ProductClass, code: str) -> ProductAttribute | None:
        """Return a class' attribute; None where it has none of that code."""
        return self._attributes.get((product_class.pk, code))

    @staticmethod
    def _group(code: str, prop: Property) -> AttributeOptionGroup:
        """Return the options shared by all attributes of this code."""
        name = prop.names.get(settings.LANGUAGE_CODE, code)
        group, _created = AttributeOptionGroup.objects.get_or_create(code=code, defaults={"name": name})
        return group

    def option(self, attribute: ProductAttribute, word: str) -> AttributeOption:
        """Return an attribute's option by the source's word, with the words and colours of the mapping."""
        group: Any = attribute.option_group_id
        options = self._options.get(group)
        if options is None:
            found = AttributeOption.objects.filter(group=group)
            column = build_localized_fieldname("option", settings.LANGUAGE_CODE)
            options = {" ".join((getattr(o, column) or o.option).split()): o for o in found}
            self._options[group] = options
        mapped = self._mapped.get(attribute.code)
        wanted = mapped.options.get(word) if mapped else None
        wanted = wanted or MappedOption(name={settings.LANGUAGE_CODE: word})
        name = wanted.names.get(settings.LANGUAGE_CODE, word)
        if name not in options:
            options[name] = AttributeOption(group_id=group)
        if mapped is not None or not options[name].pk:
            _bring_up_to_date(options[name], wanted)
        return options[name]


def _named(rows: QuerySet, slug_field: str, name: str) -> Any:
    """Return the row of a name, or the one that was made for it and is called otherwise today.

    A row whose slug is that of its own name belongs to that name alone: "C++" is not "C".
    """
    found = rows.filter(name=name).order_by("pk").first()
    if found is not None:
        return found
    for slug in dict.fromkeys((name, legacy_slug(name), slugify(name))):
        renamed = rows.filter(**{slug_field: slug}).first() if slug else None
        own = renamed.name if renamed else ""
        if renamed is not None and (
            own.lower() == name.lower() or slug not in {legacy_slug(own), slugify(own)}
        ):
            return renamed
    return None


def _bring_up_to_date(option: AttributeOption, wanted: MappedOption) -> None:
    """Write an option where it differs from the mapping; a mapping without a swatch leaves it alone."""
    values: dict[str, Any] = in_columns("option", wanted.names)
    if wanted.swatch:
        values["swatch"] = wanted.swatch
    if wanted.position:
        values["position"] = wanted.position
    changed = {name: value for name, value in values.items() if getattr(option, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(option, name, value)
    option.save()


def _categories_by_path() -> dict[tuple[str, ...], Category]:
    """Return all categories by the names from the root down, in the site's own language."""
    column = build_localized_fieldname("name", settings.LANGUAGE_CODE)
    by_place: dict[str, tuple[str, ...]] = {}
    found = {}
    for category in Category.objects.order_by("path"):
        above = by_place.get(category.path[: -Category.steplen], ())
        names = (*above, getattr(category, column) or category.slug)
        by_place[category.path] = names
        found[names] = category
    return found
