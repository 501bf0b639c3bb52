"""Fields of customers: the record, its orders, scores, tags and activities."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import CharField, Exists, F, OuterRef, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.activities.models import Activity
from crm_core.automation.defaults.history import orders_before
from crm_core.automation.facts import Facts, Value
from crm_core.automation.operators import local_day
from crm_core.automation.phrases import quoted
from crm_core.automation.registry import FIELDS, Choice, Field, Kind
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


for _field in (
    Field(
        name="customer.kind",
        label=_("The customer is a"),
        phrase=_("the kind of customer"),
        sentences={
            "one_of": _("the customer is %(value)s"),
            "none_of": _("the customer is not %(value)s"),
        },
        choice_words=lambda: _KINDS,
        kind=Kind.CHOICE,
        of="customer",
        read=lambda facts: facts.the_customer().kind,
        choices=lambda: Customer.Kind.choices,
        expression=_column("kind"),
        is_dated=True,
    ),
    Field(
        name="customer.stage",
        label=_("Stage"),
        phrase=_("the customer's stage"),
        kind=Kind.CHOICE,
        of="customer",
        read=stage_of,
        choices=lambda: Customer.Stage.choices,
        expression=_column("stage"),
        is_dated=True,
        hidden_as="stage",
    ),
    Field(
        name="customer.last_order",
        label=_("The last order"),
        phrase=_("the customer's last order"),
        sentences={
            "known": _("the customer has ordered before"),
            "unknown": _("the customer has not ordered yet"),
        },
        kind=Kind.DATE,
        of="customer",
        read=_last_order,
        expression=_column("last_order_at"),
        is_dated=True,
    ),
    Field(
        name="customer.interval",
        label=_("Usual days between orders"),
        phrase=_("the usual number of days between the customer's orders"),
        kind=Kind.NUMBER,
        of="customer",
        read=_score("interval"),
        expression=_column("score__interval"),
        hidden_as="next_order_on",
    ),
    Field(
        name="customer.next_order",
        label=_("The next order is expected"),
        phrase=_("the customer's next expected order"),
        sentences={
            "ago_at_least": _("the customer's next order was due at least %(value)s ago"),
            "ago_at_most": _("the customer's next order was due in the last %(value)s"),
            "ahead_at_most": _("the customer's next order is due in the next %(value)s"),
            "before": _("the customer's next order is due before %(value)s"),
            "from": _("the customer's next order is due on %(value)s or later"),
        },
        kind=Kind.DATE,
        of="customer",
        read=lambda facts: facts.the_customer().next_order_on,
        expression=_column("next_order_on"),
        hidden_as="next_order_on",
    ),
    Field(
        name="customer.orders",
        label=_("Number of orders"),
        phrase=_("the number of the customer's orders"),
        kind=Kind.NUMBER,
        of="customer",
        read=_orders,
        expression=_column("orders_count"),
        is_dated=True,
    ),
    Field(
        name="customer.spent",
        label=_("Total spent"),
        phrase=_("the customer's total spending"),
        kind=Kind.MONEY,
        of="customer",
        read=_spent,
        expression=_column("spent"),
        is_dated=True,
        hidden_as="spent",
    ),
    Field(
        name="customer.created",
        label=_("Customer since"),
        phrase=_("the day the customer was added"),
        sentences={
            "ago_at_least": _("the customer was added at least %(value)s ago"),
            "ago_at_most": _("the customer was added in the last %(value)s"),
            "before": _("the customer was added before %(value)s"),
            "from": _("the customer was added on %(value)s or later"),
        },
        kind=Kind.DATE,
        of="customer",
        read=lambda facts: facts.the_customer().created_at,
        expression=_column("created_at"),
        is_dated=True,
    ),
    Field(
        name="customer.tags",
        label=_("Tags"),
        phrase=_("the customer's tags"),
        sentences={
            "has_any": _("the customer has the tag %(value)s"),
            "has_all": _("the customer has the tag %(value)s"),
            "has_none": _("the customer does not have the tag %(value)s"),
            "known": _("the customer has tags"),
            "unknown": _("the customer has no tags"),
        },
        choice_words=_tag_names,
        kind=Kind.TAGS,
        of="customer",
        read=_read_tags,
        choices=tags,
        read_many=_many_tags,
        sql=_sql_tags,
    ),
    Field(
        name="customer.owner",
        label=_("Owner"),
        phrase=_("the customer's owner"),
        sentences={
            "known": _("the customer has an owner"),
            "unknown": _("the customer has no owner"),
        },
        kind=Kind.CHOICE,
        of="customer",
        read=lambda facts: _number_as_key(facts.the_customer().owner_id),
        choices=colleagues,
        expression=_key("owner_id"),
        hidden_as="owner",
    ),
    Field(
        name="customer.territory",
        label=_("Territory"),
        phrase=_("the customer's territory"),
        kind=Kind.CHOICE,
        of="customer",
        read=lambda facts: _number_as_key(facts.the_customer().territory_id),
        choices=_territories,
        expression=_key("territory_id"),
        hidden_as="territory",
    ),
    Field(
        name="customer.language",
        label=_("Language"),
        phrase=_("the customer's language"),
        choice_words=_languages,
        kind=Kind.CHOICE,
        of="customer",
        read=lambda facts: facts.the_customer().language,
        choices=_languages,
        expression=_column("language"),
        hidden_as="language",
    ),
    Field(
        name="customer.name",
        label=pgettext_lazy("of a person or company", "Name"),
        phrase=_("the customer's name"),
        kind=Kind.TEXT,
        of="customer",
        read=lambda facts: facts.the_customer().name,
    ),
    Field(
        name="customer.email",
        label=_("E-mail"),
        phrase=_("the customer's e-mail address"),
        kind=Kind.TEXT,
        of="customer",
        read=lambda facts: facts.the_customer().email,
        hidden_as="email",
    ),
    Field(
        name="customer.open_activities",
        label=_("Number of open activities"),
        phrase=_("the number of the customer's open activities"),
        kind=Kind.NUMBER,
        of="customer",
        read=_open_activities,
        read_many=_many_open_activities,
    ),
    Field(
        name="customer.recency",
        label=_("Recency (1 to 5)"),
        phrase=_("the customer's recency score"),
        kind=Kind.NUMBER,
        of="customer",
        read=_score("recency"),
        expression=_column("score__recency"),
        hidden_as="scores",
    ),
    Field(
        name="customer.frequency",
        label=_("Frequency (1 to 5)"),
        phrase=_("the customer's frequency score"),
        kind=Kind.NUMBER,
        of="customer",
        read=_score("frequency"),
        expression=_column("score__frequency"),
        hidden_as="scores",
    ),
    Field(
        name="customer.monetary",
        label=_("Monetary value (1 to 5)"),
        phrase=_("the customer's monetary score"),
        kind=Kind.NUMBER,
        of="customer",
        read=_score("monetary"),
        expression=_column("score__monetary"),
        hidden_as="scores",
    ),
    Field(
        name="customer.clv",
        label=_("Expected revenue of the next 12 months"),
        phrase=_("the customer's expected revenue in the next 12 months"),
        kind=Kind.MONEY,
        of="customer",
        read=_score("clv"),
        expression=_column("score__clv"),
        hidden_as="scores",
    ),
):
    FIELDS.register(_field)


def _number_as_key(number: int | None) -> str | None:
    return None if number is None else str(number)
