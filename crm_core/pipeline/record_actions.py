"""What the forms on the page of a deal do."""

from collections.abc import Callable
from datetime import datetime, time
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from crm_core.activities.access import AssigneeRefusedError
from crm_core.activities.services import PlannedActivity, plan_activity
from crm_core.approvals.routes import NoApproverError
from crm_core.customers.records.trees import locked_survivor
from crm_core.pipeline.approvals import ask
from crm_core.pipeline.deal_lines import add_line, change_line, remove_line, reprice_line
from crm_core.pipeline.errors import DealError
from crm_core.pipeline.models import AccountPosition, Deal, DealContact, DealFile, DealLine
from crm_core.pipeline.moves import move_deal, reopen_deal
from crm_core.pipeline.orders import link_order, unlink_order
from crm_core.pipeline.page_forms import (
    ContactForm,
    FileForm,
    LineChangeForm,
    LineForm,
    LinkForm,
    MoveForm,
    NoteForm,
    StepForm,
)
from crm_core.pipeline.people import people_of
from crm_core.pipeline.pricing import NewLine
from crm_core.timeline.services import record
from shop.backoffice.record import ActiveRecordView
from shop.dashboard.orders.queries import orders_visible_to
from shop.user.models import UserRequest

LONGEST_KEY = 18
M = TypeVar("M", bound=Model)


class DealActions(ActiveRecordView):
    """The actions of a deal's page: each says what it did, or why not, and leads back to its panel."""

    request: UserRequest

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

    def _row(self, rows: QuerySet[M], name: str) -> M:
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
        except (DealError, ValidationError) as error:
            words = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            form.add_error("product", words)
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
