import pytest
from wagtail.models import Locale

from content.links import LinkBlock
from content.models import HomePage, Menu
from content.queries import MenuLink, body_blocks, menu_links
from shop.catalogue.models import Category
from shop.partner.buyers import buyer_for
from shop.storefront.card_loader import ProductCardLoader
from tests.content.factories import make_home, make_page
from tests.content.menus import entry
from tests.shop.factories import CategoryFactory, ProductFactory


def body_of(*strips):
    return HomePage(
        body=[("product_strip", {"label": "", "heading": "New", **strip}) for strip in strips]
    ).body


def shown(body):
    pieces = body_blocks(body, loader=ProductCardLoader(buyer_for()))
    return [[card.product_id for card in piece.cards] for piece in pieces]


def test_strip_keeps_the_editors_order(db):
    first, second = ProductFactory(), ProductFactory()

    body = body_of({"products": [second, first], "category": None, "limit": 4})

    assert shown(body) == [[second.pk, first.pk]]


def test_strip_of_a_category_is_its_newest(db):
    category, other = CategoryFactory(), CategoryFactory()
    inside = ProductFactory(categories=[category])
    ProductFactory(categories=[other])
    newest = ProductFactory(categories=[category])

    body = body_of({"products": [], "category": category, "limit": 4})

    assert shown(body) == [[newest.pk, inside.pk]]


def test_strip_shows_no_more_than_its_limit_and_nothing_that_is_not_public(db):
    products = [ProductFactory() for _number in range(3)]
    hidden = ProductFactory(is_public=False)

    body = body_of({"products": [hidden, *products], "category": None, "limit": 2})

    assert shown(body) == [[products[0].pk, products[1].pk]]


def test_strips_of_a_page_share_their_queries(db, django_assert_num_queries):
    one, two = [ProductFactory()], [ProductFactory() for _number in range(3)]
    single = body_of({"products": one, "category": None, "limit": 4})
    several = body_of(
        {"products": one, "category": None, "limit": 4}, {"products": two, "category": None, "limit": 4}
    )

    with django_assert_num_queries(2):
        assert shown(single) == [[one[0].pk]]
    with django_assert_num_queries(2):
        assert shown(several) == [[one[0].pk], [product.pk for product in two]]


def test_menu_falls_back_to_english_and_hears_of_changes(site, django_assert_num_queries):
    english = Locale.objects.get(language_code="en")
    menu = Menu.objects.create(handle="main", locale=english, entries=[entry("Shop", path="/shop/")])

    assert menu_links(Menu, "main", language="zh-hant") == (MenuLink(label="Shop", url="/zh-hant/shop/"),)
    with django_assert_num_queries(0):
        menu_links(Menu, "main", language="zh-hant")

    menu.entries = [entry("Store", path="/shop/")]
    menu.save()
    assert [link.label for link in menu_links(Menu, "main", language="zh-hant")] == ["Store"]


def test_menu_leaves_the_cache_when_a_page_moves_to_another_address(site):
    home = make_home(site)
    page = make_page(home)
    Menu.objects.create(handle="main", locale=home.locale, entries=[entry("Story", page=page)])
    assert menu_links(Menu, "main", language="en")[0].url == "/story/"

    page.slug = "our-story"
    page.save_revision().publish()

    assert menu_links(Menu, "main", language="en")[0].url == "/our-story/"


@pytest.mark.parametrize("count", [1, 3])
def test_a_menu_costs_the_same_whatever_it_leads_to(site, django_assert_num_queries, count):
    home = make_home(site)
    table = CategoryFactory(name="Table")
    entries = [entry(f"Page {n}", page=make_page(home, slug=f"page-{n}")) for n in range(count)]
    entries += [
        entry(f"Bowls {n}", category=CategoryFactory(name=f"Bowls {n}", parent=table)) for n in range(count)
    ]
    Menu.objects.create(handle="main", locale=home.locale, entries=entries)
    Menu.objects.create(handle="footer", locale=home.locale, entries=entries)

    with django_assert_num_queries(4):
        links = menu_links(Menu, "main", language="en")
        assert menu_links(Menu, "footer", language="en") == links

    below = Category.objects.exclude(depth=1).order_by("path")
    assert [link.url for link in links[count:]] == [category.get_absolute_url() for category in below]


def test_link_block_declares_its_destinations():
    assert list(LinkBlock().child_blocks) == ["label", "page", "category", "path"]
