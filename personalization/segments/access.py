"""Which segments somebody of the staff sees: not those that would tell fields kept from their role."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import Http404

from crm_core.automation.definitions import tests_in
from crm_core.automation.fields import field_named
from crm_core.customers.access.fields import fields_of
from crm_core.customers.access.rows import Somebody
from personalization.segments.models import Segment
from personalization.segments.rules import read_rule, segments_in
from shop.backoffice.access import View, require_permissions

VIEW = ["segments.view_segment", "customers.view_customer"]
ADD, CHANGE = [*VIEW, "segments.add_segment"], [*VIEW, "segments.change_segment"]


def needs(needed: list[str]) -> Callable[[View], View]:
    """Let in who has these rights."""
    return lambda view: require_permissions(view, needed)


def visible_segments(user: Somebody) -> QuerySet[Segment]:
    """List the segments that somebody sees: who is in the others would tell what their role does not see."""
    segments = Segment.objects.all()
    if not fields_of(user).hidden:
        return segments
    return segments.exclude(pk__in=_telling(user))


def _telling(user: Somebody) -> set[int]:
    """Return those whose rule, or that of one that it asks for, goes by a field kept from somebody."""
    access = fields_of(user)
    rules = {pk: read_rule(rule) for pk, rule in Segment.objects.values_list("pk", "rule")}
    found = set()
    for pk, rule in rules.items():
        fields = (field_named(test.field) for test in tests_in(rule))
        if not all(field is None or access.shows(field.hidden_as) for field in fields):
            found.add(pk)
    while more := {pk for pk, rule in rules.items() if pk not in found and segments_in(rule) & found}:
        found |= more
    return found


def seen_or_404(user: Somebody, pk: int) -> Segment:
    """Return a segment that somebody sees. Raises Http404 where there is none, or none seen."""
    segment = visible_segments(user).select_related("owner").filter(pk=pk).first()
    if segment is None:
        raise Http404
    return segment
