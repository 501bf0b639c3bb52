"""The sequences in the back office: the list, the form with its steps, the page of one."""

from collections.abc import Iterable, Mapping, Sequence as SequenceOf

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, pgettext
from wagtail.admin.ui.tables import BaseColumn, Column, NumberColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from crm_core.consents.purposes import purpose_name
from crm_core.customers.access.rows import rows_visible_to
from crm_core.sequences.forms import SEQUENCE_FORM
from crm_core.sequences.models import Enrolment, Sequence, SequenceStep
from crm_core.sequences.panels import PANELS
from crm_core.sequences.queries import counts_of, replied_of
from crm_core.sequences.services import archive
from shop.backoffice.listing import ListView
from shop.backoffice.record import ActiveRecordView, RecordFigure, RecordViewSet, submit_button
from shop.user.models import User, UserRequest

TONES = {Sequence.State.ACTIVE: "good", Sequence.State.PAUSED: "warn"}
#: From which state an action leads to which.
MOVES = {
    "activate": ({Sequence.State.DRAFT, Sequence.State.PAUSED}, Sequence.State.ACTIVE),
    "pause": ({Sequence.State.ACTIVE}, Sequence.State.PAUSED),
}


class StateColumn(Column):
    """How it stands, in words and tone."""

    cell_template_name = "crm_core/approvals/office/state_cell.html"

    def get_value(self, instance: Sequence) -> dict[str, object]:
        """Look the words up."""
        return {"words": instance.get_state_display(), "tone": TONES.get(Sequence.State(instance.state), "")}


class SequenceListView(ListView):
    """Every sequence, with how many are in it."""

    default_ordering = "name"
    page_title = gettext_lazy("Sequences")
    is_searchable = True
    search_fields = ["name", "goal"]

    def all_columns(self) -> list[BaseColumn]:
        """Name, purpose, state, who is in it."""
        return [
            self.record_column("name", label=_("Name"), sort_key="name"),
            Column("goal", label=_("Goal")),
            Column("purpose", label=_("Purpose"), accessor=lambda row: purpose_name(row.purpose)),
            StateColumn("state", label=_("Status")),
            NumberColumn("steps_count", label=_("Steps")),
            NumberColumn("open_count", label=_("Active")),
            NumberColumn("ended_count", label=_("Ended")),
        ]

    def get_base_queryset(self) -> QuerySet[Sequence]:
        """List them all: there are few."""
        return Sequence.objects.all()

    def complete(self, rows: SequenceOf[object]) -> Iterable[object]:
        """Count steps and enrolments of the page, in two queries."""
        found = [row for row in rows if isinstance(row, Sequence)]
        numbers = [row.pk for row in found]
        steps = SequenceStep.objects.filter(sequence__in=numbers).order_by()
        by_steps = dict(steps.values_list("sequence").annotate(n=Count("pk")))
        seen = rows_visible_to(self.request.user, Enrolment.objects.filter(sequence__in=numbers))
        enrolled = seen.order_by().values("sequence")
        counted = {
            row["sequence"]: (row["open"], row["ended"])
            for row in enrolled.annotate(
                open=Count("pk", filter=Q(open_in__isnull=False)),
                ended=Count("pk", filter=Q(open_in=None)),
            )
        }
        for row in found:
            active, ended = counted.get(row.pk, (0, 0))
            told = {"steps_count": by_steps.get(row.pk, 0), "open_count": active, "ended_count": ended}
            row.__dict__.update(told)
        return found

    def order_queryset(self, queryset: QuerySet[Sequence]) -> QuerySet[Sequence]:
        """Sort as asked; equals by number."""
        return queryset.order_by(self.ordering, "pk")

    def search_queryset(self, queryset: QuerySet[Sequence]) -> QuerySet[Sequence]:
        """Search name and goal."""
        if not self.is_searching:
            return queryset
        text = self.search_query.strip()
        return queryset.filter(Q(name__icontains=text) | Q(goal__icontains=text))


class SequenceView(ActiveRecordView):
    """One sequence: its figures, its steps, who is in it."""

    request: UserRequest
    action_permission = "sequences.change_sequence"
    record_actions = ("activate", "pause", "archive")

    def get_summary(self) -> SequenceOf[object]:
        """Say how it stands and what it is for."""
        sequence = self.object
        words = [sequence.get_state_display(), purpose_name(sequence.purpose)]
        return [*words, sequence.goal] if sequence.goal else words

    def get_figures(self) -> SequenceOf[RecordFigure]:
        """How many are in it, had all of it, answered, left."""
        counts, states = counts_of(self.object, self.request.user), Enrolment.State
        return [
            RecordFigure(label=_("Active"), value=str(counts.get(states.ACTIVE, 0))),
            RecordFigure(label=_("Paused"), value=str(counts.get(states.PAUSED, 0))),
            RecordFigure(label=pgettext("enrolments", "Finished"), value=str(counts.get(states.FINISHED, 0))),
            RecordFigure(label=_("Stopped"), value=str(counts.get(states.STOPPED, 0))),
            RecordFigure(label=_("Replied"), value=str(replied_of(self.object, self.request.user))),
        ]

    def get_actions(self) -> SequenceOf[HeaderButton]:
        """Turn it on, hold it, end it, change it."""
        if not self.may_act():
            return []
        state = self.object.state
        buttons = [HeaderButton(_("Edit"), url=reverse("sequences:edit", args=[self.object.pk]))]
        if state in MOVES["activate"][0]:
            buttons.append(submit_button(_("Activate"), name="action", value="activate"))
        if state in MOVES["pause"][0]:
            buttons.append(submit_button(_("Pause"), name="action", value="pause"))
        if state != Sequence.State.ARCHIVED:
            buttons.append(submit_button(_("Archive"), name="action", value="archive", classname="no"))
        return buttons

    def get_action_values(self) -> Mapping[str, str]:
        """Let the head's form be drawn."""
        return {"from": "head"}

    def get_details(self) -> dict[str, object] | None:
        """Leave the details to the panels."""
        return None

    def activate(self, request: HttpRequest) -> HttpResponse:
        """Turn it on, if it has steps."""
        if not SequenceStep.objects.filter(sequence=self.object).exists():
            return self.reload_page(error=_("This sequence has no steps."))
        return self._move("activate", _("The sequence is active."))

    def pause(self, request: HttpRequest) -> HttpResponse:
        """Hold it for everybody."""
        return self._move("pause", _("The sequence is paused."))

    def _move(self, action: str, words: str) -> HttpResponse:
        before, after = MOVES[action]
        if Sequence.objects.filter(pk=self.object.pk, state__in=before).update(state=after):
            messages.success(self.request, words)
        return self.reload_page()

    def archive(self, request: HttpRequest) -> HttpResponse:
        """End it for everybody and take nobody in any more."""
        if not self.may_act():
            raise PermissionDenied
        archive(self.object, by=self.request.user)
        messages.success(request, _("The sequence is archived."))
        return self.reload_page()


class KeptPolicy(ModelPermissionPolicy):
    """A sequence is archived and never deleted: who was in it is told by it."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Allow all but deleting."""
        return action != "delete" and bool(super().user_has_permission(user, action))


register_permission_policy(Sequence, KeptPolicy(Sequence))


class SequenceViewSet(RecordViewSet):
    """The sequences at `/cms/sequences/`."""

    model = Sequence
    name = "sequences"
    url_prefix = "sequences"
    icon = "mail"
    add_to_admin_menu = True
    index_view_class = SequenceListView
    inspect_view_class = SequenceView
    record_panels = PANELS
    edit_handler = SEQUENCE_FORM

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {
            key: view_kwargs[key]
            for key in view_kwargs.keys() - {"list_export", "list_display", "list_filter"}
        }
