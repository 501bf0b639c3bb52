"""What segments count and add up: orders, money and behaviour, by category and by days."""

from collections.abc import Callable, Sequence

from django.db.models import Count, DecimalField, Exists, F, Model, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from crm_core.automation.registry import FIELDS, Choice, Field, Kind, Measure
from crm_core.customers.models import CustomerOrder
from personalization.interactions.models import Interaction
from shop.catalogue.models import Category, Product
from shop.configuration.queries import shop_currency
from shop.order.models import OrderDiscount
from shop.order_statuses import CANCELLED

Rows = QuerySet[Model, dict[str, object]]


def category_choices() -> list[Choice]:
    """List the categories as the tree has them, each behind its depth."""
    rows = Category.objects.order_by("path")
    return [(str(row.pk), f"{'– ' * (row.depth - 1)}{row.name}") for row in rows]


def _products(among: frozenset[str]) -> QuerySet[Product]:
    """List the products of categories and all below them, variants too."""
    numbers = [int(key) for key in among if key.isdecimal()]
    paths = Category.objects.filter(pk__in=numbers).values_list("path", flat=True)
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(categories__path__startswith=path)
    listed = Product.objects.filter(below).order_by().values("pk")
    return Product.objects.filter(Q(pk__in=listed) | Q(parent__in=listed)).order_by().values("pk")  # type: ignore[return-value]


def _orders(asked: Measure) -> QuerySet[CustomerOrder]:
    rows = CustomerOrder.objects.exclude(order__status=CANCELLED).order_by()
    if asked.since is not None:
        rows = rows.filter(order__date_placed__gte=asked.since)
    if asked.customers is not None:
        rows = rows.filter(customer__in=asked.customers)
    if asked.among:
        rows = rows.filter(order__lines__product__in=_products(asked.among))
    return rows


def _orders_counted(asked: Measure) -> Rows:
    rows = _orders(asked).values(of=F("customer_id"))
    return rows.annotate(measured=Count("order", distinct=bool(asked.among)))  # type: ignore[return-value]


def _pieces(asked: Measure) -> Rows:
    rows = _orders(asked).values(of=F("customer_id"))
    return rows.annotate(measured=Coalesce(Sum("order__lines__quantity"), 0))  # type: ignore[return-value]


def _spent(asked: Measure) -> Rows:
    """Add up what was paid in the shop's currency, tax included; orders in others are not added."""
    rows = _orders(asked).filter(order__currency=shop_currency()).values(of=F("customer_id"))
    column = "order__lines__line_price_incl_tax" if asked.among else "order__total_incl_tax"
    nothing = Value(0, output_field=DecimalField(max_digits=14, decimal_places=2))
    return rows.annotate(measured=Coalesce(Sum(column), nothing))  # type: ignore[return-value]


def _by_discount(*, has_discount: bool) -> Callable[[Measure], Rows]:
    def counted(asked: Measure) -> Rows:
        reduced = Exists(OrderDiscount.objects.filter(order=OuterRef("order"), amount__gt=0))
        rows = _orders(asked).filter(reduced if has_discount else ~reduced).values(of=F("customer_id"))
        return rows.annotate(measured=Count("order", distinct=bool(asked.among)))  # type: ignore[return-value]

    return counted


def _behaviour(kind: str) -> Callable[[Measure], Rows]:
    def counted(asked: Measure) -> Rows:
        rows = Interaction.objects.filter(kind=kind, visitor__customer__isnull=False).order_by()
        if asked.since is not None:
            rows = rows.filter(occurred_at__gte=asked.since)
        if asked.customers is not None:
            rows = rows.filter(visitor__customer__in=asked.customers)
        if asked.among:
            rows = rows.filter(product__in=_products(asked.among))
        return rows.values(of=F("visitor__customer_id")).annotate(measured=Count("pk"))  # type: ignore[return-value]

    return counted


def _register(
    name: str,
    label: object,
    phrase: object,
    at_least: object,
    measure: Callable[[Measure], Rows],
    *,
    kind: Kind = Kind.NUMBER,
    scopes: Callable[[], Sequence[Choice]] | None = category_choices,
    hidden_as: str = "",
    order: int,
) -> None:
    FIELDS.register(
        Field(
            name=name,
            label=label,  # type: ignore[arg-type]
            phrase=phrase,  # type: ignore[arg-type]
            sentences={"at_least": at_least},  # type: ignore[dict-item]
            kind=kind,
            of="measure",
            read=lambda _facts: None,
            measure=measure,
            scopes=scopes,
            scope_label=_("Only of these categories"),
            everything=_("anything"),
            has_period=True,
            hidden_as=hidden_as,
            order=order,
        )
    )


_register(
    "bought.orders",
    _("Number of orders, by category and days"),
    _("the number of orders with %(among)s"),
    _("the customer has ordered %(among)s at least %(value)s times"),
    _orders_counted,
    order=10,
)
_register(
    "bought.pieces",
    _("Pieces bought, by category and days"),
    _("the number of pieces bought of %(among)s"),
    _("the customer has bought at least %(value)s pieces of %(among)s"),
    _pieces,
    order=20,
)
_register(
    "bought.spent",
    _("Money spent, by category and days"),
    _("what the customer spent on %(among)s"),
    _("the customer has spent at least %(value)s on %(among)s"),
    _spent,
    kind=Kind.MONEY,
    hidden_as="spent",
    order=30,
)
_register(
    "bought.discounted",
    _("Number of orders with a discount"),
    _("the number of orders of %(among)s with a discount"),
    _("the customer has ordered %(among)s with a discount at least %(value)s times"),
    _by_discount(has_discount=True),
    order=40,
)
_register(
    "bought.full_price",
    _("Number of orders without a discount"),
    _("the number of orders of %(among)s without a discount"),
    _("the customer has ordered %(among)s without a discount at least %(value)s times"),
    _by_discount(has_discount=False),
    order=50,
)
_register(
    "did.view",
    _("Products viewed"),
    _("how often the customer viewed %(among)s"),
    _("the customer has viewed %(among)s at least %(value)s times"),
    _behaviour(Interaction.Kind.VIEW),
    order=60,
)
_register(
    "did.basket",
    _("Products put into the basket"),
    _("how often the customer put %(among)s into the basket"),
    _("the customer has put %(among)s into the basket at least %(value)s times"),
    _behaviour(Interaction.Kind.BASKET),
    order=70,
)
_register(
    "did.search",
    _("Searches"),
    _("the number of the customer's searches"),
    _("the customer has searched at least %(value)s times"),
    _behaviour(Interaction.Kind.SEARCH),
    scopes=None,
    order=80,
)
