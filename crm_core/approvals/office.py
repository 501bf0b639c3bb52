"""The inbox of approvals in the back office: what waits for me, what I asked, what was decided."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, gettext_lazy, pgettext
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from crm_core.approvals.access import approvals_visible_to
from crm_core.approvals.forms import ROUTE_FORM, AnswerForm, DelegationForm
from crm_core.approvals.kinds import KINDS, describe
from crm_core.approvals.models import Approval, ApprovalRoute, ApprovalStep, Delegation
from crm_core.approvals.panels import PANELS
from crm_core.approvals.rights import answerable
from crm_core.approvals.services import ApprovalError, decide, withdraw
from shop.backoffice.columns import DayColumn
from shop.backoffice.listing import BackOfficeViewSet, ListTab, ListView
from shop.backoffice.record import ActiveRecordView, RecordFigure, RecordViewSet, submit_button
from shop.user.models import User, UserRequest

VIEW = "approvals.view_approval"
TONES = {
    Approval.State.OPEN: "warn",
    Approval.State.APPROVED: "good",
    Approval.State.REFUSED: "bad",
    Approval.State.VOID: "bad",
}


def kind_label(approval: Approval) -> str:
    """Name what is asked."""
    kind = KINDS.get(approval.kind)
    return str(kind.label) if kind else approval.kind


class StateColumn(Column):
    """How it stands, in words and tone."""

    cell_template_name = "crm_core/approvals/office/state_cell.html"

    def get_value(self, instance: Approval) -> dict[str, object]:
        """Look the words up."""
        return {"words": instance.get_state_display(), "tone": TONES.get(Approval.State(instance.state), "")}


class InboxView(ListView):
    """What waits for the answer of whoever looks, the oldest first."""

    request: UserRequest
    default_ordering = "requested_at"
    page_title = gettext_lazy("Approvals")
    tabs = [
        ListTab(label=gettext_lazy("Waiting for me"), url_name="approvals_office:index"),
        ListTab(label=gettext_lazy("Asked by me"), url_name="approvals_office:asked"),
        ListTab(label=gettext_lazy("Decided"), url_name="approvals_office:decided"),
    ]

    def all_columns(self) -> list[BaseColumn]:
        """What is asked, by whom, since when, and how it stands."""
        user = self.request.user
        return [
            self.record_column(
                "title", label=_("Question"), accessor=lambda approval: describe(approval, user).title
            ),
            Column("kind", label=_("Kind"), accessor=kind_label),
            Column("requested_by_name", label=_("Requested by"), accessor=_requester),
            DateColumn(
                "requested_at", label=pgettext("of an approval", "Requested"), sort_key="requested_at"
            ),
            DayColumn("expires_at", label=_("Expires")),
            StateColumn("state", label=_("Status")),
        ]

    def get_base_queryset(self) -> QuerySet[Approval]:
        """List those that they may answer."""
        waiting = answerable(self.request.user).values("approval")
        return _loaded(Approval.objects.filter(pk__in=waiting))

    def order_queryset(self, queryset: QuerySet[Approval]) -> QuerySet[Approval]:
        """Sort as asked; equals by number, so that pages do not overlap."""
        return queryset.order_by(self.ordering, "-pk" if str(self.ordering).startswith("-") else "pk")


class AskedView(InboxView):
    """What whoever looks asked for, the latest first."""

    default_ordering = "-requested_at"

    def get_base_queryset(self) -> QuerySet[Approval]:
        """List their own."""
        return _loaded(Approval.objects.filter(requested_by=self.request.user.pk))


class DecidedView(InboxView):
    """What is over, of all that whoever looks sees, the latest first."""

    default_ordering = "-requested_at"

    def get_base_queryset(self) -> QuerySet[Approval]:
        """List the closed ones."""
        closed = Approval.objects.exclude(state=Approval.State.OPEN)
        return _loaded(approvals_visible_to(self.request.user, closed))


def _loaded(rows: QuerySet[Approval]) -> QuerySet[Approval]:
    return rows.select_related("customer", "about_type")


def _requester(approval: Approval) -> str:
    return approval.requested_by_name or _("a rule")


class ApprovalView(ActiveRecordView):
    """One approval with everything needed to decide it."""

    request: UserRequest
    action_permission = VIEW
    record_actions = ("answer", "withdraw")

    def get_queryset(self) -> QuerySet[Approval]:
        """List those that this user sees."""
        return _loaded(approvals_visible_to(self.request.user))

    def get_title(self) -> str:
        """Say the question."""
        return str(describe(self.object, self.request.user).title)

    def get_summary(self) -> Sequence[object]:
        """Say what kind it is, how it stands and who asked."""
        asked = date_format(localtime(self.object.requested_at), "SHORT_DATETIME_FORMAT")
        return [
            kind_label(self.object),
            self.object.get_state_display(),
            _("asked by %(name)s, %(when)s") % {"name": _requester(self.object), "when": asked},
        ]

    def get_figures(self) -> Sequence[RecordFigure]:
        """There are none: what counts is among the facts."""
        return []

    def get_actions(self) -> Sequence[HeaderButton]:
        """Let who asked take it back."""
        if not self.object.is_open or self.object.requested_by_id != self.request.user.pk:
            return []
        return [submit_button(_("Withdraw"), name="action", value="withdraw")]

    def get_action_values(self) -> Mapping[str, str]:
        """Let the head's form be drawn."""
        return {"from": "head"}

    def get_details(self) -> dict[str, object] | None:
        """Leave the details to the panels."""
        return None

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Take the answer; who comes second, or to what has changed, is told so."""
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.show_again(form=form)
        step = ApprovalStep.objects.filter(
            approval=self.object, pk=_number(request.POST.get("step", ""))
        ).first()
        try:
            decide(
                self.object,
                by=self.request.user,
                is_approved=form.is_approved,
                comment=form.cleaned_data["comment"],
                step=step,
            )
        except ApprovalError as error:
            return self.reload_page(error=str(error))
        messages.success(request, _("Approved.") if form.is_approved else _("Refused."))
        following = answerable(self.request.user).order_by("opened_at", "pk").first()
        if following is None:
            return redirect("approvals_office:index")
        return redirect("approvals_office:inspect", following.approval_id)

    def withdraw(self, request: HttpRequest) -> HttpResponse:
        """Take the request back."""
        try:
            withdraw(self.object, by=self.request.user)
        except ApprovalError as error:
            return self.reload_page(error=str(error))
        messages.success(request, _("Withdrawn."))
        return self.reload_page()


def _number(text: str) -> int:
    most = 18
    return int(text) if text.isdecimal() and len(text) <= most else 0


class AnsweredPolicy(ModelPermissionPolicy):
    """Approvals are asked for and answered, never written by hand."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Allow looking; answering asks for more than a right."""
        return action == "view" and bool(super().user_has_permission(user, action))


class CountingMenuItem(MenuItem):
    """An entry that says how much waits for whoever looks."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to who may be asked."""
        return bool(request.user.has_perm(VIEW))

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        """Count on every page: it is one question by an index."""
        item: LinkMenuItem = super().render_component(request)
        waiting = answerable(request.user).count() if isinstance(request.user, User) else 0
        if waiting:
            item.label = _("%(label)s (%(count)s)") % {"label": item.label, "count": waiting}
        return item


class ApprovalViewSet(RecordViewSet):
    """The inbox at `/cms/approvals/`."""

    model = Approval
    name = "approvals_office"
    url_prefix = "approvals"
    icon = "check"
    add_to_admin_menu = True
    menu_item_class = CountingMenuItem
    own_policy = AnsweredPolicy(Approval)
    index_view_class = InboxView
    inspect_view_class = ApprovalView
    record_panels = PANELS
    form_fields: list[str] = []

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {
            key: view_kwargs[key]
            for key in view_kwargs.keys() - {"list_export", "list_display", "list_filter"}
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the three lists and the page."""
        kept = {"index", "index_results", "inspect"}
        patterns = [url for url in super().get_urlpatterns() if url.name in kept]
        for name, view_class in (("asked", AskedView), ("decided", DecidedView)):
            kwargs: dict[str, object] = {
                **self.get_index_view_kwargs(),
                "index_url_name": self.get_url_name(name),
                "index_results_url_name": self.get_url_name(f"{name}_results"),
            }
            view = self.construct_view(view_class, **kwargs)
            results = self.construct_view(view_class, **kwargs, results_only=True)
            patterns += [
                path(f"{name}/", view, name=name),
                path(f"{name}/results/", results, name=f"{name}_results"),
            ]
        return patterns


class DelegationViewSet(BackOfficeViewSet):
    """Who answers for whom, at `/cms/delegations/`."""

    model = Delegation
    name = "delegations"
    url_prefix = "delegations"
    icon = "group"
    add_to_admin_menu = True
    list_display = [
        Column("owner", label=gettext_lazy("Who is away")),
        Column("delegate", label=gettext_lazy("Who answers for them")),
        DayColumn("starts_on", label=gettext_lazy("From")),
        DayColumn("ends_on", label=gettext_lazy("Until")),
        Column("made_by_name", label=gettext_lazy("Entered by")),
    ]
    ordering = ["-starts_on", "-pk"]
    form_fields = ["owner", "delegate", "starts_on", "ends_on"]

    def get_form_class(self, for_update: bool = False) -> type[DelegationForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form that offers whom one may speak for."""
        return DelegationForm


class RouteViewSet(BackOfficeViewSet):
    """Who decides which kind, at `/cms/approval-routes/`."""

    model = ApprovalRoute
    name = "approval_routes"
    url_prefix = "approval-routes"
    icon = "order"
    add_to_admin_menu = True
    list_display = [
        Column("kind", label=gettext_lazy("Kind"), accessor=kind_label),
        Column("limit", label=gettext_lazy("Needed above")),
        Column("expires_after", label=gettext_lazy("Expires after days")),
    ]
    ordering = ["kind"]
    edit_handler = ROUTE_FORM
