"""Which entries of the back office's menu stand together.

Each package registers its own entries; only here are all of them known.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

PARTNER_ENTRIES = ("partner-accounts", "partner-applications", "commissions", "payouts")


def gather(
    items: list[MenuItem], names: tuple[str, ...], *, label: str | Promise, icon: str, order: int
) -> None:
    """Move the named entries, in this order, into one submenu; one alone stays where it is."""
    by_name = {item.name: item for item in items}
    found = [by_name[name] for name in names if name in by_name]
    if len(found) > 1:
        for place, item in enumerate(found):
            items.remove(item)
            item.order = place
        items.append(
            SubmenuMenuItem(label, Menu(items=found), name="group-" + icon, icon_name=icon, order=order)
        )


def gather_partners(items: list[MenuItem]) -> None:
    """Put what belongs to partners under one entry."""
    gather(items, PARTNER_ENTRIES, label=_("Partners"), icon="link", order=50)
