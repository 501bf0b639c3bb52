"""Everything a product's page shows, read in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import OuterRef, Q, QuerySet, Subquery, prefetch_related_objects
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext, pgettext

from shop.catalogue.categories import category_links
from shop.catalogue.colours import COLOUR_CODES, known_swatch
from shop.catalogue.images import GALLERY_WIDTHS, Picture
from shop.catalogue.limits import QuantityLimits, limits_of
from shop.catalogue.models import Category, Product, ProductAttributeValue, ProductImage
from shop.catalogue.options import BRAND_CODE, slug_of
from shop.compiled_queries import CompiledQuery
from shop.json_rows import json_rows, read_rows
from shop.offer.applicable import applicable_offers
from shop.offer.range_members import member_of
from shop.partner.buyers import Buyer
from shop.partner.purchase import PurchaseInfo
from shop.partner.queries import purchase_infos
from shop.partner.tiers import PriceTier, price_tiers, saving_hint
from shop.shipping.repository import estimated_arrival_of
from shop.storefront.cards import (
    CardPrice,
    ShownOffer,
    Stock,
    price_of,
    shown_offers,
    sku_of,
    stock_of,
)
from shop.storefront.units import UnitTerms, unit_terms
from shop.storefront.variants import SelectedOption, Variant, VariantOption, select_variant, variant_options

CARE_CODE = "care"
# Oscar's attribute types that are no words.
NOT_SHOWN = ("file", "image", "entity")
_NOT_READ = object()


@dataclass(frozen=True, kw_only=True)
class Specification:
    """A line of the specification; `url` is the page of what it names, for a brand."""

    code: str
    label: str
    value: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class ProductPage:
    """A product as this buyer sees it, with one variant selected where it has variants.

    `member` is what is bought: the variant, or the product itself.
    """

    product: Product
    member: Product
    title: str
    description: str
    url: str
    sku: str
    buy_id: int
    price: CardPrice | None
    stock: Stock
    num_available: int | None
    limits: QuantityLimits
    arrives: date | None
    variant: Variant | None
    variants: tuple[Variant, ...]
    variant_options: tuple[VariantOption, ...]
    pictures: tuple[Picture, ...]
    review_count: int
    specifications: tuple[Specification, ...]
    care: str
    breadcrumbs: tuple[tuple[str, str], ...]
    offers: tuple[ShownOffer, ...]
    tiers: tuple[PriceTier, ...] = ()
    saving: str = ""
    unit: UnitTerms | None = None

    @property
    def variant_url(self) -> str:
        """The address of what is shown, with the variant where there is one."""
        return f"{self.url}?{urlencode({'sku': self.sku})}" if self.variant else self.url

    @property
    def max_quantity(self) -> int | None:
        """The largest quantity that the quantity field offers; None for no limit."""
        found = [number for number in (self.limits.maximum, self.num_available) if number is not None]
        return min(found, default=None)


def product_page(product: Product, *, buyer: Buyer, sku: str = "", now: datetime) -> ProductPage:
    """Read the page of a product that stands alone or has variants (never of a variant).

    `sku` selects a variant; an unknown one is ignored. `now` (aware) is when the order
    would be placed. The number of reviews is `product.review_count` where the view's query
    counted them, else none; offers are not asked for where `product.may_have_offers` is False. Ten queries
    at most, however many variants, pictures, facts or offers; those of `applicable_offers` for a limit per
    buyer come on top.
    """
    children = _children(product)
    infos = purchase_infos([product, *children], buyer=buyer)
    values = _values([product.pk, *(child.pk for child in children)])
    pictures = _pictures_by_product(product, children)
    variants = [_variant(child, infos[child.pk], values[child.pk], pictures) for child in children]
    url = reverse("catalogue:detail", kwargs={"product_slug": product.slug, "pk": product.pk})
    chosen = select_variant(variants, sku=sku)
    shown = chosen.product_id if chosen else product.pk
    info = infos[shown]
    stock = stock_of(info)
    member = next((child for child in children if child.pk == shown), product)
    limits = limits_of(member)
    price = price_of(info, pack_size=limits.pack_size)
    facts = _specifications([*values[product.pk], *(values[shown] if chosen else ())])
    return ProductPage(
        product=product,
        member=member,
        title=product.get_title(),
        description=product.description,
        url=url,
        sku=chosen.sku if chosen else sku_of(product),
        buy_id=shown,
        price=price,
        stock=stock,
        num_available=info.num_available,
        limits=limits,
        arrives=_arrival(product, info, buyer=buyer, now=now) if stock.state in {"good", "low"} else None,
        variant=chosen,
        variants=tuple(variants),
        variant_options=variant_options(variants, selected=chosen, url=url) if chosen else (),
        pictures=_gallery(product, shown, pictures),
        review_count=getattr(product, "review_count", 0),
        specifications=tuple(fact for fact in facts if fact.code != CARE_CODE),
        care=next((fact.value for fact in facts if fact.code == CARE_CODE), ""),
        breadcrumbs=_breadcrumbs(product),
        tiers=price_tiers(info.price),
        saving=saving_hint(info.price, limits.lowest, most=info.num_available),
        unit=unit_terms(member, price),
        offers=_offers(member, info, buyer=buyer) if getattr(product, "may_have_offers", True) else (),
    )


def _offers(shown: Product, info: PurchaseInfo, *, buyer: Buyer) -> tuple[ShownOffer, ...]:
    """Return what holds for the selected variant; nothing for what has no price, or has yet to be chosen."""
    if not info.price.exists or not info.price.stacks or shown.is_parent:
        return ()
    return shown_offers(applicable_offers([member_of(shown)], buyer=buyer).get(shown.pk, []))


def _arrival(product: Product, info: PurchaseInfo, *, buyer: Buyer, now: datetime) -> date | None:
    """Return the day that the checkout promises too, with the standard delivery."""
    return estimated_arrival_of(product, info.stockrecord, buyer=buyer, now=now)


def _children(product: Product) -> list[Product]:
    if not product.is_parent:
        return []
    children = list(product.children.filter(is_public=True).order_by("pk"))
    for child in children:
        child.parent = product  # what a variant leaves open is its parent's
    return children


def _values(product_ids: Sequence[int]) -> dict[int, list[ProductAttributeValue]]:
    found: dict[int, list[ProductAttributeValue]] = defaultdict(list)
    rows = VALUES.instances(product_ids)
    several = [row for row in rows if row.attribute.type == "multi_option"]
    prefetch_related_objects(several, "value_multi_option")
    for row in rows:
        found[row.product_id].append(row)
    return found


def _variant(
    child: Product,
    info: PurchaseInfo,
    values: Iterable[ProductAttributeValue],
    pictures: Mapping[int, list[Picture]],
) -> Variant:
    choices = {}
    for value in values:
        text = _text(value)
        # A weight differs between sizes, but nobody chooses by it: choices are options.
        if text and value.attribute.type == "option":
            option = value.value_option
            choices[value.attribute.code] = SelectedOption(
                code=value.attribute.code,
                axis=value.attribute.name,
                key=f"option-{option.pk}" if option else text,
                label=text,
                swatch=_swatch(value),
                position=option.position if option else 0,
            )
    return Variant(
        product_id=child.pk,
        sku=sku_of(child),
        price=price_of(info),
        stock=stock_of(info),
        num_available=info.num_available,
        choices=choices,
        picture=next(iter(pictures.get(child.pk, ())), None),
    )


def _swatch(value: ProductAttributeValue) -> str:
    """Return the colours to show for a value: its own or, of a colour attribute, those of its word."""
    option = value.value_option
    if option is None:
        return ""
    is_colour = value.attribute.code in COLOUR_CODES
    return option.swatch or (known_swatch(option.option) if is_colour else "")


def _specifications(values: Iterable[ProductAttributeValue]) -> list[Specification]:
    facts = {}
    for value in values:
        text = _text(value)
        if text:
            attribute = value.attribute
            facts[attribute.code] = Specification(
                code=attribute.code, label=attribute.name, value=text, url=_brand_url(value)
            )
    return list(facts.values())


def _brand_url(value: ProductAttributeValue) -> str:
    """Return where the pieces of a brand stand; empty for what is no brand or narrows no listing."""
    attribute, option = value.attribute, value.value_option
    if attribute.code != BRAND_CODE or not attribute.is_facet or option is None:
        return ""
    return f"{reverse('catalogue:index')}?{urlencode({BRAND_CODE: slug_of(option)})}"


def _text(value: ProductAttributeValue) -> str:
    """Write a value in the reader's language; empty for what is no words."""
    kind = value.attribute.type
    if kind in NOT_SHOWN:
        return ""
    if kind == "boolean":
        return gettext("yes") if value.value_boolean else gettext("no")
    if kind == "multi_option":
        return pgettext("punctuation", ", ").join(option.option for option in value.value_multi_option.all())
    if kind == "option":
        return value.value_option.option if value.value_option else ""
    if kind == "richtext":
        return strip_tags(value.value_richtext or "")
    found = value.value
    return "" if found is None else str(found)


def _pictures_by_product(product: Product, children: Sequence[Product]) -> dict[int, list[Picture]]:
    """Return the pictures of a product and its variants, each in its order; no query where they came."""
    rows = getattr(product, "picture_rows", _NOT_READ)
    if rows is _NOT_READ:
        rows = Product.objects.filter(pk=product.pk).values_list(picture_rows(), flat=True).first()
    title, members = product.get_title(), {product.pk, *(child.pk for child in children)}
    found = defaultdict(list)
    for _place, _pk, product_id, name, caption in sorted(read_rows(rows)):
        if product_id in members:
            found[product_id].append(Picture(name=name, alt=caption or title, widths=GALLERY_WIDTHS))
    return dict(found)


def _gallery(product: Product, shown: int, pictures: Mapping[int, list[Picture]]) -> tuple[Picture, ...]:
    """Pictures of the selected variant, then those of all variants together; else any there are."""
    own = [picture for pk in dict.fromkeys((shown, product.pk)) for picture in pictures.get(pk, ())]
    shown_once: dict[str, Picture] = {}
    for picture in own or [picture for family in pictures.values() for picture in family]:
        shown_once.setdefault(picture.name, picture)
    return tuple(shown_once.values())


def _breadcrumbs(product: Product) -> tuple[tuple[str, str], ...]:
    """Lead from the shop through the product's first public category to the product."""
    shop = (gettext("Shop"), reverse("catalogue:index"))
    place: int | None = getattr(product, "deepest_category", None)
    if not hasattr(product, "deepest_category"):
        row = with_deepest_category(Product.objects.filter(pk=product.pk))
        place = row.values_list("deepest_category", flat=True).first()  # type: ignore[misc]
    line = category_links(place) if place else []
    return (shop, *line, (product.get_title(), ""))


def with_deepest_category(products: QuerySet[Product]) -> QuerySet[Product]:
    """Have a query of products say below which public category their pages stand (`deepest_category`)."""
    places = Category.objects.filter(product=OuterRef("pk"), is_public=True).order_by("-depth", "-path")
    return products.annotate(deepest_category=Subquery(places.values("pk")[:1]))


def picture_rows() -> Subquery:
    """Have a query of products bring the pictures of each and of its variants along (`picture_rows`)."""
    product = OuterRef(OuterRef("pk"))  # two queries further out: of the pictures, of the products
    family = Product.objects.rewrite(False).filter(Q(pk=product) | Q(parent=product))
    pictures = ProductImage.objects.filter(product__in=family.order_by().values("pk"))
    return json_rows(pictures, "display_order", "pk", "product_id", "original", "caption")


def _all_values(product_ids: Sequence[int], _columns: object) -> QuerySet[ProductAttributeValue]:
    rows = ProductAttributeValue.objects.filter(product_id__in=product_ids)
    return rows.select_related("attribute", "value_option").order_by("attribute_id", "pk")


VALUES = CompiledQuery(_all_values)
