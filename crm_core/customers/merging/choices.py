"""What is chosen field by field when two customers become one, besides the fields of the record itself.

    CHOICES.register(ChoiceSource(name="custom_fields", choices=choices_of_custom_fields))

The name of such a choice is made of its merge rule: "<chosen_as>:<value of one_per>" (`rules.MergeRule`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from crm_core.customers.models import Customer
from shop.registry import Registry
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A field of which one record's value survives; equal ones, and those only one has, need no choice."""

    name: str
    label: str | Promise
    values: tuple[str, str]
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class ChoiceSource:
    """A package with fields of its own; `choices` returns those of two customers that somebody sees."""

    name: str
    choices: Callable[[Customer, Customer, User], list[Choice]]


CHOICES: Registry[ChoiceSource] = Registry("source of choices of a merge")
