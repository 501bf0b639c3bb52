from wagtail.admin.menu import MenuItem

from config.roles.menu import gather_partners


def items(*names):
    return [
        MenuItem(name.title(), f"/cms/{name}/", name=name, order=place) for place, name in enumerate(names)
    ]


def test_partner_entries_stand_under_one():
    menu = items("customers", "commissions", "pages", "partner-accounts")

    gather_partners(menu)

    assert [item.name for item in menu[:2]] == ["customers", "pages"]
    assert [item.name for item in menu[2].menu.initial_menu_items] == ["partner-accounts", "commissions"]


def test_one_entry_alone_stays_where_it_is():
    menu = items("customers", "commissions")

    gather_partners(menu)

    assert [item.name for item in menu] == ["customers", "commissions"]
