"""Quotes in the back office: the list, and the page of one with what is done on it."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.widgets.button import HeaderButton

from crm_core.approvals.routes import NoApproverError
from crm_core.customers.access.fields import name_for
from crm_core.quotes.access import ADD_TEMPLATE, CHANGE, EXPORT, RELATED, quote_url
from crm_core.quotes.approvals import ask, is_cleared
from crm_core.quotes.drafting import draft_of, stamp
from crm_core.quotes.errors import QuoteError
from crm_core.quotes.filters import quotes_matching
from crm_core.quotes.margins import may_see_margin
from crm_core.quotes.models import Quote, QuoteVersion
from crm_core.quotes.models.quotes import SENDABLE
from crm_core.quotes.office_forms import AcceptForBuyerForm, AnswerForm, ReasonForm, RejectForBuyerForm
from crm_core.quotes.on_behalf import accept_for_buyer, reject_for_buyer
from crm_core.quotes.services import comment, copy_quote, send_version, start_draft, withdraw
from crm_core.quotes.template_forms import SaveAsTemplateForm
from crm_core.quotes.templates import save_as_template
from shop.backoffice.columns import DayColumn, MoneyColumn
from shop.backoffice.keyset import SortKey
from shop.backoffice.listing import ListView
from shop.backoffice.lists.bar import StandardView
from shop.backoffice.lists.registry import LISTS, RegisteredList
from shop.backoffice.record import ActiveRecordView, RecordFigure, submit_button
from shop.formats import format_money
from shop.numbers import whole_number
from shop.user.models import User, UserRequest

TONES = {"accepted": "good", "ordered": "good", "rejected": "bad", "expired": "bad", "countered": "warn"}
FOR_BUYER = ("accept_for_buyer", "reject_for_buyer")
LISTS.register(RegisteredList(name="quotes", permission="quotes.view_quote", url_name="quotes_office:index"))


class QuoteListView(ListView):
    """All quotes of customers whom the user sees, the newest first."""

    request: UserRequest
    list_name = "quotes"
    is_searchable = True
    search_fields = ["number"]  # says to Wagtail that there is a search; `search_queryset` does it
    default_ordering = "-created_at"
    export_permission = EXPORT
    optional_columns = frozenset({"created_at", "wanted_on", "deal"})
    standard_views = (
        StandardView(label=gettext_lazy("To be answered"), query="group=ours"),
        StandardView(label=gettext_lazy("My open quotes"), query="group=open&mine=on"),
        StandardView(label=gettext_lazy("Expires within a week"), query="group=expiring"),
    )
    keyset = (SortKey(field="created_at"), SortKey(field="total"), SortKey(field="state_since"))
    list_export = [
        *("number", "customer_name", "state", "latest", "total", "currency", "told_margin", "owner"),
        *("valid_until", "created_at", "wanted_on", "reason"),
    ]
    export_headings = {"customer_name": gettext_lazy("Customer"), "told_margin": gettext_lazy("Margin")}

    def get_base_queryset(self) -> QuerySet[Quote]:
        """Load what rows show."""
        return Quote.objects.select_related(*RELATED)

    def search_queryset(self, queryset: QuerySet[Quote]) -> QuerySet[Quote]:
        """Search numbers and customers."""
        if not self.is_searching:
            return queryset
        return quotes_matching(self.search_query, self.request.user, among=queryset)

    def all_columns(self) -> list[BaseColumn]:
        """The quote at a glance; the margin for who may see it."""
        margin = [MoneyColumn("margin", label=_("Margin"), currency="currency")]
        return [
            self.record_column("number", label=_("Quote"), accessor="number"),
            Column("customer", label=_("Customer"), accessor="customer_name"),
            Column("state", label=_("State"), accessor="get_state_display"),
            MoneyColumn("total", label=_("Total with tax"), currency="currency", sort_key="total"),
            *(margin if may_see_margin(self.request.user) else []),
            DayColumn("valid_until", label=_("Valid until")),
            Column("owner", label=_("Owner")),
            DateColumn("state_since", label=_("In this state since"), sort_key="state_since"),
            Column("deal", label=_("Deal")),
            DayColumn("wanted_on", label=_("Wanted on")),
            DateColumn("created_at", label=_("Created"), sort_key="created_at"),
        ]

    def complete(self, rows: Sequence[object]) -> Sequence[object]:
        """Call customers by what the user sees of them, and tell margins to who may see them."""
        may = may_see_margin(self.request.user)
        for quote in cast("Sequence[Any]", rows):
            quote.customer_name = name_for(self.request.user, quote.customer)
            quote.told_margin = quote.margin if may else None
        return rows


class QuotePageView(ActiveRecordView):
    """One quote: what was asked and offered, what changed, what both sides wrote."""

    request: UserRequest
    template_name = "crm_core/quotes/office/page.html"
    action_permission = CHANGE
    record_actions = (
        "write",
        "send",
        "withdraw",
        "comment",
        "ask_approval",
        "copy",
        "save_template",
        *FOR_BUYER,
    )

    def get_queryset(self) -> QuerySet[Quote]:
        """Load what the page shows; the kit leaves those that the user sees."""
        return Quote.objects.select_related(*RELATED)

    def get_title(self) -> str:
        """Name the quote."""
        return _("Quote %(number)s") % {"number": self.object.number}

    def get_actions(self) -> Sequence[HeaderButton]:
        """Write the next version, send what is written, copy, take back."""
        quote, usual = self.object, list(super().get_actions())
        if not self.request.user.has_perm(CHANGE):
            return usual
        found = []
        draft = draft_of(quote)
        if draft is not None and quote.state in SENDABLE:
            url = reverse("quote_offer", args=[quote.pk])
            if is_cleared(draft, by=self.request.user):
                found.append(submit_button(_("Send version"), name="action", value="send"))
            found.append(HeaderButton(_("Edit the offer"), url=url, icon_name="edit"))
        elif quote.state in SENDABLE:
            found.append(submit_button(_("Write an offer"), name="action", value="write"))
        found.append(submit_button(_("Copy"), name="action", value="copy"))
        if quote.is_open:
            found.append(submit_button(_("Withdraw"), name="action", value="withdraw", classname="no"))
        return [*found, *usual]

    def get_action_values(self) -> dict[str, str]:
        """Have the head's form say which state of the draft was seen."""
        draft = draft_of(self.object)
        return {"seen": stamp(draft) if draft is not None else ""}

    def get_figures(self) -> list[RecordFigure]:
        """Value, margin, version, until when."""
        quote: Quote = self.object
        money = format_money(quote.total, quote.currency)
        figures = [
            RecordFigure(label=_("Total with tax"), value=money),
            RecordFigure(label=_("Version"), value=str(quote.latest or "–")),
        ]
        if may_see_margin(self.request.user):
            told = format_money(quote.margin, quote.currency) if quote.margin is not None else "–"
            figures.insert(1, RecordFigure(label=_("Margin"), value=told))
        day = quote.order_until if quote.state == Quote.State.ACCEPTED else quote.valid_until
        label = _("Order until") if quote.state == Quote.State.ACCEPTED else _("Valid until")
        is_late = bool(day) and quote.is_open and not quote.is_on_time(day)
        figures.append(
            RecordFigure(
                label=label,
                value=date_format(day, "DATE_FORMAT") if day else "–",
                tone="bad" if is_late else "",
                note=_("over") if is_late else "",
            )
        )
        return figures

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Say how it stands, and for whom it is."""
        quote: Quote = self.object
        return super().get_context_data(
            quote=quote,
            account=name_for(self.request.user, quote.customer),
            state_tone=TONES.get(quote.state, ""),
            **kwargs,
        )

    def _try(self, call: Callable[[], object], words: str, fragment: str = "") -> HttpResponse:
        try:
            call()
        except (QuoteError, NoApproverError) as error:
            return self.reload_page(fragment=fragment, error=str(error))
        messages.success(self.request, words)
        return self.reload_page(fragment=fragment)

    def write(self, request: HttpRequest) -> HttpResponse:
        """Begin the next version and go on to write it."""
        try:
            start_draft(self.object, by=self._user)
        except QuoteError as error:
            return self.reload_page(error=str(error))
        return redirect("quote_offer", self.object.pk)

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send the version that is written."""
        seen = request.POST.get("seen", "")
        return self._try(
            lambda: send_version(self.object, by=self._user, seen=seen), _("The quote is on its way.")
        )

    def withdraw(self, request: HttpRequest) -> HttpResponse:
        """Take the quote back."""
        return self._try(lambda: withdraw(self.object, by=self._user), _("The quote is withdrawn."))

    def copy(self, request: HttpRequest) -> HttpResponse:
        """Begin another one like it."""
        made = copy_quote(self.object, by=self._user)
        messages.success(request, _("This is the copy. Nothing of it was sent."))
        return redirect(quote_url(made))

    def save_template(self, request: HttpRequest) -> HttpResponse:
        """Keep what is written, or was sent last, as a template, and go on to its form."""
        if not self._user.has_perm(ADD_TEMPLATE):
            raise PermissionDenied
        version = draft_of(self.object) or self._latest
        form = SaveAsTemplateForm(request.POST)
        if version is None or not form.is_valid():
            return self.show_again(template_form=form)
        try:
            made = save_as_template(version, name=form.cleaned_data["save_as"])
        except QuoteError as refusal:
            form.add_error("save_as", str(refusal))
            return self.show_again(template_form=form)
        messages.success(request, _("This is the template. Quotes can begin with it now."))
        return redirect("quote_templates:edit", made.pk)

    def comment(self, request: HttpRequest) -> HttpResponse:
        """Write to the buyer."""
        form = AnswerForm(request.POST, version=self._latest)
        if not form.is_valid():
            return self.show_again(answer_form=form)
        said = form.cleaned_data
        return self._try(
            lambda: comment(self.object, said["text"], by=self._user, by_buyer=False, line_key=said["line"]),
            _("The buyer gets your comment by e-mail."),
            "panel-comments",
        )

    def ask_approval(self, request: HttpRequest) -> HttpResponse:
        """Have somebody else agree to discount and margin."""
        draft, form = draft_of(self.object), ReasonForm(request.POST)
        if draft is None or not form.is_valid():
            return self.reload_page(fragment="panel-approval", error=_("There is nothing to approve."))
        reason = form.cleaned_data["reason"]
        return self._try(
            lambda: ask(draft, by=self._user, reason=reason),
            _("The question is on its way."),
            "panel-approval",
        )

    def accept_for_buyer(self, request: HttpRequest) -> HttpResponse:
        """Write down that the buyer accepted the version that was shown."""
        form = AcceptForBuyerForm(request.POST)
        if not form.is_valid():
            return self.show_again(accept_form=form)
        return self._try(
            lambda: accept_for_buyer(self.object, seen=self._seen, by=self._user, **form.cleaned_data),
            _("Written down as accepted. The buyer can order it now."),
        )

    def reject_for_buyer(self, request: HttpRequest) -> HttpResponse:
        """Write down that the buyer does not want the version that was shown."""
        form = RejectForBuyerForm(request.POST)
        if not form.is_valid():
            return self.show_again(reject_form=form)
        return self._try(
            lambda: reject_for_buyer(self.object, seen=self._seen, by=self._user, **form.cleaned_data),
            _("Written down as rejected."),
        )

    @property
    def _seen(self) -> int:
        return whole_number(self.request.POST.get("version", "")) or 0

    @property
    def _user(self) -> User:
        return self.request.user

    @property
    def _latest(self) -> QuoteVersion | None:
        found: QuoteVersion | None = self.object.versions.exclude(sent_at=None).order_by("-number").first()
        return found
