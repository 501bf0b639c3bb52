import pytest
from oscar.apps.dashboard import nav

from shop.dashboard.menu import dashboard_items, may_open
from tests.crm_core.factories import staff_with
from tests.shop.factories import StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def entries(request):
    return {
        str(item.label): [str(child.label) for child in item.menu.menu_items_for_request(request)]
        for item in dashboard_items()
        if item.is_shown(request)
    }


def test_menu_shows_what_the_role_may_open(rf):
    request = rf.get("/cms/")
    request.user = staff_with("order.view_order")

    assert entries(request) == {"Orders": ["Orders", "Statistics"]}


def test_menu_of_who_may_nothing_is_empty(rf):
    request = rf.get("/cms/")
    request.user = staff_with()

    assert entries(request) == {}


def test_every_entry_opens(client, rf):
    client.force_login(StaffFactory())
    request = rf.get("/cms/")
    request.user = StaffFactory()

    for item in dashboard_items():
        for child in item.menu.menu_items_for_request(request):
            assert (child.url, client.get(child.url).status_code) == (child.url, 200)


RIGHTS = [
    "",
    "order.view_order",
    "catalogue.view_product",
]


@pytest.mark.parametrize("right", ["promotions.view_promotion", "voucher.view_voucher", "order.view_order"])
def test_offers_and_codes_are_offered_to_who_may_see_them(right):
    user = staff_with(right)
    nodes = {
        child.node.url_name: child.node
        for item in dashboard_items()
        for child in item.menu.initial_menu_items
    }

    shown = {name for name in ("promotions:index", "vouchers:index") if nodes[name].is_visible(user)}

    assert shown == {
        "promotions.view_promotion": {"promotions:index"},
        "voucher.view_voucher": {"vouchers:index"},
    }.get(right, set())


@pytest.mark.parametrize("right", RIGHTS)
def test_rights_are_those_of_oscars_check_without_its_look_ups(right):
    user = staff_with(*filter(None, [right]))
    nodes = [child.node for item in dashboard_items() for child in item.menu.registered_menu_items]
    by_view = [node for node in nodes if node.url_name.startswith("dashboard:")]

    others = {node.url_name for node in nodes} - {node.url_name for node in by_view}
    assert others == {
        *("catalogue_imports:index", "promotions:index", "sale_prices:index", "price-lists:index"),
        *("publishing_calendar", "recommendation_models:index", "vouchers:index"),
    }
    assert {node.access_fn for node in by_view} == {may_open}
    for node in by_view:
        assert may_open(user, node.url_name) == nav.default_access_fn(user, node.url_name)
