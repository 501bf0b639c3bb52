from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse

from shop.catalogue.models import Category, Product
from tests.search.factories import give, index_all
from tests.shop.catalogue.factories import picture
from tests.shop.factories import (
    CategoryFactory,
    ParentProductFactory,
    ProductFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def bowls():
    category = CategoryFactory(name="Bowls")
    for number, (glaze, price) in enumerate([("Tide", "20"), ("Tide", "40"), ("Celadon", "80")]):
        give(ProductFactory(title=f"Bowl {number}", price=price, categories=[category]), "glaze", glaze)
    index_all()
    return category


def listing_of(client, address, **parameters):
    response = client.get(address, parameters)
    assert response.status_code == 200
    return response.context["listing"]


def titles(listing):
    return [card.title for card in listing.cards]


def test_choices_add_up_in_a_stable_address(client, bowls):
    address = bowls.get_absolute_url()

    listing = listing_of(client, address, glaze="tide", price="30-", sort="price", utm_source="letter")

    assert titles(listing) == ["Bowl 1"]
    assert [(chip.facet, chip.label, chip.url) for chip in listing.chips] == [
        ("Glaze", "Tide", f"{address}?price=30-&sort=price"),
        ("Price", "from €30", f"{address}?glaze=tide&sort=price"),
    ]
    (facet,) = listing.facets
    assert [(c.slug, c.count, c.is_selected, c.url) for c in facet.choices] == [
        ("celadon", 1, False, f"{address}?glaze=celadon&glaze=tide&price=30-&sort=price"),
        ("tide", 1, True, f"{address}?price=30-&sort=price"),
    ]
    assert (listing.price.minimum, listing.price.maximum, listing.price.low) == (20, 40, 30)
    assert listing.clear_url == f"{address}?sort=price"


def test_choice_that_nothing_is_left_of_keeps_its_name(client, bowls):
    listing = listing_of(client, bowls.get_absolute_url(), glaze="tide", price="900-")

    assert listing.total == 0
    assert [(chip.facet, chip.label) for chip in listing.chips] == [("Glaze", "Tide"), ("Price", "from €900")]
    assert [(c.label, c.count, c.is_selected) for c in listing.facets[0].choices] == [("Tide", 0, True)]


def test_ratings_narrow_the_listing_and_say_how_many(client, bowls):
    for title, rating in (("Bowl 0", 4.5), ("Bowl 1", 3.0)):
        Product.objects.filter(title=title).update(rating=rating)
    index_all()
    address = bowls.get_absolute_url()

    response = client.get(address, {"rating": "4", "stock": "1"})

    listing = response.context["listing"]
    assert titles(listing) == ["Bowl 0"]
    assert [(c.value, c.label, c.count, c.is_selected, c.url) for c in listing.ratings] == [
        ("", "Any rating", 0, False, f"{address}?stock=1"),
        ("4", "4 stars or more", 1, True, f"{address}?stock=1&rating=4"),
        ("3", "3 stars or more", 2, False, f"{address}?stock=1&rating=3"),
        ("2", "2 stars or more", 2, False, f"{address}?stock=1&rating=2"),
    ]
    assert [(chip.facet, chip.label) for chip in listing.chips] == [
        ("Stock", "In stock"),
        ("Rating", "4 stars or more"),
    ]
    assert (listing.in_stock.count, listing.robots) == (1, "noindex, follow")
    assert listing.clear_url == address


def test_a_shop_without_reviews_offers_no_ratings(client, bowls):
    assert listing_of(client, bowls.get_absolute_url()).ratings == ()


def test_a_chosen_glaze_shows_its_own_picture_price_and_address(client):
    parent = ParentProductFactory(title="Vase", categories=[CategoryFactory(name="Vases")])
    for glaze, price, stock in (("Tide", "148", 3), ("Snow", "132", 0), ("Snow", "180", 2)):
        child = ProductFactory(parent=parent, title="", upc=f"V-{price}", price=price, num_in_stock=stock)
        give(child, "glaze", glaze, swatch="#2f6d7c")
        picture(child)
    index_all()

    (card,) = listing_of(client, reverse("catalogue:index"), glaze="snow").cards

    best = Product.objects.get(upc="V-180")
    assert card.url == f"{parent.get_absolute_url()}?sku=V-180"
    assert card.image.name == best.images.get().original.name
    assert (card.price.amount, card.price.is_from) == (Decimal(180), True)
    assert card.stock.is_available
    (plain,) = listing_of(client, reverse("catalogue:index")).cards
    assert plain.url == parent.get_absolute_url()


def test_nothing_found_says_which_choice_to_take_back(client, bowls):
    listing = listing_of(client, bowls.get_absolute_url(), glaze="celadon", price="-50")

    assert (listing.total, list(listing.cards)) == (0, [])
    assert [(hint.label, hint.count) for hint in listing.hints] == [("Glaze", 2), ("Price", 1)]
    assert [hint.url for hint in listing.hints] == [
        f"{bowls.get_absolute_url()}?price=-50",
        f"{bowls.get_absolute_url()}?glaze=celadon",
    ]


@pytest.mark.parametrize(
    ("parameters", "problems"),
    [
        ({"price": "cheap"}, 1),
        ({"price": "1e9-2"}, 1),
        ({"sort": "colour"}, 1),
        ({"page": "two"}, 1),
        ({"page": "-1"}, 1),
        ({"page": "0"}, 1),
        ({"rating": "5"}, 1),
        ({"rating": "x"}, 1),
        ({"price": "80-20"}, 0),
        ({"stock": "perhaps"}, 0),
        ({"glaze": ""}, 0),
        ({"unknown": "value"}, 0),
        ({"q": "\0" * 3}, 0),
        ({"glaze": "\0"}, 0),
    ],
)
def test_what_cannot_be_read_is_said_and_breaks_nothing(client, bowls, parameters, problems):
    listing = listing_of(client, reverse("catalogue:index"), **parameters)

    assert len(listing.problems) == problems
    assert listing.total == 3


def test_a_page_beyond_the_last_is_not_there(client, bowls, settings):
    settings.OSCAR_PRODUCTS_PER_PAGE = 2
    address = bowls.get_absolute_url()

    listing = listing_of(client, address, page=2, sort="price")

    assert titles(listing) == ["Bowl 2"]
    assert (listing.first, listing.last, listing.total) == (3, 3, 3)
    assert [(page.number, page.url, page.is_current) for page in listing.pages] == [
        (1, f"{address}?sort=price", False),
        (2, f"{address}?sort=price&page=2", True),
    ]
    assert (listing.previous_url, listing.next_url) == (f"{address}?sort=price", "")
    assert client.get(address, {"page": 3}).status_code == 404
    assert client.get(address, {"page": 9999}).status_code == 404


def test_an_empty_shop_has_an_empty_first_page(client):
    listing = listing_of(client, reverse("catalogue:index"))

    assert (listing.total, listing.first, listing.last, listing.page_count) == (0, 0, 0, 1)


def test_htmx_gets_only_the_listing(client, bowls):
    whole = client.get(bowls.get_absolute_url())
    part = client.get(bowls.get_absolute_url(), headers={"HX-Request": "true"})

    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part.headers["Vary"]
    assert "Bowl 0" in part.content.decode()


def test_words_are_searched_and_told_to_who_listens(client, bowls):
    from oscar.apps.search.signals import user_search  # noqa: PLC0415 - Oscar's own place for it

    heard = []

    def listen(sender, **kwargs):
        heard.append(kwargs["query"])

    user_search.connect(listen)
    try:
        listing = listing_of(client, reverse("search:search"), q="  bowl   1 ")
        listing_of(client, reverse("search:search"))
    finally:
        user_search.disconnect(listen)

    assert [card.title for card in listing.full_cards] == ["Bowl 1"]
    assert heard == ["bowl 1"]


def test_a_category_shows_its_line_and_what_is_below(client):
    top = CategoryFactory(name="Tableware")
    below = CategoryFactory(name="Bowls", parent=top)
    lowest = CategoryFactory(name="Tea bowls", parent=below)
    CategoryFactory(name="Secret", parent=below, is_public=False)

    response = client.get(below.get_absolute_url())

    assert [(link.label, link.url) for link in response.context["breadcrumbs"]] == [
        ("Tableware", top.get_absolute_url())
    ]
    assert [(link.label, link.url) for link in response.context["subcategories"]] == [
        ("Tea bowls", lowest.get_absolute_url())
    ]


def test_a_hidden_category_is_for_staff_only(client):
    top = CategoryFactory(name="Hidden", is_public=False)
    below = CategoryFactory(name="Below", parent=top)
    Category.objects.get(pk=top.pk).save()

    client.force_login(UserFactory())
    assert client.get(top.get_absolute_url()).status_code == 404
    assert client.get(below.get_absolute_url()).status_code == 404
    client.force_login(StaffFactory())
    assert client.get(top.get_absolute_url()).status_code == 200


def test_an_old_address_leads_to_the_new_one(client, bowls):
    old = bowls.get_absolute_url().replace("bowls", "old-name")

    response = client.get(f"{old}?glaze=tide")

    assert response.status_code == 301
    assert response.headers["Location"] == f"{bowls.get_absolute_url()}?glaze=tide"


def test_as_many_queries_for_three_hundred_products_as_for_one(client, django_assert_max_num_queries):
    category = CategoryFactory(name="Bowls")
    used = {
        reverse("catalogue:index"): [],
        category.get_absolute_url(): [],
        f"{reverse('search:search')}?q=bowl": [],
    }
    for wanted in (1, 3, 300):
        missing = wanted - Product.objects.count()
        for number in range(missing):
            product = ProductFactory(title=f"Bowl {number}", price=str(10 + number), categories=[category])
            give(product, "glaze", f"Glaze {number % 7}", swatch="#c8b596")
        index_all()
        for address, counts in used.items():
            client.get(address)
            with django_assert_max_num_queries(12) as captured:
                assert client.get(address).status_code == 200
            counts.append(len(captured))
            cache.clear()

    for address, counts in used.items():
        assert counts[0] >= counts[1] == counts[2], address


def test_cards_of_a_chosen_glaze_take_as_many_queries_for_three_as_for_one(
    client, django_assert_max_num_queries
):
    address, used = f"{reverse('catalogue:index')}?glaze=tide", []
    for _step in (1, 3):
        for _product in range(_step):
            parent = ParentProductFactory(title="Vase")
            for glaze in ("Tide", "Snow"):
                give(ProductFactory(parent=parent, title=""), "glaze", glaze, swatch="#c8b596")
        index_all()
        cache.clear()
        client.get(address)
        with django_assert_max_num_queries(14) as captured:
            assert client.get(address).context["listing"].total == Product.objects.filter(parent=None).count()
        used.append(len(captured))

    assert used[0] == used[1]


@pytest.fixture
def celadon(bowls):
    for number in range(12):
        ProductFactory(title=f"Celadon cup {number}", categories=[bowls])
    ProductFactory(title="Celedon plate", categories=[bowls])  # somebody mistyped it
    index_all()
    return reverse("search:search")


def test_what_was_mistyped_is_put_right_and_said(client, celadon):
    page = client.get(celadon, {"q": "celadno", "sort": "price"})

    listing = page.context["listing"]
    assert (listing.total, listing.corrected.text, listing.did_you_mean) == (13, "celadon", None)
    typed = f"{celadon}?q=celadno&literal=1&sort=price"
    assert listing.corrected.typed_url == typed
    html = " ".join(page.content.decode().split())
    assert "Showing results for <strong>celadon</strong>." in html
    assert f'<a href="{typed.replace("&", "&amp;")}">Search instead for “celadno”</a>' in html
    assert 'value="celadno"' in html  # the box keeps what was typed


def test_whoever_insists_on_what_was_typed_gets_it_and_the_way_back(client, celadon):
    page = client.get(celadon, {"q": "celadno", "literal": "1", "sort": "price"})

    listing = page.context["listing"]
    assert (listing.total, listing.corrected) == (0, None)
    meant = listing.did_you_mean
    assert (meant.text, meant.url, meant.count) == ("celadon", f"{celadon}?q=celadon&sort=price", 13)
    assert (
        f'Did you mean <a href="{celadon}?q=celadon&amp;sort=price">celadon</a>? 13 products'
        in page.content.decode()
    )


def test_the_choice_to_insist_outlives_a_choice_of_facet_and_order(client, celadon):
    listing = listing_of(client, celadon, q="bowl", literal="1", sort="price")

    (facet,) = listing.facets
    assert facet.choices[0].url == f"{celadon}?q=bowl&literal=1&glaze=celadon&sort=price"
    assert (
        '<input type="hidden" name="literal" value="1">'
        in client.get(celadon, {"q": "bowl", "literal": "1"}).content.decode()
    )
    assert listing_of(client, celadon, literal="1").is_literal is False


def test_few_results_name_the_word_that_finds_many(client, celadon):
    page = client.get(celadon, {"q": "celedon"})

    assert [card.title for card in page.context["listing"].cards] == ["Celedon plate"]
    assert page.context["listing"].did_you_mean.text == "celadon"
    assert "Did you mean" in page.content.decode()


def test_no_other_word_is_offered_where_enough_is_found_or_nothing_is_near(client, celadon):
    assert listing_of(client, celadon, q="celadon").did_you_mean is None
    assert listing_of(client, celadon, q="xyzzyq").did_you_mean is None
    assert listing_of(client, celadon, q="青瓷没有").did_you_mean is None
    assert listing_of(client, celadon).did_you_mean is None


def test_what_has_some_of_the_words_stands_apart_behind_what_has_all(client, celadon, settings):
    settings.OSCAR_PRODUCTS_PER_PAGE = 8

    first = client.get(celadon, {"q": "celadon 11"})
    second = client.get(celadon, {"q": "celadon 11", "page": 2})

    assert [card.title for card in first.context["listing"].full_cards] == ["Celadon cup 11"]
    assert len(first.context["listing"].partial_cards) == 7
    assert "These match some of your search terms:" in first.content.decode()
    assert (len(second.context["listing"].full_cards), second.context["listing"].total) == (0, 13)
    assert len(second.context["listing"].partial_cards) == 5


def test_words_that_nothing_has_together_show_what_has_some(client, celadon):
    page = client.get(celadon, {"q": "celadon xyzzyq"})

    listing = page.context["listing"]
    assert (len(listing.full_cards), len(listing.partial_cards), listing.full_matches) == (0, 13, 0)
    assert "No product matches all of your search terms. These match some of them:" in page.content.decode()


def test_what_somebody_typed_is_shown_as_text(client, celadon):
    page = client.get(celadon, {"q": "celadno <script>alert(1)</script>"})

    assert "<script>alert(1)" not in page.content.decode()


def test_looking_for_other_words_costs_the_same_whatever_there_is(
    client, celadon, django_assert_max_num_queries
):
    client.get(celadon, {"q": "celadno"})
    cache.clear()

    # Nine of them settings (seven rows, prices among them), tax rates and markets, read once after a change.
    with django_assert_max_num_queries(22):
        page = client.get(celadon, {"q": "celadno"})
    with django_assert_max_num_queries(9):  # how it was understood is remembered
        client.get(celadon, {"q": "celadno", "page": 1})

    assert page.context["listing"].corrected.text == "celadon"
