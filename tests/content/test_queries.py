from wagtail.models import Locale

from content.links import LinkBlock
from content.models import Menu
from content.queries import MenuLink, menu_links, strip_product_ids
from tests.content.factories import make_home, make_page
from tests.shop.factories import CategoryFactory, ProductFactory


def entry(label, **destination):
    target = {"page": None, "category": None, "path": "", **destination}
    return ("entry", {"link": {"label": label, **target}, "links": []})


def test_strip_keeps_the_editors_order(db):
    first, second = ProductFactory(), ProductFactory()

    assert strip_product_ids([second, first], None, limit=4) == [second.pk, first.pk]


def test_strip_of_a_category_is_its_newest_and_of_its_children(db):
    category, other = CategoryFactory(), CategoryFactory()
    inside = ProductFactory(categories=[category])
    ProductFactory(categories=[other])
    newest = ProductFactory(categories=[category])

    assert strip_product_ids([], category, limit=4) == [newest.pk, inside.pk]


def test_menu_falls_back_to_english_and_hears_of_changes(site, django_assert_num_queries):
    english = Locale.objects.get(language_code="en")
    menu = Menu.objects.create(handle="main", locale=english, entries=[entry("Shop", path="/shop/")])

    assert menu_links(Menu, "main", language="zh-hant") == (MenuLink(label="Shop", url="/shop/"),)
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


def test_link_block_declares_its_destinations():
    assert list(LinkBlock().child_blocks) == ["label", "page", "category", "path"]
