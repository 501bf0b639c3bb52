"""Listings and searches are narrowed by colour, whatever the shop calls its glazes."""

import pytest
from django.urls import reverse

from search.colours import CODE
from search.models import FacetDefinition
from search.services import rebuild
from search.types import BuyerContext, Filter, Query
from shop.catalogue.colours import COLOURS, colours_of, known_swatch
from shop.catalogue.models import ProductAttribute
from tests.search.factories import index_all
from tests.shop.catalogue.factories import give, picture, vase
from tests.shop.factories import CategoryFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.mark.parametrize(
    ("swatch", "slugs"),
    [
        ("#c8b596,#2f6d7c", ("beige", "blue")),
        ("#a9bfa6", ("green",)),
        ("#7A1F1F", ("red",)),
        ("#fff", ("white",)),
        ("#000080", ("blue",)),
        ("#f1efe9,#f2efe8", ("white",)),
        ("", ()),
        ("red", ()),
        ("#12", ()),
    ],
)
def test_a_swatch_tells_its_colours(swatch, slugs):
    assert colours_of(swatch) == slugs


def test_every_tint_is_of_its_own_colour():
    assert {tint: colours_of(tint) for colour in COLOURS for tint in colour.tints} == {
        tint: (colour.slug,) for colour in COLOURS for tint in colour.tints
    }


def test_the_word_of_a_colour_has_a_swatch_and_no_other_word_has():
    assert (known_swatch("Blue"), known_swatch("grey ", None)) == ("#1f4fa3", "#808080")
    assert (known_swatch("Tide"), known_swatch("")) == ("", "")


@pytest.fixture
def shelf():
    category = CategoryFactory(name="Vases")
    parent, children = vase(("Tide", "28 cm", "48", 6), ("Snow", "28 cm", "52", 4))
    parent.categories.add(category)
    for child in children:
        picture(child)
    bowl = ProductFactory(title="Bowl", categories=[category])
    give(bowl, "glaze", "Celadon", swatch="#a9c1a6")
    plain = ProductFactory(title="Plain", categories=[category])
    index_all()
    return category, parent, children, bowl, plain


@pytest.mark.parametrize("place", ["category", "index", "search"])
def test_a_listing_is_narrowed_by_colour_and_shows_the_variant_of_it(client, shelf, place):
    category, parent, (_tide, snow), _bowl, _plain = shelf
    address = {
        "category": category.get_absolute_url(),
        "index": reverse("catalogue:index"),
        "search": reverse("search:search"),
    }[place]
    asked = {"q": "vase"} if place == "search" else {}

    listing = client.get(address, asked).context["listing"]
    narrowed = client.get(address, {**asked, "colour": "white"}).context["listing"]

    facet = listing.facets[0]
    assert (facet.code, facet.label, facet.has_swatches) == (CODE, "Colour", True)
    expected = [("white", "White", 1), ("beige", "Beige", 1), ("green", "Green", 1), ("blue", "Blue", 1)]
    assert [(choice.slug, choice.label, choice.count) for choice in facet.choices] == expected
    (card,) = narrowed.cards
    assert (card.product_id, card.image.name) == (parent.pk, snow.images.get().original.name)
    assert card.url.endswith(f"?sku={snow.upc}")


def test_words_of_colours_are_found(client, shelf):
    _category, parent, _children, bowl, _plain = shelf

    def found(text):
        cards = client.get(reverse("search:search"), {"q": text}).context["listing"].full_cards
        return {card.product_id for card in cards}

    assert (found("blue vase"), found("green")) == ({parent.pk}, {bowl.pk})


def test_a_shop_with_a_colour_attribute_narrows_by_that(client):
    first = ProductFactory(title="Cup")
    give(first, "color", "Blue")
    give(first, "glaze", "Tide", swatch="#2f6d7c")
    give(ProductFactory(title="Mug"), "color", "Hazel")
    ProductAttribute.objects.filter(code="color").update(is_facet=True)
    index_all()

    facets = {facet.code: facet for facet in client.get(reverse("catalogue:index")).context["listing"].facets}

    assert sorted(facets) == ["color", "glaze"]
    swatches = {choice.slug: choice.swatch for choice in facets["color"].choices}
    assert swatches == {"blue": "#1f4fa3", "hazel": ""}


def test_the_words_are_kept_in_every_language(shelf):
    labels = FacetDefinition.objects.get(code=CODE).labels

    assert sorted(labels) == ["en", "zh-hans", "zh-hant"]


def test_every_engine_narrows_by_colour(shelf, engine):
    _category, parent, (tide, _snow), _bowl, _plain = shelf
    rebuild(engine)
    buyer = BuyerContext(language="en", currency="EUR")

    result = engine.search(Query(buyer=buyer, filters=(Filter(code=CODE, values=("blue",)),)))

    assert (result.product_ids, dict(result.matches)) == ((parent.pk,), {parent.pk: (tide.pk,)})
    assert engine.search(Query(buyer=buyer, text="blue vase")).product_ids[:1] == (parent.pk,)
