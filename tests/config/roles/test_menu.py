import pytest
from wagtail.admin.menu import MenuItem, admin_menu

from config.roles.menu import arrange, gather
from tests.config.roles.people import member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

SELLING = ["My day", "Sales", "Automation", "Sales settings"]
MENUS = {
    "sales": [*SELLING, "Orders", "Stock", "Catalogue", "Partners"],
    "sales representative": [*SELLING, "Orders", "Stock", "Catalogue"],
    "service": ["My day", "Sales", "Orders", "Service", "Stock", "Catalogue", "Form entries", "Settings"],
    "sales manager": [*SELLING, "Orders", "Stock", "Catalogue", "Partners"],
    "fulfilment": ["Orders", "Stock", "Purchasing", "Catalogue"],
    "catalogue": ["Stock", "Purchasing", "Catalogue", "Images"],
    "marketing": [
        "Sales",
        "Automation",
        "Service",
        "Catalogue",
        "Marketing",
        "Assets for partners",
        "Content",
        "Reports",
        "Settings",
    ],
    "partner manager": ["Sales", "Partners", "Partner programme"],
    "admin": [
        *SELLING,
        "Orders",
        "Service",
        "Stock",
        "Purchasing",
        "Catalogue",
        "Marketing",
        "Partners",
        "Partner programme",
        "Content",
        "Reports",
        "Settings",
    ],
}


def items(*names):
    return [
        MenuItem(name.title(), f"/cms/{name}/", name=name, order=place) for place, name in enumerate(names)
    ]


def test_entries_of_a_department_stand_under_one():
    menu = items("customers", "commissions", "images", "partner-accounts", "companies")

    arrange(menu)

    assert [(item.name, item.order) for item in sorted(menu, key=lambda item: item.order)] == [
        ("group-user", 10),
        ("group-link", 70),
        ("images", 80),
    ]


def test_departments_do_not_depend_on_the_language_of_who_came_first():
    menu = items("customers", "companies")
    for item in menu:
        item.name = "顾客"  # as Wagtail names an entry by its label

    arrange(menu)

    assert [item.name for item in menu] == ["group-user"]


def test_one_entry_alone_stays():
    menu = items("customers", "commissions")

    gather(menu, ("commissions/", "commission-payouts/"), label="Partners", icon="link", order=70)

    assert [item.name for item in menu] == ["customers", "commissions"]


@pytest.mark.parametrize("role", MENUS)
def test_menu_of_a_role(rf, client, role):
    request = rf.get("/cms/")
    request.user = member(role)
    client.force_login(request.user)
    assert client.get("/cms/").status_code == 200

    shown = sorted(admin_menu.menu_items_for_request(request), key=lambda item: item.order)

    assert [str(item.label) for item in shown if item.name != "help"] == MENUS[role]
