"""Tenders for colleagues: the list, and the page on which they invite, bid and compare."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn
from wagtail.permissions import register_permission_policy

from crm_core.tenders.errors import TenderError
from crm_core.tenders.forms import BidForm, InviteForm, MapForm
from crm_core.tenders.models import Tender, TenderState
from crm_core.tenders.panels import PANELS
from crm_core.tenders.queries import BID, CHANGE, VIEW, number_of_bids, tenders_visible_to
from crm_core.tenders.services import invite, map_line, submit_bid
from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.columns import DayColumn
from shop.backoffice.listing import ListView
from shop.backoffice.lists.bar import StandardView
from shop.backoffice.record import ActiveRecordView, RecordFigure, RecordViewSet
from shop.backoffice.row_limits import ROW_LIMITS, RowLimit
from shop.user.models import UserRequest

register_permission_policy(Tender, ReadOnlyPolicy(Tender))
ROW_LIMITS.register(RowLimit(name=Tender._meta.label_lower, limit=tenders_visible_to))


class TenderListView(ListView):
    """The tenders, the next deadline first where it is wanted so."""

    default_ordering = "-deadline"
    standard_views = (
        StandardView(
            label=gettext_lazy("Open for bids"), query=f"state={TenderState.OPEN}&ordering=deadline"
        ),
        StandardView(label=gettext_lazy("To award"), query=f"state={TenderState.CLOSED}&ordering=deadline"),
    )

    def all_columns(self) -> list[BaseColumn]:
        """What, for whom, how far, until when, how many are invited."""
        return [
            self.record_column("title", label=gettext_lazy("Tender"), sort_key="title"),
            Column("company", label=gettext_lazy("Company")),
            Column("state", label=gettext_lazy("Status"), accessor="get_state_display", sort_key="state"),
            DayColumn("deadline", label=gettext_lazy("Deadline"), sort_key="deadline"),
            NumberColumn("invited", label=gettext_lazy("Invited")),
            DateColumn("published_at", label=gettext_lazy("Published"), sort_key="published_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Tender]:
        """Leave what the colleague does not see; count along."""
        rows = tenders_visible_to(self.request.user)
        return rows.select_related("company").annotate(invited=Count("invitations"))


class TenderPageView(ActiveRecordView):
    """One tender; what is sealed is on it for nobody but its bidder."""

    action_permission = VIEW
    record_actions = ("invite", "map_line", "bid")

    def get_queryset(self) -> QuerySet[Tender]:
        """List those that the colleague sees; who may see none at all is refused by the page's permission."""
        user = self.request.user
        rows = tenders_visible_to(user) if user.has_perm(VIEW) else Tender.objects.all()
        return rows.select_related("company", "user", "deal", "order", "awarded_to__invitation__rep")

    def get_summary(self) -> Sequence[object]:
        """Say where it stands."""
        return [self.object.number, self.object.get_state_display(), self.object.company]

    def get_figures(self) -> Sequence[RecordFigure]:
        """Tell the deadline and how many have bid, which is known before."""
        deadline = timezone.localtime(self.object.deadline)
        return [
            RecordFigure(label=_("Deadline"), value=date_format(deadline, "SHORT_DATETIME_FORMAT")),
            RecordFigure(label=_("Bids"), value=str(number_of_bids(self.object))),
        ]

    def _do(self, work: Callable[[], object], done: str, **form: object) -> HttpResponse:
        try:
            work()
        except TenderError as refusal:
            return self.reload_page(error=str(refusal))
        messages.success(self.request, done)
        return self.reload_page()

    def invite(self, request: UserRequest) -> HttpResponse:
        """Invite colleagues."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        form = InviteForm(request.POST)
        if not form.is_valid():
            return self.show_again(invite_form=form)
        reps = form.cleaned_data["reps"]
        return self._do(
            lambda: invite(self.object, reps, by=request.user, now=timezone.now()), _("Invitations sent.")
        )

    def map_line(self, request: UserRequest) -> HttpResponse:
        """Say which product a line of words is."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        form = MapForm(request.POST)
        if not form.is_valid():
            return self.show_again(map_form=form)
        line = get_object_or_404(self.object.lines, pk=form.cleaned_data["line"])
        product = form.product
        assert product is not None  # noqa: S101 - a valid form has one
        return self._do(lambda: map_line(line, product), _("The line has a product now."))

    def bid(self, request: UserRequest) -> HttpResponse:
        """Write one's own bid."""
        if not request.user.has_perm(BID):
            raise PermissionDenied
        form = BidForm(request.POST, tender=self.object, lines=list(self.object.lines.all()))
        if not form.is_valid():
            return self.show_again(bid_form=form)
        return self._do(
            lambda: submit_bid(self.object, request.user, form.offer, now=timezone.now()),
            _("Your bid is saved. Until the deadline nobody else can read it."),
        )


class TenderViewSet(RecordViewSet):
    """List and page at `/cms/tenders/`."""

    model = Tender
    name = "tenders_office"
    url_prefix = "tenders"
    icon = "list-ul"
    menu_label = gettext_lazy("Tenders")
    menu_name = "tenders"
    menu_order = 30
    add_to_admin_menu = True
    index_view_class = TenderListView
    inspect_view_class = TenderPageView
    inspect_view_fields = [
        *("company", "user", "wanted_on", "place", "notes", "published_at", "closed_at"),
        *("cancel_reason", "awarded_at", "deal", "order"),
    ]
    record_panels = PANELS
    form_fields = ["title"]
    list_filter = ["state"]
    search_fields = ["title", "company__name"]
    search_backend_name = None

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Leave out the model's own form: buyers write their tenders themselves."""
        return [each for each in super().get_urlpatterns() if each.name not in {"add", "edit", "delete"}]
