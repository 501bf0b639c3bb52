"""Which lists keep views and columns, and who may see them.

A list registers itself once, where it is mounted:

    register_list("orders", permission="order.view_order", url_name="dashboard:order-list")

and names itself in its view: `class OrderListView(ListView): list_name = "orders"`.
"""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, kw_only=True)
class RegisteredList:
    """A list by its name: the right to see it, and the URL name of its page."""

    name: str
    permission: str
    url_name: str

    @property
    def url(self) -> str:
        """The address of the list."""
        return reverse(self.url_name)


LISTS: dict[str, RegisteredList] = {}


def register_list(name: str, *, permission: str, url_name: str) -> None:
    """Let a list keep views and columns; the same name again replaces it."""
    LISTS[name] = RegisteredList(name=name, permission=permission, url_name=url_name)
