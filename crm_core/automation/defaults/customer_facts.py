"""What conditions read of a customer: choices, values of one and of many, and what the database answers."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import CharField, Exists, F, OuterRef, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from crm_core.activities.models import Activity
from crm_core.automation.defaults.history import orders_before
from crm_core.automation.facts import Facts, Value
from crm_core.automation.operators import local_day
from crm_core.automation.phrases import quoted
from crm_core.automation.registry import Choice
from crm_core.customers.models import Customer, Territory
from crm_core.profile.models import CustomerTag, Tag
from crm_core.scores.models import CustomerScore, StageChange
from shop.user.models import User


def colleagues() -> list[Choice]:
    """List who works here."""
    rows = User.objects.filter(is_staff=True, is_active=True).order_by("last_name", "first_name", "pk")
    return [(str(user.pk), user.get_full_name() or user.get_username()) for user in rows]


def tags() -> list[Choice]:
    """List the tags by name."""
    return [(str(tag.pk), tag.name) for tag in Tag.objects.order_by("folded")]


def _tag_names() -> list[Choice]:
    return [(key, quoted(name)) for key, name in tags()]


_KINDS: tuple[Choice, ...] = (
    (Customer.Kind.PERSON, _("a private person")),
    (Customer.Kind.COMPANY, _("a company")),
)


def _territories() -> list[Choice]:
    return [(str(row.pk), str(row)) for row in Territory.objects.order_by("name")]


def _languages() -> list[Choice]:
    return list(settings.LANGUAGES)


def _key(column: str) -> Callable[[datetime], Combinable]:
    return lambda _at: Cast(F(column), CharField())


def _column(column: str) -> Callable[[datetime], Combinable]:
    return lambda _at: F(column)


def _read_tags(facts: Facts) -> Value:
    rows = CustomerTag.objects.filter(customer=facts.the_customer())
    return frozenset(str(pk) for pk in rows.values_list("tag", flat=True))


def _many_tags(customers: Sequence[int], _at: datetime) -> dict[int, Value]:
    found: dict[int, set[str]] = {pk: set() for pk in customers}
    for customer, tag in CustomerTag.objects.filter(customer__in=customers).values_list("customer", "tag"):
        found[customer].add(str(tag))
    return {pk: frozenset(theirs) for pk, theirs in found.items()}


def _sql_tags(operator: str, operand: object, _at: datetime) -> tuple[Q, Q]:
    """Answer by the tags themselves; a customer without any is known to have none."""
    theirs = CustomerTag.objects.filter(customer=OuterRef("pk"))
    if operator in {"known", "unknown"}:
        return Q(), Q(Exists(theirs))
    numbers = [int(key) for key in operand if str(key).isdecimal()] if isinstance(operand, frozenset) else []
    if operator == "has_all":
        found = Q()
        for number in numbers:
            found &= Q(Exists(theirs.filter(tag=number)))
        return found, Q()
    found = Q(Exists(theirs.filter(tag__in=numbers)))
    return (~found if operator == "has_none" else found), Q()


def stage_of(facts: Facts) -> Value:
    """Return the lifecycle stage, in the past by the changes that were recorded."""
    customer = facts.the_customer()
    if not facts.is_past:
        return customer.stage
    changes = facts.once(
        "stages", lambda: list(StageChange.objects.filter(customer=customer).order_by("changed_on", "pk"))
    )
    day = local_day(facts.at)
    before = [change.new_stage for change in changes if change.changed_on <= day]
    if before:
        return before[-1]
    return changes[0].old_stage if changes else customer.stage


def _last_order(facts: Facts) -> Value:
    if not facts.is_past:
        return facts.the_customer().last_order_at
    orders = orders_before(facts)
    return orders[-1].placed_at if orders else None


def _orders(facts: Facts) -> Value:
    return len(orders_before(facts)) if facts.is_past else facts.the_customer().orders_count


def _spent(facts: Facts) -> Value:
    if not facts.is_past:
        return facts.the_customer().spent
    return sum((order.total for order in orders_before(facts) if order.total is not None), Decimal(0))


def _score_of(customer: Customer) -> CustomerScore | None:
    """Return what is computed of a customer, without a query where it was read along."""
    try:
        return customer.score
    except CustomerScore.DoesNotExist:
        return None


def _score(column: str) -> Callable[[Facts], Value]:
    def read(facts: Facts) -> Value:
        customer = facts.the_customer()
        score = facts.once("score", lambda: _score_of(customer))
        value: Value = getattr(score, column) if score is not None else None
        return value

    return read


def _open_activities(facts: Facts) -> Value:
    return Activity.objects.filter(customer=facts.the_customer(), state=Activity.State.OPEN).count()


def _many_open_activities(customers: Sequence[int], _at: datetime) -> dict[int, Value]:
    found: dict[int, Value] = dict.fromkeys(customers, 0)
    rows = Activity.objects.filter(customer__in=customers, state=Activity.State.OPEN)
    for pk in rows.values_list("customer", flat=True):
        found[pk] = int(str(found[pk])) + 1
    return found


def _number_as_key(number: int | None) -> str | None:
    return None if number is None else str(number)
