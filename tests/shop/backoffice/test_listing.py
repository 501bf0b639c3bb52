from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.paginator import EmptyPage
from django.utils import translation
from wagtail.admin.ui.components import Component

from shop.backoffice.columns import CountryColumn, PercentColumn
from shop.backoffice.paginator import CappedPaginator
from shop.backoffice.tables import LabelledCell
from shop.stock.models import Warehouse
from shop.user.models import User
from tests.shop.factories import StaffFactory, UserFactory
from tests.shop.stock.factories import WarehouseFactory, stocked

pytestmark = pytest.mark.django_db


class SmallCap(CappedPaginator):
    cap = 3


def pages(paginator):
    page = paginator.page(1)
    yield page
    while page.has_next():
        page = paginator.page(page.next_page_number())
        yield page


@pytest.fixture
def users():
    UserFactory.create_batch(5)
    return User.objects.order_by("pk")


def test_pages_go_on_beyond_what_was_counted(users):
    assert [row for page in pages(SmallCap(users, 2)) for row in page] == list(users)


def test_number_is_told_as_far_as_it_was_counted(users):
    assert SmallCap(users, 2).items_count_label == "more than 3"
    assert CappedPaginator(users, 2).items_count_label == "5 Users"


def test_page_costs_a_page_and_a_bounded_count(users, django_assert_num_queries):
    paginator = SmallCap(users, 2)

    with django_assert_num_queries(2) as captured:
        list(paginator.page(1))
        assert paginator.count == 4

    assert "LIMIT 3" in captured[0]["sql"]
    assert "LIMIT 4" in captured[1]["sql"]


def test_page_after_the_last_is_empty(users):
    with pytest.raises(EmptyPage):
        SmallCap(users, 2).page(4)


@pytest.mark.parametrize("asked", ["0", "-1", "nonsense", None])
def test_nonsense_leads_to_the_first_or_last_counted_page(users, asked):
    assert SmallCap(users, 2).get_page(asked).number in {1, 2}


def test_page_numbers_are_offered_only_where_they_are_known(users):
    assert list(SmallCap(users, 2).get_elided_page_range(1)) == []
    assert list(CappedPaginator(users, 2).get_elided_page_range(1)) == [1, 2, 3]


def test_what_others_need_is_not_deleted_and_it_is_said(client, site):
    warehouse = WarehouseFactory()
    product = stocked({warehouse: 3})
    client.force_login(StaffFactory())

    response = client.post(f"/cms/warehouses/delete/{warehouse.pk}/", follow=True)

    assert f"“{warehouse}” is in use and cannot be deleted." in response.content.decode()
    assert Warehouse.objects.filter(pk=warehouse.pk).exists()
    assert product.stockrecords.get().num_in_stock == 3


def test_cell_without_content_is_marked_so_that_a_card_leaves_it_out():
    def drawn(html):
        return str(LabelledCell(Drawn(html), "Owner").render_html({}))

    assert drawn("<td>\n  </td>") == '<td data-label="Owner" data-empty>\n  </td>'
    assert drawn("<td> <span></span> </td>") == '<td data-label="Owner" data-empty> <span></span> </td>'
    for full in ("<td>0</td>", '<td><svg class="icon"></svg></td>', '<td><input type="checkbox"></td>'):
        assert drawn(full) == full.replace("<td", '<td data-label="Owner"')


class Drawn(Component):
    def __init__(self, html):
        self.html = html

    def render_html(self, parent_context=None):
        return self.html


@pytest.mark.parametrize(
    ("rate", "words"), [("8.00", "8%"), ("7.50", "7.5%"), ("100.00", "100%"), (None, "")]
)
def test_share_is_written_without_empty_decimals(rate, words):
    row = SimpleNamespace(rate=rate and Decimal(rate))

    assert PercentColumn("rate").get_value(row) == words


def test_country_of_a_record_is_named_in_the_readers_language():
    with translation.override("zh-hant"):
        assert CountryColumn("country").get_value(WarehouseFactory(country="DE")) == "德國"
