"""Fields of customers that segments bring, for segments and for rules: segments, consent, countries."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from crm_core.automation.facts import Facts, Value
from crm_core.automation.phrases import quoted
from crm_core.automation.registry import FIELDS, Choice, Field, Kind
from crm_core.consents.filters import reach, reach_choices
from crm_core.customers.models import Customer, CustomerOrder
from personalization.segments.models import Segment, SegmentMembership
from shop.countries import Country


def segment_choices() -> list[Choice]:
    """List the active segments by name."""
    return [(str(row.pk), row.name) for row in Segment.objects.filter(is_active=True).order_by("name", "pk")]


def _quoted_segments() -> list[Choice]:
    return [(key, quoted(name)) for key, name in segment_choices()]


def _keys(operand: object) -> list[str]:
    return sorted(operand) if isinstance(operand, frozenset) else []


def _joined(operator: str, each: list[Q]) -> Q:
    """Join the answers for each key as the operator of several choices says."""
    found = Q() if operator == "has_all" else Q(pk__in=[])
    for one in each:
        found = found & one if operator == "has_all" else found | one
    return ~found if operator == "has_none" else found


def _sql_segments(operator: str, operand: object, _at: datetime) -> tuple[Q, Q]:
    current = SegmentMembership.objects.filter(customer=OuterRef("pk"), left_at=None)
    if operator in {"known", "unknown"}:
        return Q(), Q(Exists(current))
    each = [Q(Exists(current.filter(segment=int(key)))) for key in _keys(operand) if key.isdecimal()]
    return _joined(operator, each), Q()


def _segments(facts: Facts) -> Value:
    rows = SegmentMembership.objects.filter(customer=facts.the_customer(), left_at=None)
    return frozenset(str(pk) for pk in rows.values_list("segment_id", flat=True))


def _sql_reach(operator: str, operand: object, _at: datetime) -> tuple[Q, Q]:
    if operator in {"known", "unknown"}:
        return Q(), Q(pk__in=[])
    known = {key for key, _label in reach_choices()}
    return _joined(operator, [reach(key) for key in _keys(operand) if key in known]), Q()


def _reach(facts: Facts) -> Value:
    customer = Customer.objects.filter(pk=facts.the_customer().pk)
    return frozenset(key for key, _label in reach_choices() if customer.filter(reach(key)).exists())


def _countries() -> list[Choice]:
    rows = Country.objects.filter(is_shipping_country=True).order_by("printable_name", "pk")
    return [(row.pk, row.printable_name) for row in rows]


def _sql_countries(operator: str, operand: object, _at: datetime) -> tuple[Q, Q]:
    sent = CustomerOrder.objects.filter(customer=OuterRef("pk"), order__shipping_address__isnull=False)
    if operator in {"known", "unknown"}:
        return Q(), Q(Exists(sent))
    each = [Q(Exists(sent.filter(order__shipping_address__country=key))) for key in _keys(operand)]
    return _joined(operator, each), Q()


def _delivered_to(facts: Facts) -> Value:
    rows = CustomerOrder.objects.filter(customer=facts.the_customer())
    found = rows.values_list("order__shipping_address__country", flat=True).distinct()
    return frozenset(str(key) for key in found if key is not None)


_Sql = Callable[[str, object, datetime], tuple[Q, Q]]
for _field in (
    Field(
        name="customer.segments",
        label=_("Segments"),
        phrase=_("the customer's segments"),
        sentences={
            "has_any": _("the customer is in the segment %(value)s"),
            "has_all": _("the customer is in the segment %(value)s"),
            "has_none": _("the customer is not in the segment %(value)s"),
            "known": _("the customer is in a segment"),
            "unknown": _("the customer is in no segment"),
        },
        choice_words=_quoted_segments,
        kind=Kind.TAGS,
        of="customer",
        read=_segments,
        choices=segment_choices,
        sql=_sql_segments,
        order=110,
    ),
    Field(
        name="customer.may_get",
        label=_("May be reached for"),
        phrase=_("what the customer may be reached for"),
        sentences={
            "has_any": _("the customer may be reached for %(value)s"),
            "has_all": _("the customer may be reached for %(value)s"),
            "has_none": _("the customer may not be reached for %(value)s"),
        },
        kind=Kind.TAGS,
        of="customer",
        read=_reach,
        choices=reach_choices,
        sql=_sql_reach,
        order=120,
    ),
    Field(
        name="customer.delivered_to",
        label=_("Countries of deliveries"),
        phrase=_("the countries that orders went to"),
        sentences={
            "has_any": _("an order of the customer went to %(value)s"),
            "has_all": _("orders of the customer went to %(value)s"),
            "has_none": _("no order of the customer went to %(value)s"),
        },
        kind=Kind.TAGS,
        of="customer",
        read=_delivered_to,
        choices=_countries,
        sql=_sql_countries,
        order=130,
    ),
):
    FIELDS.register(_field)
