"""What changes is on the next page that anybody sees, whichever way it was written.

Each change is made on pages that are kept, that is on a warm page cache with warm menus, settings, categories,
prices, taxes and facets behind it; every other process shares nothing with this one but the versions
(`test_processes.py` runs one).
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from config.page_cache.moments import AFTER, next_moment
from content.models import Menu
from shop.catalogue.models import Category, Product
from shop.identity.models import ShopSettings
from shop.offer.models import ConditionalOffer
from shop.partner.models import SalePrice, StockRecord
from shop.shipping.dates import shop_calendar
from shop.tax.models import Market, TaxRate
from tests.content.factories import make_home, make_page
from tests.content.menus import entry
from tests.search.factories import give, index_all
from tests.shop.catalogue.factories import picture
from tests.shop.factories import CategoryFactory, ProductFactory
from tests.shop.offer.makers import make_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept")]
MARK = "X-Page-Cache"
#: A Wednesday on which everything is sent.
MORNING = datetime(2026, 6, 17, 8, 0, tzinfo=ZoneInfo("UTC"))


@pytest.fixture
def bowl(site):
    home = make_home(site, body=[("product_strip", strip())])
    make_page(home, title="Our story")
    product = ProductFactory(
        title="Celadon bowl", price="24.00", num_in_stock=5, categories=[CategoryFactory(name="Bowls")]
    )
    give(product, "glaze", "Tide", swatch="#c8b596")
    index_all()
    return product


def strip():
    return {"label": "", "heading": "New", "products": [], "category": None, "range": None, "limit": 4}


def addresses(bowl):
    return {
        "product": bowl.get_absolute_url(),
        "category": bowl.categories.get().get_absolute_url(),
        "index": "/shop/catalogue/",
        "search": "/shop/search/?q=bowl",
        "home": "/",
    }


def see(path):
    return Client().get(path)


def warm(*paths):
    for path in paths:
        assert [MARK in see(path) for _time in range(3)] == [False, False, True], path


def texts(paths):
    answers = {name: see(path) for name, path in paths.items()}
    assert [name for name, answer in answers.items() if MARK in answer] == []
    return {name: answer.content.decode() for name, answer in answers.items()}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda product: StockRecord.objects.update(price="31.00"), "€31"),
        (lambda product: StockRecord.objects.update(num_in_stock=2), "Only 2 left"),
        (lambda product: StockRecord.objects.update(num_allocated=5), "Out of stock"),
        (lambda product: Product.objects.update(title="Deep dish", title_en="Deep dish"), "Deep dish"),
        (picture, "<picture"),
        (lambda product: ShopSettings.objects.update_or_create(defaults={"name": "Ovens"}), "Ovens"),
        (
            lambda product: Menu.objects.create(
                handle="main", locale_id=1, entries=[entry("Jugs", path="/j/")]
            ),
            "Jugs",
        ),
        (lambda product: CategoryFactory(name="Saucers"), "Saucers"),
        (lambda product: Category.objects.update(name_en="Basins"), "Basins"),
        (
            lambda product: Market.objects.bulk_create([Market(audience="consumers", shows_net=True)]),
            "€20.17",
        ),
        (lambda product: make_offer(name="Spring", value=10), "10"),
    ],
    ids=[
        "price",
        "stock",
        "allocated",
        "title",
        "picture",
        "setting",
        "menu",
        "category",
        "renamed",
        "market",
        "offer",
    ],
)
def test_a_change_is_on_every_page_at_once(bowl, commit, change, words):
    paths = addresses(bowl)
    if words == "Saucers":
        paths = {"product": paths["product"]}
    warm(*paths.values())
    before = {name: see(path).content.decode() for name, path in paths.items()}
    commit(lambda: change(bowl))
    after = texts(paths)
    if words != "10":
        assert [name for name, text in before.items() if words in text] == []
    assert [name for name, text in after.items() if words not in text] == []
    assert [name for name in paths if before[name] == after[name]] == []


def test_what_is_hidden_is_gone_at_once(bowl, commit):
    paths = addresses(bowl)
    warm(*paths.values())
    commit(lambda: Product.objects.update(is_public=False))
    assert see(paths.pop("product")).status_code == 404
    assert [name for name, text in texts(paths).items() if 'class="card"' in text] == []


def test_a_tax_rate_written_in_bulk_is_in_the_next_price(bowl, commit):
    commit(lambda: Market.objects.create(audience="consumers", shows_net=True))
    path = bowl.get_absolute_url()
    warm(path)
    assert "€20.17" in see(path).content.decode()
    commit(lambda: TaxRate.objects.bulk_create([TaxRate(country="DE", percent=25)]))
    assert "€19.20" in see(path).content.decode()
    commit(lambda: TaxRate.objects.update(percent=20))
    assert "€20" in see(path).content.decode()


def test_a_page_that_is_published_or_withdrawn_is_there_or_not_at_once(site, bowl, commit):
    page = make_page(
        site.root_page.specific.get_children().first() or site.root_page, title="Firing", slug="firing"
    )
    warm(page.url)

    def publish():
        page.title = "Glazing"
        page.save_revision().publish()

    commit(publish)
    assert "Glazing" in see(page.url).content.decode()
    commit(page.unpublish)
    assert see(page.url).status_code == 404


def test_facets_follow_the_index(bowl, commit):
    path = addresses(bowl)["index"]
    jug = ProductFactory(title="Jug", categories=[bowl.categories.get()])
    give(jug, "glaze", "Snow")
    commit(index_all)
    warm(path)
    assert "Rust" not in see(path).content.decode()
    give(jug, "glaze", "Rust")
    commit(index_all)
    assert "Rust" in see(path).content.decode()


def test_a_new_product_is_in_the_strip_of_what_is_new(bowl, commit):
    warm("/")
    commit(lambda: ProductFactory(title="Newest of all"))
    assert "Newest of all" in see("/").content.decode()


@pytest.mark.parametrize("bound", ["start_datetime", "end_datetime"])
def test_an_offer_begins_and_ends_on_time(bowl, bound):
    path = bowl.get_absolute_url()
    with time_machine.travel(MORNING, tick=False) as clock:
        moment = timezone.now() + timedelta(seconds=30)
        make_offer(name="Half an hour", **{bound: moment})
        warm(path)
        before = "offer-note" in see(path).content.decode() or "Half an hour" in see(path).content.decode()
        assert before is (bound == "end_datetime")
        clock.move_to(moment - AFTER)
        assert MARK in see(path)
        clock.move_to(moment + AFTER)
        response = see(path)
        assert (MARK in response, "Half an hour" in response.content.decode()) == (False, not before)


@pytest.mark.parametrize("passing", ["cutoff", "midnight"])
def test_the_day_of_arrival_moves_with_the_clock(bowl, passing):
    path = bowl.get_absolute_url()
    calendar = shop_calendar()
    hour = calendar.cutoff if passing == "cutoff" else datetime.min.time()
    moment = datetime.combine(
        MORNING.date() + timedelta(days=passing == "midnight"), hour, ZoneInfo(calendar.zone)
    )
    with time_machine.travel(moment - timedelta(seconds=20), tick=False) as clock:
        warm(path)
        before = see(path).content
        clock.move_to(moment)
        after = see(path)
    assert MARK not in after
    if passing == "cutoff":
        assert [b"June 22" in text or b"22 June" in text for text in (before, after.content)] in (
            [False, True],
            [True, False],
        )


def test_the_next_moment_is_the_nearest_of_all(site):
    noon = datetime(2026, 6, 17, 12, 0, tzinfo=ZoneInfo("UTC"))
    assert next_moment(noon) == noon.replace(hour=14)  # the cut-off
    assert next_moment(noon.replace(hour=14)) == noon.replace(hour=0) + timedelta(days=1)
    make_offer(start_datetime=noon + timedelta(minutes=9), end_datetime=noon + timedelta(minutes=12))
    assert next_moment(noon) == noon + timedelta(minutes=9)
    assert next_moment(noon + timedelta(minutes=9)) == noon + timedelta(minutes=12) + AFTER
    ConditionalOffer.objects.all().delete()
    assert next_moment(noon) == noon.replace(hour=14)
    begins, ends, record = timedelta(minutes=5), timedelta(minutes=8), ProductFactory().stockrecords.get()
    sale = {"stockrecord": record, "promotion_id": 1, "price": 1, "lowest": 2}
    SalePrice.objects.create(**sale, start=noon - begins, end=noon + ends)
    SalePrice.objects.create(**sale, start=noon + ends, end=None)
    SalePrice.objects.create(**sale, start=noon + begins, end=noon + begins * 9)
    assert next_moment(noon) == noon + begins
    assert next_moment(noon + begins) == noon + ends
