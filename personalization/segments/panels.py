"""What the page of a segment shows, and what a customer's page says of segments."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy

from crm_core.customers.access.fields import name_for
from crm_core.customers.access.rows import rows_visible_to, scope_of
from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS as CUSTOMER_PANELS
from personalization.segments.access import CHANGE, visible_segments
from personalization.segments.forms import PickForm
from personalization.segments.models import Segment, SegmentMembership, SegmentPick
from personalization.segments.rules import read_rule, rule_sentence
from shop.backoffice.charts import bar_chart
from shop.backoffice.figures import Reading
from shop.backoffice.panels import ACTIVITY, MAIN, SIDE, Panel, facts, panel_registry
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[Segment]] = panel_registry("panel of a segment")
DAYS, SHOWN, PICKS = 30, 10, 50
#: One bar tells nothing.
FEWEST_DAYS = 2


def sizes(segment: Segment, user: User) -> dict[str, object] | None:
    """Draw the sizes of the last thirty days for who sees all customers."""
    if not scope_of(user).sees_all:
        return None
    after = timezone.localdate() - timedelta(days=DAYS)
    rows = list(segment.counts.filter(day__gte=after).order_by("day"))
    if len(rows) < FEWEST_DAYS:
        return None
    values = [(date_format(row.day, "SHORT_DATE_FORMAT"), row.size, f"{row.size:,}") for row in rows]
    words = ngettext("%(n)d customer now.", "%(n)d customers now.", segment.size) % {"n": segment.size}
    chart = bar_chart(_("Customers in the segment"), values, summary=words)
    return {"chart": chart, "figure": {"name": "segment", "reading": Reading(value=f"{segment.size:,}")}}


def moves(segment: Segment, user: User) -> dict[str, object] | None:
    """List who came and who left last, of the customers whom the user sees."""
    rows = rows_visible_to(user, SegmentMembership.objects.filter(segment=segment)).select_related("customer")
    came = [(row.since, row.customer, True) for row in rows.order_by("-since", "-pk")[:SHOWN]]
    gone = rows.filter(left_at__isnull=False).order_by("-left_at", "-pk")[:SHOWN]
    left = [(row.left_at, row.customer, False) for row in gone if row.left_at is not None]
    found: list[tuple[datetime, Customer, bool]] = sorted(
        [*came, *left], key=lambda move: move[0], reverse=True
    )
    if not found:
        return None
    return {
        "moves": [
            {"at": at, "who": name_for(user, customer), "pk": customer.pk, "is_entry": is_entry}
            for at, customer, is_entry in found[:SHOWN]
        ]
    }


def picks(segment: Segment, user: User) -> dict[str, object]:
    """List whom colleagues put in or keep out, with the form to do so."""
    rows = rows_visible_to(user, SegmentPick.objects.filter(segment=segment)).select_related("customer", "by")
    may_change = user.has_perms(CHANGE) and segment.is_active
    return {
        "segment": segment,
        "picks": [(row, name_for(user, row.customer)) for row in rows.order_by("-picked_at", "-pk")[:PICKS]],
        "form": PickForm(user=user) if may_change else None,
    }


def versions(segment: Segment, _user: User) -> dict[str, object]:
    """List what the rule was before, by whom it was changed."""
    rows = segment.versions.select_related("by").order_by("-number")[:SHOWN]
    return {
        "versions": [(row, rule_sentence(read_rule(row.rule)) if row.rule else "") for row in rows],
    }


for _panel in (
    Panel(
        name="sizes",
        title=pgettext_lazy("of a segment", "Size"),
        context=sizes,
        order=10,
        area=MAIN,
        template="backoffice/chart.html",
    ),
    Panel(
        name="moves",
        title=gettext_lazy("Came and left"),
        context=moves,
        order=10,
        area=ACTIVITY,
        template="personalization/segments/moves_panel.html",
    ),
    Panel(
        name="picks",
        title=gettext_lazy("Chosen by hand"),
        context=picks,
        order=20,
        area=MAIN,
        template="personalization/segments/picks_panel.html",
    ),
    Panel(
        name="versions",
        title=gettext_lazy("Versions"),
        context=versions,
        order=20,
        area=SIDE,
        template="personalization/segments/versions_panel.html",
    ),
):
    PANELS.register(_panel)


def segments_of_customer(customer: Customer, user: User) -> dict[str, object] | None:
    """Tell in which segments a customer is, and since when."""
    rows = SegmentMembership.objects.filter(
        customer=customer, left_at=None, segment__in=visible_segments(user).filter(is_active=True)
    )
    return facts(
        (
            row.segment.name,
            _("since %(day)s") % {"day": date_format(timezone.localtime(row.since), "SHORT_DATE_FORMAT")},
        )
        for row in rows.select_related("segment").order_by("-since", "-pk")
    )


CUSTOMER_PANELS.register(
    Panel(
        name="segments",
        title=gettext_lazy("Segments"),
        context=segments_of_customer,
        order=55,
        area=SIDE,
        permission="segments.view_segment",
    )
)
