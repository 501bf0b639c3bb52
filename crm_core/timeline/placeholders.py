"""What stands in braces in a mail template, and what becomes of it for one customer.

A package registers a placeholder of its own in a module that its `AppConfig.ready()` imports:

    PLACEHOLDERS.register(Placeholder(name="points", label=_("Points"), value=points_of))
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.customers.queries import orders_of
from shop.identity.queries import shop_identity
from shop.registry import Registry
from shop.user.models import User

BRACES = re.compile(r"\{([^{}\n]{0,60})\}")
Value = Callable[[Customer, User], str]


@dataclass(frozen=True, kw_only=True)
class Placeholder:
    """One of them; `value` returns its words in the language that is active, "" where there are none."""

    name: str
    label: str | Promise
    value: Value
    permission: str = ""

    @property
    def braces(self) -> str:
        """Write it as it stands in a template."""
        return f"{{{self.name}}}"


PLACEHOLDERS: Registry[Placeholder] = Registry("placeholder of mail templates")


def unknown_placeholders(text: str) -> list[str]:
    """Return what stands in braces and is no placeholder, as it was written."""
    return [found.group() for found in BRACES.finditer(text) if found[1] not in PLACEHOLDERS]


def has_stray_brace(text: str) -> bool:
    """Say whether a brace opens or closes nothing."""
    return bool(re.search(r"[{}]", BRACES.sub("", text)))


def fill(text: str, customer: Customer, *, by: User, language: str) -> str:
    """Put a customer's values into a text; what has no value stays in its braces, to be seen and written."""
    values: dict[str, str] = {}

    def value_of(found: re.Match[str]) -> str:
        placeholder = PLACEHOLDERS.get(found[1])
        if placeholder is None or (placeholder.permission and not by.has_perm(placeholder.permission)):
            return found.group()
        if placeholder.name not in values:
            values[placeholder.name] = placeholder.value(customer, by)
        return values[placeholder.name] or found.group()

    with translation.override(language):
        return BRACES.sub(value_of, text)


def left_open(text: str) -> list[str]:
    """Return the placeholders that still stand in a text, each once."""
    return list(dict.fromkeys(found.group() for found in BRACES.finditer(text) if found[1] in PLACEHOLDERS))


def _day(day: date | datetime | None) -> str:
    if day is None:
        return ""
    return date_format(timezone.localtime(day) if isinstance(day, datetime) else day, "DATE_FORMAT")


def _last_order(customer: Customer, _by: User) -> str:
    order = orders_of(customer).first()
    return str(order.number) if order else ""


for one in (
    Placeholder(name="name", label=_("the customer's name"), value=lambda customer, _by: customer.name),
    Placeholder(
        name="company",
        label=_("the customer's company"),
        value=lambda customer, _by: customer.company.name if customer.company else "",
    ),
    Placeholder(
        name="last_order",
        label=_("number of the last order"),
        value=_last_order,
        permission="order.view_order",
    ),
    Placeholder(
        name="last_order_day",
        label=_("day of the last order"),
        value=lambda customer, _by: _day(customer.last_order_at),
        permission="order.view_order",
    ),
    Placeholder(
        name="next_order_day",
        label=_("day on which the next order is expected"),
        value=lambda customer, _by: _day(customer.next_order_on),
        permission="order.view_order",
    ),
    Placeholder(
        name="shop", label=_("the shop's name"), value=lambda _customer, _by: str(shop_identity().name)
    ),
    Placeholder(name="me", label=_("your own name"), value=lambda _customer, by: by.get_full_name()),
):
    PLACEHOLDERS.register(one)
