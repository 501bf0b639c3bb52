from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from wagtail.models import GroupPagePermission

from config.roles.document import roles_document
from config.roles.services import set_up_roles
from config.roles.table import ROLES
from tests.config.roles.people import member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def rights():
    return {group.name: set(group.permissions.values_list("pk", flat=True)) for group in Group.objects.all()}


def test_every_right_of_the_table_exists():
    """A right that nobody has, because its name is misspelt, would never be missed."""
    missing = []
    for role in ROLES:
        for model, actions in role.rights.items():
            if model == "*":
                continue
            app, name = model.split(".")
            codenames = {f"{action}_{name}" for action in actions.split()}
            found = Permission.objects.filter(content_type__app_label=app, codename__in=codenames)
            missing += [
                (role.name, app, name) for _gap in codenames - set(found.values_list("codename", flat=True))
            ]
    assert missing == []


def test_set_up_twice_is_set_up_once():
    set_up_roles()
    first = rights()
    pages = GroupPagePermission.objects.count()

    call_command("setup_roles", verbosity=0)

    assert rights() == first
    assert GroupPagePermission.objects.count() == pages
    assert set(first) == {role.name for role in ROLES}


def test_set_up_again_asks_the_database_a_few_times_a_role(django_assert_max_num_queries):
    set_up_roles()

    with django_assert_max_num_queries(10 * len(ROLES)):
        set_up_roles()


def test_set_up_takes_back_what_was_added_and_leaves_other_groups():
    set_up_roles()
    right = Permission.objects.get(codename="delete_order")
    Group.objects.get(name="sales").permissions.add(right)
    own = Group.objects.create(name="our own")
    own.permissions.add(right)

    set_up_roles()

    assert not Group.objects.get(name="sales").permissions.filter(pk=right.pk).exists()
    assert own.permissions.get() == right


WRITERS = ("content editor", "content approver")
SELLERS = ("sales", "sales manager")
SALES = (*SELLERS, "sales representative")
SCREENS = {
    "/cms/": {role.name for role in ROLES},
    "/cms/form-builder/": {"marketing", *WRITERS, "admin"},
    "/cms/form-entries/": {"service", "marketing", "admin"},
    "/cms/editorial/": {"marketing", *WRITERS, "admin"},
    "/cms/customers/": {*SALES, "service", "marketing", "partner manager", "admin"},
    "/cms/companies/": {*SELLERS, "service", "partner manager", "admin"},
    "/cms/partner-accounts/": {"partner manager", "admin"},
    "/cms/commissions/": {*SELLERS, "partner manager", "admin"},
    "/cms/shop/orders/": {*SALES, "service", "fulfilment", "accounting", "admin"},
    "/cms/stock/": {*SALES, "service", "fulfilment", "catalogue", "admin"},
    "/cms/stock/receive/": {"fulfilment", "catalogue", "admin"},
    "/cms/stock/counts/": {*SALES, "service", "fulfilment", "catalogue", "admin"},
    "/cms/stock/counts/new/": {"fulfilment", "catalogue", "admin"},
    "/cms/stock/transfers/new/": {"fulfilment", "catalogue", "admin"},
    "/cms/stock/load/": {"fulfilment", "catalogue", "admin"},
    "/cms/stock/route/": {*SALES, "service", "fulfilment", "catalogue", "admin"},
    "/cms/warehouses/": {"fulfilment", "catalogue", "admin"},
    "/cms/warehouses/new/": {"catalogue", "admin"},
    "/cms/shop/catalogue/": {
        *SALES,
        "service",
        "fulfilment",
        "catalogue",
        "marketing",
        *WRITERS,
        "admin",
    },
    "/cms/shop/catalogue/categories/create/": {"catalogue", "admin"},
    "/cms/offers/": {"marketing", "admin"},
    "/cms/vouchers/": {"marketing", "admin"},
    "/cms/voucher-sets/": {"marketing", "admin"},
    "/cms/shop/reviews/": {"service", "marketing", "admin"},
    "/cms/shop/partners/": {"catalogue", "admin"},
    "/cms/shop/reports/": {"admin"},
}


@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_every_screen_asked_by_every_role(client, role):
    client.force_login(member(role))

    answers = {screen: client.get(screen).status_code for screen in SCREENS}

    assert answers == {screen: 200 if role in roles else 403 for screen, roles in SCREENS.items()}


def test_marketing_builds_pages_and_sees_no_money(client):
    user = member("marketing")

    assert user.has_perm("wagtailadmin.access_admin")
    assert not user.has_perm("order.view_order")
    granted = GroupPagePermission.objects.filter(group__name="marketing")
    assert set(granted.values_list("permission__codename", flat=True)) == {
        "add_page",
        "change_page",
        "publish_page",
    }


def test_handbook_shows_the_table():
    page = Path(__file__).parents[3] / "docs" / "roles.md"

    assert page.read_text() == roles_document()
