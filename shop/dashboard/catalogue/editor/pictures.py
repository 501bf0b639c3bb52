"""Writing which pictures show which variants, in which order."""

from collections import defaultdict

from shop.catalogue.models import Product, ProductImage
from shop.dashboard.catalogue.editor.draft import Draft, PictureCard
from shop.dashboard.catalogue.editor.loading import family_of
from shop.dashboard.catalogue.editor.uploads import move_to_product, staged_name
from shop.numbers import whole_number


def write_pictures(draft: Draft, product: Product, by_key: dict[str, Product]) -> None:
    """Give the product and its variants the draft's pictures; `by_key` leads from rows to variants.

    A picture is one file, however many variants it shows. Only files that the product has already
    and fresh uploads count: a name that somebody else's form made up leads nowhere.
    """
    family = [product.pk, *product.children.values_list("pk", flat=True)]
    held: dict[str, dict[int, ProductImage]] = defaultdict(dict)
    for image in ProductImage.objects.filter(product__in=family).order_by("pk"):
        held[family_of(str(image.original))][image.product_id] = image
    kept: set[int] = set()
    for order, card in enumerate(card for card in draft.pictures if not card.is_removed):
        rows = held.get(family_of(card.file), {})
        name = _name(card, rows)
        if not name:
            continue
        for owner in sorted(_owners(card, draft, product, by_key)):
            image = rows.get(owner) or ProductImage(product_id=owner, original=name)
            if image.pk is None or (image.display_order, image.caption) != (order, card.caption):
                image.display_order, image.caption = order, card.caption
                image.save()
            kept.add(image.pk)
    stray = [image.pk for rows in held.values() for image in rows.values() if image.pk not in kept]
    ProductImage.objects.filter(pk__in=stray).delete()


def _name(card: PictureCard, rows: dict[int, ProductImage]) -> str:
    if rows:
        return str(next(iter(rows.values())).original)
    return move_to_product(card.file) if staged_name(card.file) else ""


def _owners(card: PictureCard, draft: Draft, product: Product, by_key: dict[str, Product]) -> set[int]:
    """Return the ids of the products that a picture shows; one that shows nobody shows the product."""
    found: set[int] = set()
    for owner in card.owners:
        kind, _colon, value = owner.partition(":")
        if kind == "all":
            found.add(product.pk)
        elif kind == "v" and value in by_key:
            found.add(by_key[value].pk)
        elif kind == "o" and (option := whole_number(value)) is not None:
            keys = [row.key for row in draft.kept if option in row.choices.values()]
            found |= {by_key[key].pk for key in keys if key in by_key}
    return found or {product.pk}
