import pytest
from django.contrib.auth.models import Group

from shop.backoffice.lists.queries import normalised, views_of
from shop.backoffice.lists.services import save_view
from shop.backoffice.models import ChosenColumns, SavedView
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LIST = "/cms/shop/orders/"
SAVE = "/cms/lists/orders/views/"
COLUMNS = "/cms/lists/orders/columns/"


@pytest.fixture
def user():
    return staff_with("order.view_order", "order.change_order")


@pytest.fixture
def staff(client, user):
    client.force_login(user)
    return client


def headings(response):
    return [column.name for column in response.context["table"].columns.values()]


def chips(response):
    bar = response.context["view"].bar
    return [(link.view.name, link.is_current, link.is_mine) for link in bar.views]


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("status=Paid&q=ada&p=3&export=csv&_w_filter_fragment=1", "q=ada&status=Paid"),
        ("q=&status=Paid&status=Pending", "status=Paid&status=Pending"),
        ("status=Pending&status=Paid", "status=Paid&status=Pending"),
        ("", ""),
    ],
)
def test_equal_selections_have_equal_queries(query, kept):
    assert normalised(query) == kept


def test_view_is_kept_and_shown_as_the_current_one(staff):
    response = staff.post(SAVE, {"name": "Ready to ship", "query": "status=Paid&p=2"})

    assert (response.status_code, response.url) == (302, f"{LIST}?status=Paid")
    assert chips(staff.get(f"{LIST}?status=Paid&p=1")) == [("Ready to ship", True, True)]
    assert chips(staff.get(LIST)) == [("Ready to ship", False, True)]


def test_view_of_the_same_name_is_replaced(staff, user):
    staff.post(SAVE, {"name": "Ready to ship", "query": "status=Paid"})
    staff.post(SAVE, {"name": "Ready to ship", "query": "status=Pending"})

    assert [view.query for view in SavedView.objects.filter(owner=user)] == ["status=Pending"]


def test_view_without_a_name_is_refused_and_the_selection_stays(staff):
    response = staff.post(SAVE, {"name": " ", "query": "status=Paid"})

    assert response.url == f"{LIST}?status=Paid"
    assert not SavedView.objects.exists()


def test_view_is_shared_with_the_roles_of_its_owner_only(staff, user):
    mine, other = Group.objects.create(name="packers"), Group.objects.create(name="others")
    user.groups.add(mine)
    colleague, stranger = staff_with("order.view_order"), staff_with("order.view_order")
    colleague.groups.add(mine)

    staff.post(SAVE, {"name": "Ready to ship", "query": "status=Paid", "roles": [mine.pk]})
    staff.post(SAVE, {"name": "Theirs", "query": "status=Paid", "roles": [other.pk]})

    assert [view.name for view in views_of(colleague, "orders")] == ["Ready to ship"]
    assert list(views_of(stranger, "orders")) == []
    assert not SavedView.objects.filter(name="Theirs").exists()


def test_only_the_owner_deletes_a_view(client, staff, user):
    view = save_view("orders", owner=user, name="Ready to ship", query="")
    client.force_login(staff_with("order.view_order"))

    assert client.post(f"/cms/lists/views/{view.pk}/delete/").status_code == 404
    client.force_login(user)
    assert client.post(f"/cms/lists/views/{view.pk}/delete/").status_code == 302
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("address", [SAVE, COLUMNS])
def test_who_may_not_see_the_list_keeps_nothing(client, address):
    client.force_login(staff_with("customers.view_customer"))

    assert client.post(address, {"name": "Mine", "columns": ["status"]}).status_code == 403
    assert not SavedView.objects.exists()
    assert not ChosenColumns.objects.exists()


def test_unknown_list_is_not_found(staff):
    assert staff.post("/cms/lists/nothing/views/", {"name": "Mine"}).status_code == 404


def test_columns_are_chosen_and_brought_back(staff):
    OrderFactory()
    usual = headings(staff.get(LIST))

    staff.post(COLUMNS, {"columns": ["status", "country", "no_such", "not a name"]})
    assert headings(staff.get(LIST)) == ["bulk_actions", "number", "status", "country"]
    staff.post(COLUMNS, {"reset": "1"})
    assert headings(staff.get(LIST)) == usual


def test_bar_costs_the_same_for_one_and_three_views(staff, user, django_assert_max_num_queries):
    OrderFactory()
    counts = []
    for names in (["a"], ["b", "c"]):
        for name in names:
            save_view("orders", owner=user, name=name, query=f"q={name}")
        staff.get(LIST)
        with django_assert_max_num_queries(30) as captured:
            staff.get(LIST)
        counts.append(len(captured))

    assert counts[0] == counts[1]
