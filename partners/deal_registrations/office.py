"""Registrations for staff: the queue with its clock, and the page on which they are decided."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn, Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import register_permission_policy

from partners.deal_registrations.access import DECIDE
from partners.deal_registrations.decisions import (
    approve,
    extend,
    give_back,
    judge,
    refuse_extension,
    reject,
    take,
)
from partners.deal_registrations.errors import RegistrationError
from partners.deal_registrations.filters import RegistrationFilterSet
from partners.deal_registrations.forms import MessageForm
from partners.deal_registrations.models import ConflictMatch, DealRegistration, RegistrationState
from partners.deal_registrations.office_forms import ApproveForm, ExtendForm, JudgeForm, ReasonForm, end_of
from partners.deal_registrations.panels import PANELS
from partners.deal_registrations.services import write_message
from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.columns import DayColumn, MoneyColumn
from shop.backoffice.listing import ListView
from shop.backoffice.lists.bar import StandardView
from shop.backoffice.record import ActiveRecordView, RecordFigure, RecordViewSet, submit_button
from shop.formats import format_money
from shop.user.models import UserRequest

register_permission_policy(DealRegistration, ReadOnlyPolicy(DealRegistration))


def submitted() -> QuerySet[DealRegistration]:
    """List what partners have handed in; drafts are theirs alone."""
    return DealRegistration.objects.exclude(state=RegistrationState.DRAFT)


class RegistrationListView(ListView):
    """The queue: what waits, the next answer first, is a standard view of it."""

    default_ordering = "-submitted_at"
    optional_columns = frozenset({"expected_close_on", "protected_until"})
    standard_views = (
        StandardView(
            label=gettext_lazy("Waiting for our answer"), query="group=waiting&ordering=answer_due_at"
        ),
        StandardView(label=gettext_lazy("Answer overdue"), query="group=late&ordering=answer_due_at"),
        StandardView(label=gettext_lazy("Extension requested"), query="group=extension"),
    )

    def all_columns(self) -> list[BaseColumn]:
        """Whom, by which partner, how far, until when an answer, whether it collides, how much."""
        return [
            self.record_column("customer_name", label=gettext_lazy("End customer"), sort_key="customer_name"),
            Column("account", label=gettext_lazy("Partner"), accessor="account.company"),
            Column("state", label=gettext_lazy("Status"), accessor="get_state_display", sort_key="state"),
            DayColumn("answer_due_at", label=gettext_lazy("Answer due"), sort_key="answer_due_at"),
            BooleanColumn("has_conflict", label=gettext_lazy("Conflict")),
            MoneyColumn("expected_value", label=gettext_lazy("Expected value")),
            DayColumn("submitted_at", label=gettext_lazy("Submitted"), sort_key="submitted_at"),
            DayColumn("expected_close_on", label=gettext_lazy("Expected close")),
            DayColumn("protected_until", label=gettext_lazy("Protected until"), sort_key="protected_until"),
        ]

    def get_base_queryset(self) -> QuerySet[DealRegistration]:
        """Leave drafts; count along whether each collides with somebody."""
        matches = ConflictMatch.objects.filter(registration=OuterRef("pk"), is_conflict=True)
        open_ones = matches.exclude(verdict=ConflictMatch.Verdict.DIFFERENT)
        return submitted().select_related("account__company").annotate(has_conflict=Exists(open_ones))


class RegistrationPageView(ActiveRecordView):
    """One registration: what it claims, whom it may collide with, what is decided."""

    action_permission = DECIDE
    record_actions = (
        *("take", "approve", "give_back", "reject", "extend", "refuse_extension", "judge", "message"),
    )

    def get_queryset(self) -> QuerySet[DealRegistration]:
        """List what was handed in."""
        return submitted().select_related("account__company", "created_by", "reviewer", "company", "deal")

    def get_fields(self) -> list[str]:
        """Leave out what shows a company or a deal to somebody who may see none."""
        rights = {"company": "b2b.view_company", "deal": "pipeline.view_deal"}
        user = self.request.user
        return [name for name in super().get_fields() if name not in rights or user.has_perm(rights[name])]

    def get_summary(self) -> Sequence[object]:
        """Say where it stands."""
        first = [_("first to register")] if self.object.was_first else []
        return [self.object.number, self.object.get_state_display(), self.object.account.company, *first]

    def get_figures(self) -> Sequence[RecordFigure]:
        """Tell the clock, the protection and what it is worth."""
        one, found = self.object, []
        if one.is_waiting and one.answer_due_at:
            is_late = one.is_overdue(timezone.now())
            found.append(
                RecordFigure(
                    label=_("Answer due"),
                    value=_moment(one.answer_due_at),
                    note=_("overdue") if is_late else "",
                    tone="bad" if is_late else "",
                )
            )
        if one.protected_until:
            found.append(RecordFigure(label=_("Protected until"), value=_moment(one.protected_until)))
        value = format_money(one.expected_value, one.currency)
        found.append(RecordFigure(label=_("Expected value"), value=value, note=_("net")))
        return found

    def get_actions(self) -> Sequence[HeaderButton]:
        """Begin the review; all else is decided in the panels."""
        is_new = self.object.state == RegistrationState.SUBMITTED and self.may_act()
        return [submit_button(_("Start review"), name="action", value="take")] if is_new else []

    def _do(self, work: Callable[[], object], done: str) -> HttpResponse:
        try:
            work()
        except RegistrationError as refusal:
            return self.reload_page(error=str(refusal))
        messages.success(self.request, done)
        return self.reload_page()

    def take(self, request: UserRequest) -> HttpResponse:
        """Begin to look at it."""
        return self._do(
            lambda: take(self.object, by=request.user, now=timezone.now()), _("You review this registration.")
        )

    def approve(self, request: UserRequest) -> HttpResponse:
        """Protect it."""
        form = ApproveForm(request.POST, registration=self.object)
        if not form.is_valid():
            return self.show_again(approve_form=form)
        return self._do(
            lambda: approve(self.object, form.granted, by=request.user, now=timezone.now()),
            _("Approved. The partner is told, and the registered prices hold."),
        )

    def give_back(self, request: UserRequest) -> HttpResponse:
        """Ask for more."""
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.show_again(reason_form=form)
        answer = form.cleaned_data["answer"]
        return self._do(
            lambda: give_back(self.object, answer=answer, by=request.user, now=timezone.now()),
            _("Returned to the partner."),
        )

    def reject(self, request: UserRequest) -> HttpResponse:
        """Say no."""
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.show_again(reason_form=form)
        answer = form.cleaned_data["answer"]
        return self._do(
            lambda: reject(self.object, answer=answer, by=request.user, now=timezone.now()),
            _("Rejected. The partner is told why."),
        )

    def extend(self, request: UserRequest) -> HttpResponse:
        """Protect it longer."""
        form = ExtendForm(request.POST)
        if not form.is_valid():
            return self.show_again(extend_form=form)
        until = end_of(form.cleaned_data["until"])
        return self._do(
            lambda: extend(self.object, until=until, by=request.user, now=timezone.now()),
            _("Protection is extended."),
        )

    def refuse_extension(self, request: UserRequest) -> HttpResponse:
        """Leave it as it is."""
        return self._do(
            lambda: refuse_extension(self.object, by=request.user, now=timezone.now()),
            _("Protection stays as it is."),
        )

    def judge(self, request: UserRequest) -> HttpResponse:
        """Say whether a match is the same end customer."""
        form = JudgeForm(request.POST)
        if not form.is_valid():
            return self.reload_page(error=_("This page has no such action."))
        match = get_object_or_404(self.object.matches, pk=form.cleaned_data["match"])
        verdict = form.cleaned_data["verdict"]
        return self._do(lambda: judge(match, verdict, by=request.user, now=timezone.now()), _("Noted."))

    def message(self, request: UserRequest) -> HttpResponse:
        """Write to the partner."""
        if not request.user.has_perm(DECIDE):
            raise PermissionDenied
        form = MessageForm(request.POST)
        if not form.is_valid():
            return self.show_again(message_form=form)
        text = form.cleaned_data["text"]
        return self._do(
            lambda: write_message(self.object, text=text, by=request.user, from_partner=False),
            _("Your message is sent."),
        )


def _moment(moment: object) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")  # type: ignore[arg-type]


class RegistrationViewSet(RecordViewSet):
    """List and page at `/cms/deal-registrations/`."""

    model = DealRegistration
    name = "registrations_office"
    url_prefix = "deal-registrations"
    icon = "lock"
    menu_label = gettext_lazy("Deal registrations")
    menu_name = "deal-registrations"
    menu_order = 40
    add_to_admin_menu = True
    list_name = "deal-registrations"
    index_view_class = RegistrationListView
    inspect_view_class = RegistrationPageView
    inspect_view_fields = [
        *("account", "created_by", "contact_name", "contact_email", "contact_phone", "vat_id", "website"),
        *("line1", "postcode", "city", "country", "expected_close_on", "note", "submitted_at", "reviewer"),
        *("answer", "company", "deal", "covers_all", "site_postcode", "discount", "extension_until"),
        *("extension_reason", "lost_reason"),
    ]
    record_panels = PANELS
    form_fields = ["note"]
    filterset_class = RegistrationFilterSet
    search_fields = ["customer_name", "vat_id", "domain", "account__company__name"]
    search_backend_name = None

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Leave out the model's own form: partners write their registrations themselves."""
        return [each for each in super().get_urlpatterns() if each.name not in {"add", "edit", "delete"}]
