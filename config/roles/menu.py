"""Which entries of the back office's menu stand together.

Each package registers its own entries; only here are all of them known. The groups are the
departments of a shop: Sales, Orders, Service, Catalogue, Marketing, Partners, Content.
"""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

SALES_ENTRIES = ("customers", "companies", "tax-exemptions", "vat-checks")
PARTNER_ENTRIES = ("partner-accounts", "partner-applications", "commissions", "payouts")
CONTENT_ENTRIES = (
    "pages",
    "editorial",
    "images",
    "documents",
    "snippets",
    "form-builder",
    "form-entries",
    "forms",
    "redirects",
)


def gather(
    items: list[MenuItem], names: tuple[str, ...], *, label: str | Promise, icon: str, order: int
) -> None:
    """Move the named entries, in this order, into one submenu; one alone stays, where its group would be."""
    by_name = {item.name: item for item in items}
    found = [by_name[name] for name in names if name in by_name]
    if len(found) == 1:
        found[0].order = order
    if len(found) > 1:
        for place, item in enumerate(found):
            items.remove(item)
            item.order = place
        items.append(
            SubmenuMenuItem(label, Menu(items=found), name="group-" + icon, icon_name=icon, order=order)
        )


def join(items: list[MenuItem], names: tuple[str, ...], *, into: str) -> None:
    """Move the named entries to the end of a submenu that is there; without it they stay."""
    group = next((item for item in items if item.name == into), None)
    if not isinstance(group, SubmenuMenuItem):
        return
    for item in [item for item in items if item.name in names]:
        items.remove(item)
        item.order = 100 + names.index(item.name)
        group.menu.initial_menu_items.append(item)


def plain_pages(items: list[MenuItem]) -> None:
    """Lead to the pages by a link: the tree that Wagtail opens from its menu needs the first level."""
    for place, item in enumerate(items):
        if item.name == "explorer":
            address = reverse("wagtailadmin_explore_root")
            items[place] = MenuItem(
                pgettext_lazy("of the site", "Pages"), address, name="pages", icon_name="folder-open-inverse"
            )


def arrange(items: list[MenuItem]) -> None:
    """Put every entry with its department."""
    gather(items, SALES_ENTRIES, label=_("Sales"), icon="user", order=10)
    join(items, ("bank-statements",), into="group-clipboard-list")
    join(items, ("outbox",), into="group-comment")
    gather(items, PARTNER_ENTRIES, label=_("Partners"), icon="link", order=70)
    plain_pages(items)
    gather(items, CONTENT_ENTRIES, label=_("Content"), icon="doc-full", order=80)
