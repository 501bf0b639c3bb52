from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.partner.buyers import buyer_for
from shop.storefront.cards import product_cards, root_categories
from tests.shop.catalogue.factories import give, picture, vase
from tests.shop.factories import CategoryFactory, ParentProductFactory, ProductFactory

pytestmark = pytest.mark.django_db


def test_cards_keep_the_order_and_leave_out_what_is_hidden_or_gone():
    bowl, cup, hidden = ProductFactory(), ProductFactory(), ProductFactory(is_public=False)

    cards = product_cards([cup.pk, hidden.pk, 999_999, bowl.pk, cup.pk], buyer=buyer_for())

    assert [card.product_id for card in cards] == [cup.pk, bowl.pk]


def test_card_of_a_product_in_variants_shows_the_cheapest_and_all_glazes():
    parent, (tide, _snow) = vase(("Tide", "28 cm", "148", 6), ("Snow", "28 cm", "132", 4))
    image = picture(tide)

    (card,) = product_cards([parent.pk], buyer=buyer_for())

    assert card.title == "Floor vase"
    assert (card.price.amount, card.price.is_from) == (Decimal(132), True)
    assert [swatch.name for swatch in card.swatches] == ["Snow", "Tide"]
    assert card.image.name == image.original.name
    assert card.tag == ""


def test_card_says_what_is_nearly_gone_and_what_is_gone():
    last, gone = ProductFactory(num_in_stock=2), ProductFactory(num_in_stock=0)

    cards = product_cards([last.pk, gone.pk], buyer=buyer_for())

    assert [(card.stock.state, card.tag) for card in cards] == [
        ("low", "Only 2 left"),
        ("none", "Out of stock"),
    ]


def test_child_of_a_hidden_parent_has_no_card():
    parent = ParentProductFactory(is_public=False)
    child = ProductFactory(parent=parent)

    assert product_cards([child.pk], buyer=buyer_for()) == []


def _queries_for(count):
    ids = []
    for number in range(count):
        product = ProductFactory()
        give(product, "glaze", f"Glaze {number % 9}", swatch="#2f6d7c")
        ids.append(product.pk)
    with CaptureQueriesContext(connection) as queries:
        assert len(product_cards(ids, buyer=buyer_for())) == count
    return len(queries)


def test_cards_take_as_many_queries_for_one_as_for_three():
    assert _queries_for(1) == _queries_for(3) <= 5


def test_top_categories_are_the_public_ones_of_the_first_level():
    vases = CategoryFactory(name="Vases")
    CategoryFactory(name="Hidden", is_public=False)
    CategoryFactory(name="Bud vases", parent=vases)

    assert [category.label for category in root_categories(buyer=buyer_for())] == ["Vases"]


def _first_picture_of_page(client, card):
    page = client.get(card.url).context["page"]
    return page.pictures[0].name if page.pictures else None


@pytest.mark.parametrize("owners", ["family", "variants", "first variant", "both", "second variant", "none"])
@pytest.mark.parametrize("sold_out", [False, True])
@pytest.mark.usefixtures("site")
def test_a_card_shows_the_first_picture_of_the_page_it_leads_to(client, owners, sold_out):
    parent, (tide, snow) = vase(("Tide", "28 cm", "48", 0 if sold_out else 3), ("Snow", "28 cm", "52", 4))
    for owner in {
        "family": [parent],
        "variants": [snow, tide],
        "first variant": [tide],
        "second variant": [snow],
        "both": [parent, tide, snow],
        "none": [],
    }[owners]:
        picture(owner, order=1)

    (card,) = product_cards([parent.pk], buyer=buyer_for())
    own = product_cards([tide.pk, snow.pk], buyer=buyer_for())

    assert (card.image.name if card.image else None) == _first_picture_of_page(client, card)
    for variant_card, variant in zip(own, (tide, snow), strict=True):
        images = list(variant.images.all()) or list(parent.images.all())
        assert (variant_card.image.name if variant_card.image else None) == (
            images[0].original.name if images else None
        )
        assert client.get(variant_card.url).context["page"].variant.product_id == variant.pk


def test_a_hidden_variant_lends_its_picture_to_no_card():
    parent, (tide, snow) = vase(("Tide", "28 cm", "48", 6), ("Snow", "28 cm", "52", 4))
    picture(tide)
    type(tide).objects.filter(pk=tide.pk).update(is_public=False)

    cards = product_cards([parent.pk], buyer=buyer_for(), matches={parent.pk: [snow.pk]})

    assert [card.image for card in cards] == [None]


def test_cards_of_families_take_one_query_more_however_many():
    def cost(ids):
        with CaptureQueriesContext(connection) as queries:
            product_cards(ids, buyer=buyer_for())
        return len(queries)

    families = [vase(("Tide", "28 cm", "48", 6), ("Snow", "28 cm", "52", 4))[0].pk for _ in range(3)]

    assert cost(families[:1]) == cost(families) <= 6
