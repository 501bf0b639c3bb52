"""The pictures of a product: one value of its form, sent as a formset of cards in their order."""

import re
from collections import defaultdict
from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _, gettext_lazy

from shop.catalogue.images import rendition_url
from shop.catalogue.models import Product, ProductImage
from shop.dashboard.catalogue.editor.family import Family
from shop.dashboard.catalogue.editor.uploads import move_to_product, staged_name
from shop.numbers import whole_number

# The import keeps a file for each product: the same picture has the same digest in its name.
DIGEST = re.compile(r"-([0-9a-f]{16})\.\w+$")
CARDS = "p"
"""The prefix of the cards in the form."""
MOST_PICTURES = 1000
LONGEST_CAPTION = 200
ALL = "all"
Card = dict[str, Any]
"""A picture: `file` (where it is stored, or the token of an upload), `caption`, `owners` and `DELETE`.

Owners are "all" (the product itself), "o:<option id>" or "v:<key of a row>".
"""


class PictureForm(forms.Form):
    """A card: what is seen, and whom it shows."""

    file = forms.CharField(widget=forms.HiddenInput)
    caption = forms.CharField(label=gettext_lazy("Alt text"), required=False, max_length=LONGEST_CAPTION)
    owners = forms.MultipleChoiceField(
        label=gettext_lazy("Shown for"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, owners: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owners"].choices = owners or [(ALL, _("all variants"))]  # type: ignore[attr-defined]

    @property
    def url(self) -> str:
        """Where the picture can be seen; empty when its file is gone."""
        file = self.initial["file"]
        name = staged_name(file) if file.startswith("staged:") else file
        return rendition_url(name, 360) if name and default_storage.exists(name) else ""


class BasePictureFormSet(BaseFormSet):
    """Cards that are numbered from `first`."""

    first = 0

    def add_prefix(self, index: object) -> str:
        """Return how the names of a card's fields begin."""
        return f"{self.prefix}-{index + self.first if isinstance(index, int) else index}"


PictureFormSet: Any = formset_factory(
    PictureForm,
    formset=BasePictureFormSet,
    extra=0,
    can_order=True,
    can_delete=True,
    max_num=MOST_PICTURES,
    absolute_max=MOST_PICTURES,
)


def drawn_cards(cards: list[Card], owners: Iterable[tuple[str, str]] = (), *, first: int = 0) -> BaseFormSet:
    """Return the formset that shows these cards, numbered from `first`."""
    formset = PictureFormSet(initial=cards, prefix=CARDS, form_kwargs={"owners": owners})
    formset.first = first
    return formset


class CardsInput(forms.Widget):
    """Reads the cards from the formset; `backoffice/products/pictures.html` draws them."""

    def value_from_datadict(self, data: object, files: object, name: str) -> list[Card] | None:
        """Return the cards in their order as they were typed; None where none could be read."""
        formset = PictureFormSet(data, prefix=CARDS)
        # The page takes no card out: one that is to go is marked.
        is_whole = formset.management_form.is_valid()
        if not is_whole or formset.total_form_count() < formset.initial_form_count():
            return None
        cards = []
        for place, form in enumerate(formset.forms):
            if not (file := form["file"].data):
                continue
            order = whole_number(form["ORDER"].data)
            card = {
                "file": file,
                "caption": (form["caption"].data or "").strip(),
                "owners": form["owners"].data,
                "DELETE": form["DELETE"].data,
            }
            cards.append((place if order is None else order, card))
        return [card for _order, card in sorted(cards, key=itemgetter(0))]


class PicturesField(forms.Field):
    """All pictures of a product: compared, merged and written together, since their order is theirs alone."""

    widget = CardsInput

    def to_python(self, value: Any) -> list[list[Any]]:
        """Return file, caption and owners of each card that is kept."""
        kept = [card for card in value or () if not card["DELETE"]]
        return [[card["file"], card["caption"], sorted(card["owners"])] for card in kept]

    def validate(self, value: list[list[Any]]) -> None:
        """Name the card that cannot be kept."""
        super().validate(value)
        errors = []
        for number, (file, caption, _owners) in enumerate(value, 1):
            if file.startswith("staged:") and not staged_name(file):
                words = _("This upload has expired; please choose the image again.")
            elif len(caption) > LONGEST_CAPTION:
                words = _("At most %(most)d characters.") % {"most": LONGEST_CAPTION}
            else:
                continue
            errors.append(_("Image %(number)d: %(words)s") % {"number": number, "words": words})
        if errors:
            raise ValidationError(errors)

    def clean(self, value: object) -> object:
        """Refuse a form that says nothing of pictures: it would take them all away."""
        if value is None:
            raise ValidationError(
                BaseFormSet.default_error_messages["missing_management_form"] % {"field_names": CARDS}
            )
        return super().clean(value)

    def words_of(self, value: object) -> str:
        """Say how many there are."""
        return str(len(self.to_python(value)))


def family_of(name: str) -> str:
    """Return what files of the same picture have in common."""
    found = DIGEST.search(name)
    return found.group(1) if found else name


def pictures_of(family: Family) -> list[Card]:
    """Read the pictures of a product and its variants as cards, in their order."""
    shown: dict[str, set[int]] = defaultdict(set)
    cards: dict[str, Card] = {}
    for image in ProductImage.objects.filter(product__in=family.pks).order_by("display_order", "pk"):
        name = str(image.original)
        key = family_of(name)
        card = cards.setdefault(key, {"file": name, "caption": "", "DELETE": False})
        card["caption"] = card["caption"] or image.caption
        shown[key].add(image.product_id)
    for key, card in cards.items():
        card["owners"] = _owners_of(shown[key], family)
    return list(cards.values())


def _owners_of(products: set[int], family: Family) -> list[str]:
    """Say briefly whom a picture shows: the product, an option where all its variants, else variants."""
    product = family.product
    own = product.pk if product is not None else None
    owners = [ALL] if own in products else []
    left = products - {own}
    by_option: dict[int, set[int]] = defaultdict(set)
    for each in family.sold:
        option = family.choices_of(each).get(family.axes[0]) if family.axes and each.is_child else None
        if option:
            by_option[option].add(each.pk)
    for option, having in by_option.items():
        if having <= left:
            owners.append(f"o:{option}")
            left -= having
    return owners + [f"v:{pk}" for pk in sorted(left)]


def write_pictures(
    cards: list[list[Any]], product: Product, rows: dict[str, tuple[Product, dict[str, int]]]
) -> None:
    """Give the product and its variants these pictures; `rows` are variant and options by key of the row.

    A picture is one file, however many variants it shows. Only files that the product has already
    and fresh uploads count: a name that somebody else's form made up leads nowhere.
    """
    family = [product.pk, *product.children.values_list("pk", flat=True)]
    held: dict[str, dict[int, ProductImage]] = defaultdict(dict)
    for image in ProductImage.objects.filter(product__in=family).order_by("pk"):
        held[family_of(str(image.original))][image.product_id] = image
    kept: set[int] = set()
    for order, (file, caption, owners) in enumerate(cards):
        images = held.get(family_of(file), {})
        if images:
            name = str(next(iter(images.values())).original)
        elif staged_name(file):
            name = move_to_product(file)
        else:
            continue
        for owner in sorted(_shown(owners, product, rows)):
            image = images.get(owner) or ProductImage(product_id=owner, original=name)
            if image.pk is None or (image.display_order, image.caption) != (order, caption):
                image.display_order, image.caption = order, caption
                image.save()
            kept.add(image.pk)
    stray = [image.pk for images in held.values() for image in images.values() if image.pk not in kept]
    ProductImage.objects.filter(pk__in=stray).delete()


def _shown(owners: list[str], product: Product, rows: dict[str, tuple[Product, dict[str, int]]]) -> set[int]:
    """Return the ids of the products that a picture shows; one that shows nobody shows the product."""
    found = {product.pk} if ALL in owners else set()
    for owner in owners:
        kind, _colon, value = owner.partition(":")
        if kind == "v" and value in rows:
            found.add(rows[value][0].pk)
        elif kind == "o" and (option := whole_number(value)) is not None:
            found |= {variant.pk for variant, choices in rows.values() if option in choices.values()}
    return found or {product.pk}
