"""Oscar's dashboard navigation as items of Wagtail's menu."""

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from oscar.apps.dashboard.menu import create_menu
from oscar.apps.dashboard.nav import Node
from oscar.views.decorators import check_permissions
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from shop.user.models import User


def may_open(user: User | AnonymousUser, url_name: str, _args: object = None, _kwargs: object = None) -> bool:
    """Say whether a user may open an entry: Oscar's check without a look-up of the address for each entry.

    Every page of the back office asks for every entry; Oscar reverses and resolves each address anew.
    """
    if url_name is None:  # a heading
        return True
    rights = apps.get_app_config("dashboard").rights  # type: ignore[attr-defined]
    return bool(check_permissions(user, rights[url_name.partition(":")[2]]))


class NodeMenuItem(MenuItem):
    """One entry of Oscar's navigation, shown to those whom Oscar would show it."""

    def __init__(self, node: Node, *, order: int) -> None:
        self.node = node
        super().__init__(
            node.label,
            reverse(node.url_name, args=node.url_args, kwargs=node.url_kwargs),
            name=node.url_name.replace(":", "-"),
            icon_name=node.icon or "snippet",
            order=order,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask Oscar, which knows the permissions of the view behind the entry."""
        return self.node.is_visible(request.user)


def dashboard_items() -> list[MenuItem]:
    """Turn `OSCAR_DASHBOARD_NAVIGATION` into menu items, headings into submenus."""
    items: list[MenuItem] = []
    for place, node in enumerate(create_menu(settings.OSCAR_DASHBOARD_NAVIGATION)):
        order = 20 + 10 * place
        if node.has_children():
            menu = Menu(items=[NodeMenuItem(child, order=i) for i, child in enumerate(node.children)])
            # A name of its own: Wagtail would make one of the label, which is translated.
            name = f"group-{node.icon}"
            items.append(SubmenuMenuItem(node.label, menu, name=name, icon_name=node.icon, order=order))
        else:
            items.append(NodeMenuItem(node, order=order))
    return items
