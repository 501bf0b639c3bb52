"""Which lists keep views and columns, and who may see them.

A list registers itself once, where it is mounted:

    LISTS.register(
        RegisteredList(name="orders", permission="order.view_order", url_name="dashboard:order-list")
    )

and names itself in its view: `class OrderListView(ListView): list_name = "orders"`.
"""

from dataclasses import dataclass

from django.urls import reverse

from shop.registry import Registry


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


LISTS: Registry[RegisteredList] = Registry("list")
