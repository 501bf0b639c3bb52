"""A search that names a variant shows that variant: its picture, its price, the way to it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from search.named_variants import named_variants
from tests.search.factories import index_all
from tests.shop.catalogue.factories import picture, vase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

GLAZES = {"Tide": ("潮汐釉", "潮汐釉"), "Snow": ("雪白釉", "雪白釉"), "Blue and white": ("青花", "青花")}


@pytest.fixture
def bowl():
    family = vase(
        ("Tide", "11 cm", "20", 6),
        ("Snow", "11 cm", "25", 4),
        ("Snow", "42 cm", "45", 4),
        ("Blue and white", "11 cm", "30", 4),
        title="Rice bowl",
    )
    parent, children = family
    picture(parent, order=0)
    for child in children:
        picture(child, order=0)
        value = child.attribute_values.get(attribute__code="glaze").value_option
        value.option_zh_hans, value.option_zh_hant = GLAZES[value.option_en or value.option]
        value.save()
    index_all()
    return family


CASES = [
    ("snow bowl", [1, 2]),
    ("Snow bowls", [1, 2]),
    ("snow 42 cm", [2]),
    ("bowl 42cm snow", [2]),
    ("white rice bowl", [1, 2]),  # of the colours of the swatches, Snow is white and nothing else
    ("blue rice bowl", [0]),
    ("blue and white", [3]),
    ("sno", [1, 2]),
    ("雪白碗", [1, 2]),
    ("青花", [3]),
    ("rice bowl", None),
    ("", None),
    ("s", None),
]


@pytest.mark.parametrize(("text", "named"), CASES)
def test_words_name_the_variants_that_have_most_of_them(bowl, text, named):
    parent, children = bowl
    expected = {} if named is None else {parent.pk: [children[place].pk for place in named]}

    assert named_variants([parent.pk], text, among={}) == expected


def test_a_part_number_names_its_variant(bowl):
    parent, children = bowl

    for child in children:
        assert named_variants([parent.pk], f"bowl {child.upc}", among={}) == (
            {parent.pk: [child.pk]} if len(child.upc) > 5 else {}
        )


def test_words_choose_among_what_is_chosen_otherwise(bowl):
    parent, (tide, snow, large_snow, _blue) = bowl

    assert named_variants([parent.pk], "snow", among={parent.pk: (tide.pk, snow.pk)}) == {
        parent.pk: [snow.pk]
    }
    assert named_variants([parent.pk], "snow", among={parent.pk: (tide.pk,)}) == {parent.pk: (tide.pk,)}
    assert large_snow.pk not in named_variants([parent.pk], "tide", among={})[parent.pk]


def test_a_word_of_the_title_is_no_beginning_of_a_value():
    parent, (teal, _snow) = vase(("Teal", "11 cm", "20", 6), ("Snow", "11 cm", "25", 4), title="Tea bowl")

    assert named_variants([parent.pk], "tea bowl", among={}) == {}
    assert named_variants([parent.pk], "tea", among={}) == {}
    assert named_variants([parent.pk], "teal", among={}) == {parent.pk: [teal.pk]}
    other, (_tide, snow) = vase(("Tide", "11 cm", "20", 6), ("Snow", "11 cm", "25", 4), title="Tide vase")
    assert named_variants([other.pk], "tide vase", among={}) == {}
    assert named_variants([other.pk], "tide vase snow", among={}) == {other.pk: [snow.pk]}


def test_words_that_all_variants_have_name_none_of_them():
    parent, _children = vase(("Tide", "11 cm", "20", 6), ("Tide", "15 cm", "25", 4))

    assert named_variants([parent.pk], "tide vase", among={}) == {}


def test_hidden_variants_are_not_named(bowl):
    parent, (_tide, snow, large_snow, _blue) = bowl
    type(snow).objects.filter(pk__in=[snow.pk, large_snow.pk]).update(is_public=False)

    assert named_variants([parent.pk], "snow bowl", among={}) == {}


@pytest.mark.parametrize("address", ["search:search", "search:suggest"])
def test_the_card_of_a_hit_shows_what_was_looked_for_and_leads_there(client, bowl, address):
    _parent, (_tide, snow, _large_snow, _blue) = bowl

    response = client.get(reverse(address), {"q": "snow bowl"})
    context = response.context
    (card,) = context["listing"].cards if "listing" in context else context["cards"]

    assert card.image.name == snow.images.get().original.name
    assert card.url.endswith(f"?sku={snow.upc}")
    page = client.get(card.url).context["page"]
    assert (page.variant.product_id, page.pictures[0].name) == (snow.pk, card.image.name)
    assert f'href="{card.url}"' in response.content.decode()


def test_a_price_range_shows_the_variant_within_it(client, bowl):
    _parent, (_tide, snow, _large_snow, _blue) = bowl

    (card,) = client.get(reverse("catalogue:index"), {"price": "24-26"}).context["listing"].cards

    assert (card.image.name, card.price.amount) == (snow.images.get().original.name, 25)
    assert card.url.endswith(f"?sku={snow.upc}")


def test_naming_costs_as_much_for_one_as_for_three():
    def cost(families):
        ids = [parent.pk for parent, _children in families]
        with CaptureQueriesContext(connection) as queries:
            named_variants(ids, "snow KC-12345", among={})
        return len(queries)

    one = vase(("Tide", "11 cm", "20", 6), ("Snow", "11 cm", "25", 4))
    more = [vase(("Tide", "11 cm", "20", 6), ("Snow", "11 cm", "25", 4)) for _ in range(2)]

    assert cost([one]) == cost([one, *more]) == 2
