import pytest
from django.core.paginator import EmptyPage

from shop.backoffice.paginator import CappedPaginator
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
