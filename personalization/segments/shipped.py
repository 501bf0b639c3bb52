"""Segments to begin with."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from shop.catalogue.models import Category

Rule = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """One segment, by a code that never changes."""

    code: str
    name: str | Promise
    description: str | Promise
    rule: Rule


def _stage(stage: str) -> Rule:
    return {"all": [{"field": "customer.stage", "is": "one_of", "value": [stage]}]}


def _number(field: str, comparison: str, value: str, **more: object) -> Rule:
    return {"field": field, "is": comparison, "value": value, **more}


def shipped_segments() -> Iterator[Shipped]:
    """Go through them: stages, what is due, value, habits, a category affinity for each top category."""
    yield Shipped(
        code="new", name=_("New customers"), description=_("Their first order is recent."), rule=_stage("new")
    )
    yield Shipped(
        code="second-purchase-due",
        name=_("Second purchase due"),
        description=_("One order, a month or more ago, and not lost yet."),
        rule={
            "all": [
                _number("customer.orders", "is", "1"),
                _number("customer.last_order", "ago_at_least", "30"),
                {"not": {"field": "customer.stage", "is": "one_of", "value": ["lost"]}},
            ]
        },
    )
    yield Shipped(
        code="loyal", name=_("Loyal customers"), description=_("They order regularly."), rule=_stage("loyal")
    )
    yield Shipped(
        code="at-risk",
        name=_("Customers at risk"),
        description=_("Their next order is late."),
        rule=_stage("at_risk"),
    )
    yield Shipped(
        code="lost",
        name=_("Lost customers"),
        description=_("They have not ordered for long."),
        rule=_stage("lost"),
    )
    yield from _habits()


def _habits() -> Iterator[Shipped]:
    yield Shipped(
        code="high-value",
        name=_("High value"),
        description=_("The fifth of customers that spends most."),
        rule={"all": [_number("customer.monetary", "at_least", "5")]},
    )
    yield Shipped(
        code="discount-only",
        name=_("Buys with discounts only"),
        description=_("At least two orders with a discount, none without."),
        rule={
            "all": [
                _number("bought.discounted", "at_least", "2"),
                _number("bought.full_price", "less_than", "1"),
            ]
        },
    )
    yield Shipped(
        code="b2b-reorder-due",
        name=_("B2B reorder due"),
        description=_("Companies whose next order is due in a week, or was in the last 60 days."),
        rule={
            "all": [
                {"field": "customer.kind", "is": "one_of", "value": ["company"]},
                {
                    "any": [
                        _number("customer.next_order", "ahead_at_most", "7"),
                        _number("customer.next_order", "ago_at_most", "60"),
                    ]
                },
            ]
        },
    )
    for category in Category.objects.filter(depth=1).order_by("path"):
        yield Shipped(
            code=f"affinity-{category.pk}",
            name=format_lazy("{}: {}", _("Affinity"), category.name),
            description=_("At least two orders of this category in a year."),
            rule={"all": [_number("bought.orders", "at_least", "2", among=[str(category.pk)], within=365)]},
        )
