"""The list of segments and the page of one."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, pgettext
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.widgets.button import HeaderButton

from crm_core.customers.access.rows import scope_of, visible_to
from personalization.segments import views
from personalization.segments.access import CHANGE, visible_segments
from personalization.segments.models import Segment, SegmentCount
from personalization.segments.queries import members_of
from personalization.segments.rules import sentence_of
from shop.backoffice.listing import ListView
from shop.backoffice.record import RecordFigure, RecordView, submit_button
from shop.user.models import UserRequest

MONTH = timedelta(days=30)
NOTHING = "–"


def with_change(segments: QuerySet[Segment]) -> QuerySet[Segment]:
    """Add `size_before`: how many were in thirty days ago, None where nobody counted then."""
    then = timezone.localdate() - MONTH
    counts = SegmentCount.objects.filter(segment=OuterRef("pk"), day__lte=then).order_by("-day")
    return segments.annotate(size_before=Subquery(counts.values("size")[:1]))


def change_of(segment: Segment) -> str:
    """Say by how many a segment grew in thirty days, with its sign."""
    before: int | None = getattr(segment, "size_before", None)
    return NOTHING if before is None else f"{segment.size - before:+,}"


def size_of(segment: Segment) -> str:
    """Say how many are in a segment; before its first filling nobody knows."""
    return f"{segment.size:,}" if segment.is_filled else NOTHING


def state_of(segment: Segment) -> str:
    """Say whether it is used."""
    if not segment.is_active:
        return pgettext("state of a segment", "archived")
    return pgettext("state of a segment", "in use") if segment.is_filled else _("being worked out")


class SegmentListView(ListView):
    """All segments that one sees: what they are for, how many are in them, how they grow."""

    list_name = "segments"
    default_ordering = "name"
    search_fields = ["name", "description"]
    is_searchable = True

    def all_columns(self) -> list[BaseColumn]:
        """Name them; sizes are of all customers, and told to who sees all."""
        columns = [
            self.record_column("name", label=_("Name")),
            Column("description", label=_("Description")),
            Column("kind", label=_("Members are chosen"), accessor="get_kind_display"),
        ]
        if scope_of(self.request.user).sees_all:
            columns += [
                Column("size", label=_("Customers"), accessor=size_of, sort_key="size"),
                Column("change", label=_("Change in 30 days"), accessor=change_of),
            ]
        return [
            *columns,
            Column("owner", label=_("Owner")),
            Column("state", label=_("Status"), accessor=state_of),
        ]

    def get_base_queryset(self) -> QuerySet[Segment]:
        """Count what was in them thirty days ago in the same query."""
        return with_change(visible_segments(self.request.user)).select_related("owner")


class SegmentRecordView(RecordView[Segment]):
    """One segment."""

    request: UserRequest

    def get_queryset(self) -> QuerySet[Segment]:
        """List those whose rule gives away nothing that is kept from this user."""
        return with_change(visible_segments(self.request.user)).select_related("owner")

    def get_summary(self) -> Sequence[object]:
        """Say who is in it, and whether it is used."""
        return [state_of(self.object), sentence_of(self.object)]

    def get_figures(self) -> Sequence[RecordFigure]:
        """Count the members that this user sees."""
        segment, user = self.object, self.request.user
        sees_all = scope_of(user).sees_all
        size = size_of(segment) if sees_all else f"{visible_to(user, members_of(segment)).count():,}"
        found = [
            RecordFigure(
                label=_("Customers"), value=size, url=members_url(segment) if segment.is_active else ""
            )
        ]
        if sees_all:
            found.append(RecordFigure(label=_("Change in 30 days"), value=change_of(segment)))
        at = segment.calculated_at
        shown = date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else NOTHING
        return [*found, RecordFigure(label=_("Last looked at"), value=shown)]

    def get_actions(self) -> Sequence[HeaderButton]:
        """Change it, list its members, archive it."""
        segment, found = self.object, []
        if self.request.user.has_perms(CHANGE):
            url = reverse("segments:edit", args=[segment.pk])
            found.append(HeaderButton(_("Edit"), url=url, icon_name="edit"))
        if segment.is_active:
            found.append(HeaderButton(_("Members"), url=members_url(segment), icon_name="list-ul"))
        if self.request.user.has_perms(CHANGE):
            label = _("Archive") if segment.is_active else _("Take back into use")
            found.append(submit_button(label, name="active", value="" if segment.is_active else "1"))
        return found

    def post(self, request: UserRequest, *_args: object, **_kwargs: object) -> HttpResponse:
        """Do what the button of the head says."""
        return views.switch(request, pk=self.object.pk)


def members_url(segment: Segment) -> str:
    """Return the customer list that shows the members, with its export and changes of all."""
    return f"{reverse('customers:index')}?{urlencode({'segment': segment.pk})}"
