"""The page of a deal, and what is done on it."""

from collections.abc import Callable, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from crm_core.activities.access import AssigneeRefusedError
from crm_core.activities.services import PlannedActivity, plan_activity
from crm_core.approvals.routes import NoApproverError
from crm_core.customers.access.fields import name_for
from crm_core.customers.records.trees import locked_survivor
from crm_core.pipeline.access import CHANGE
from crm_core.pipeline.approvals import ask
from crm_core.pipeline.errors import DealError
from crm_core.pipeline.forms import (
    ContactForm,
    FileForm,
    LineChangeForm,
    LineForm,
    LinkForm,
    MoveForm,
    NoteForm,
    StepForm,
)
from crm_core.pipeline.marks import marks_of
from crm_core.pipeline.models import AccountPosition, Deal, DealContact, DealFile, DealLine
from crm_core.pipeline.orders import link_order, unlink_order
from crm_core.pipeline.people import people_of
from crm_core.pipeline.queries import days_in_stage
from crm_core.pipeline.selection import RELATED, STATE_TONES
from crm_core.pipeline.services import (
    NewLine,
    add_line,
    change_line,
    move_deal,
    remove_line,
    reopen_deal,
    reprice_line,
)
from crm_core.timeline.services import record
from shop.backoffice.record import ActiveRecordView, RecordFigure, submit_button
from shop.dashboard.orders.queries import orders_visible_to
from shop.formats import format_money
from shop.user.models import UserRequest

LONGEST_KEY = 18
NOTE = "timeline.add_timelineentry"


class DealPageView(ActiveRecordView):
    """One deal: what it is worth, what is next, who decides, what happened."""

    request: UserRequest
    template_name = "crm_core/pipeline/page.html"
    action_permission = CHANGE
    record_actions = (
        *("move", "reopen", "add_line", "change_line", "reprice_line", "remove_line", "plan_step"),
        *("add_note", "add_file", "remove_file", "save_contact", "remove_contact"),
        *("link", "unlink", "ask_approval"),
    )
    OWN_RIGHTS: ClassVar = {"add_note": NOTE}

    def may_act(self) -> bool:
        """Ask for the right to change deals, for a note for that to write into timelines."""
        right = self.OWN_RIGHTS.get(self.request.POST.get(self.action_field, ""), self.action_permission)
        return self.request.user.has_perm(right)

    def get_queryset(self) -> QuerySet[Deal]:
        """Load what the page shows; the kit leaves those that the user sees."""
        return Deal.objects.select_related(
            *RELATED, "customer__company", "customer__territory", "former_stage"
        )

    def get_title(self) -> str:
        """Name the deal."""
        return str(self.object.title)

    def get_actions(self) -> Sequence[HeaderButton]:
        """Win and lose an open deal, reopen a closed one, edit it."""
        deal, usual = self.object, list(super().get_actions())
        if not self.request.user.has_perm(CHANGE):
            return usual
        if not deal.is_open:
            return [submit_button(_("Reopen"), name="action", value="reopen"), *usual]
        return [
            HeaderButton(_("Mark as won"), url=reverse("deal_win", args=[deal.pk]), icon_name="check"),
            HeaderButton(
                _("Mark as lost"), url=reverse("deal_lose", args=[deal.pk]), icon_name="cross", classname="no"
            ),
            *usual,
        ]

    def get_action_values(self) -> dict[str, str]:
        """Have the head's form say where the deal was seen."""
        return {"seen": str(self.object.stage_id)}

    def get_figures(self) -> list[RecordFigure]:
        """Amount, chance, expected close, time in the stage."""
        deal: Deal = self.object
        figures = [
            RecordFigure(
                label=_("Amount"),
                value=format_money(deal.amount, deal.currency),
                note=self._amount_note(deal),
            )
        ]
        if deal.is_open:
            weighted = deal.amount * Decimal(deal.chance) / 100
            figures.append(
                RecordFigure(
                    label=_("Probability"),
                    value=f"{deal.chance} %",
                    note=_("%(amount)s weighted") % {"amount": format_money(weighted, deal.currency)},
                )
            )
        return [*figures, self._close_figure(deal), self._stage_figure(deal)]

    def _amount_note(self, deal: Deal) -> str:
        if deal.amount_before_order is None:
            return ""
        expected = format_money(deal.amount_before_order, deal.currency)
        return _("by its orders; %(amount)s was expected") % {"amount": expected}

    def _close_figure(self, deal: Deal) -> RecordFigure:
        if not deal.is_open and deal.closed_at:
            day = date_format(timezone.localtime(deal.closed_at), "DATE_FORMAT")
            return RecordFigure(label=_("Closed"), value=day, note=deal.get_state_display())
        is_late = marks_of([deal])[deal.pk].is_overdue
        return RecordFigure(
            label=_("Expected close"),
            value=date_format(deal.expected_close_on, "DATE_FORMAT") if deal.expected_close_on else "–",
            note=_("overdue") if is_late else "",
            tone="bad" if is_late else "",
        )

    def _stage_figure(self, deal: Deal) -> RecordFigure:
        days = days_in_stage(deal)
        stuck = marks_of([deal])[deal.pk].stuck_days
        words = ngettext("%(n)d day here", "%(n)d days here", days) % {"n": days}
        return RecordFigure(
            label=_("Stage"),
            value=str(deal.stage),
            note=_("stuck: %(words)s") % {"words": words} if stuck is not None else words,
            tone="bad" if stuck is not None else "",
        )

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Call the deal by its name, and say how it stands."""
        deal: Deal = self.object
        return super().get_context_data(
            deal=deal,
            account=name_for(self.request.user, deal.customer),
            state_tone=STATE_TONES.get(deal.state, ""),
            marks=marks_of([deal])[deal.pk].told,
            **kwargs,
        )

    # What the panels' forms do.

    def _done(self, words: str, fragment: str) -> HttpResponse:
        messages.success(self.request, words)
        return self.reload_page(fragment=fragment)

    def _try(self, call: Callable[[], object], words: str, fragment: str) -> HttpResponse:
        """Do something that a rule may refuse, and say how it went."""
        try:
            call()
        except DealError as error:
            return self.reload_page(fragment=fragment, error=str(error))
        except ValidationError as error:
            return self.reload_page(fragment=fragment, error=" ".join(error.messages))
        return self._done(words, fragment)

    def _row(self, rows: QuerySet[Any], name: str) -> Any:
        key = self.request.POST.get(name, "")
        is_key = key.isascii() and key.isdecimal() and len(key) <= LONGEST_KEY
        return get_object_or_404(rows, pk=key if is_key else 0)

    def _as_seen(self) -> Deal:
        """Return the deal as the page showed it that sent this: whoever moved it since is heard of."""
        deal: Deal = self.object
        seen = self.request.POST.get("seen", "")
        if seen.isdecimal() and len(seen) <= LONGEST_KEY:
            deal.stage_id = int(seen)
        return deal

    def move(self, request: HttpRequest) -> HttpResponse:
        """Move an open deal to another open stage."""
        form = MoveForm(request.POST, deal=self.object)
        if not form.is_valid():
            return self.show_again(move_form=form)
        stage, reason = form.cleaned_data["stage"], form.cleaned_data["reason"]
        return self._try(
            lambda: move_deal(self._as_seen(), stage, by=self.request.user, reason=reason),
            _("The deal is in “%(stage)s” now.") % {"stage": stage},
            "panel-stage",
        )

    def reopen(self, request: HttpRequest) -> HttpResponse:
        """Work on a closed deal again."""
        return self._try(
            lambda: reopen_deal(self.object, by=self.request.user),
            _("The deal is open again."),
            "panel-stage",
        )

    def add_line(self, request: HttpRequest) -> HttpResponse:
        """Add a product at the buyer's price."""
        form = LineForm(request.POST)
        if not form.is_valid():
            return self.show_again(line_form=form)
        line = NewLine(**form.cleaned_data)
        try:
            add_line(self.object, line, by=self.request.user)
        except DealError as error:
            form.add_error("product", str(error))
            return self.show_again(line_form=form)
        return self._done(_("The product has been added."), "panel-lines")

    def change_line(self, request: HttpRequest) -> HttpResponse:
        """Change pieces and discount of a line."""
        line: DealLine = self._row(self.object.lines.all(), "line")
        form = LineChangeForm(request.POST)
        if not form.is_valid():
            words = [f"{form[name].label}: {error}" for name, each in form.errors.items() for error in each]
            return self.reload_page(fragment="panel-lines", error=" ".join(words))
        return self._try(
            lambda: change_line(line, by=self.request.user, **form.cleaned_data),
            _("The line has been changed."),
            "panel-lines",
        )

    def reprice_line(self, request: HttpRequest) -> HttpResponse:
        """Take the buyer's price of now."""
        line: DealLine = self._row(self.object.lines.all(), "line")
        return self._try(
            lambda: reprice_line(line, by=self.request.user), _("The price of today holds."), "panel-lines"
        )

    def remove_line(self, request: HttpRequest) -> HttpResponse:
        """Take a line off."""
        line: DealLine = self._row(self.object.lines.all(), "line")
        return self._try(
            lambda: remove_line(line, by=self.request.user), _("The line has been removed."), "panel-lines"
        )

    def plan_step(self, request: HttpRequest) -> HttpResponse:
        """Plan the next step."""
        form = StepForm(request.POST)
        if not form.is_valid():
            return self.show_again(step_form=form)
        typed, deal = form.cleaned_data, self.object
        due = timezone.make_aware(datetime.combine(typed["due_on"], time()), timezone.get_default_timezone())
        try:
            plan_activity(
                PlannedActivity(
                    subject=typed["subject"],
                    kind=typed["kind"],
                    due_at=due,
                    assignee=typed["assignee"],
                    customer=deal.customer,
                    about=deal,
                    created_by=self.request.user,
                )
            )
        except AssigneeRefusedError as error:
            form.add_error("assignee", str(error))
            return self.show_again(step_form=form)
        return self._done(_("The next step is planned."), "panel-steps")

    def add_note(self, request: HttpRequest) -> HttpResponse:
        """Write a note into the customer's timeline, once for each form."""
        form = NoteForm(request.POST)
        if not form.is_valid():
            return self.show_again(note_form=form)
        deal: Deal = self.object
        record(
            locked_survivor(deal.customer_id),
            kind="note",
            occurred_at=timezone.now(),
            source=f"staff:{form.cleaned_data['key']}",
            data={"deal_id": deal.pk, "deal": deal.title},
            text=form.cleaned_data["text"],
            author=self.request.user,
        )
        return self._done(_("The note has been saved."), "panel-notes")

    def add_file(self, request: HttpRequest) -> HttpResponse:
        """Keep a file that has passed the gate."""
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show_again(file_form=form)
        upload = form.upload
        DealFile.objects.create(
            deal=self.object,
            file=upload,
            name=str(upload.name)[:200],
            size=upload.size or 0,
            added_by=self.request.user,
        )
        log(instance=self.object, action="wagtail.edit", user=self.request.user)
        return self._done(_("The file has been saved."), "panel-files")

    def remove_file(self, request: HttpRequest) -> HttpResponse:
        """Delete a file."""
        self._row(self.object.files.all(), "file").delete()
        log(instance=self.object, action="wagtail.edit", user=self.request.user)
        return self._done(_("The file has been removed."), "panel-files")

    def save_contact(self, request: HttpRequest) -> HttpResponse:
        """Say what somebody has to do with the deal, and where they stand at the account."""
        deal, user = self.object, self.request.user
        form = ContactForm(request.POST, user=user, people=people_of(deal, user))
        if not form.is_valid():
            return self.show_again(contact_form=form)
        typed = form.cleaned_data
        DealContact.objects.update_or_create(
            deal=deal, person=typed["person"], defaults={"role": typed["role"]}
        )
        AccountPosition.objects.update_or_create(
            person=typed["person"],
            defaults={"position": typed["position"], "reports_to": typed["reports_to"]},
        )
        return self._done(_("The contact has been saved."), "panel-people")

    def remove_contact(self, request: HttpRequest) -> HttpResponse:
        """Say that somebody has nothing to do with the deal; their place at the account stays."""
        self._row(self.object.contacts.all(), "contact").delete()
        return self._done(_("The contact has been removed from the deal."), "panel-people")

    def ask_approval(self, request: HttpRequest) -> HttpResponse:
        """Ask for the approval of the deal as it is now."""
        reason = request.POST.get("reason", "")[:2000]
        try:
            ask(self.object, by=self.request.user, reason=reason)
        except NoApproverError as error:
            return self.reload_page(fragment="panel-approval", error=str(error))
        return self._done(_("The approval has been asked for."), "panel-approval")

    def link(self, request: HttpRequest) -> HttpResponse:
        """Link an order, by which an open deal is won."""
        form = LinkForm(request.POST)
        if not form.is_valid():
            return self.show_again(link_form=form)
        order = orders_visible_to(self.request.user).filter(number=form.cleaned_data["number"]).first()
        if order is None:
            form.add_error("number", _("There is no such order."))
            return self.show_again(link_form=form)
        return self._try(
            lambda: link_order(self.object, order, by=self.request.user),
            _("Order %(number)s belongs to this deal now.") % {"number": order.number},
            "panel-orders",
        )

    def unlink(self, request: HttpRequest) -> HttpResponse:
        """Unlink an order; a deal that it had won is reopened."""
        row = self._row(self.object.deal_orders.select_related("order"), "order")
        return self._try(
            lambda: unlink_order(self.object, row.order, by=self.request.user),
            _("Order %(number)s does not belong to this deal any more.") % {"number": row.order.number},
            "panel-orders",
        )
