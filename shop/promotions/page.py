"""The page of a promotion: what it does, how it goes, and what can be done about it."""

from collections.abc import Callable, Sequence

from django import forms
from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from shop.backoffice.record import ActiveRecordView, RecordFigure, submit_button
from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.offer.availability import PLANNED, RUNNING, USED_UP
from shop.promotions import codes, services
from shop.promotions.exceptions import PromotionError
from shop.promotions.models import Promotion
from shop.promotions.plain_terms import says_all
from shop.promotions.queries import (
    ALL_STATES,
    DRAFT,
    PAUSED,
    REFUSED,
    promotions_with_offers,
    state_name,
)
from shop.promotions.tasks import start
from shop.promotions.views import ADD, CHANGE, SEES_MONEY, sentence_of
from shop.user.models import UserRequest

APPROVE = "promotions.approve_promotion"
SEES_RESULTS = "promotions.view_results"
RIGHTS = {
    "approve": APPROVE,
    "refuse": APPROVE,
    "duplicate": ADD,
}


class CodesForm(forms.Form):
    """How many unique codes are wanted, and how they begin."""

    count = forms.IntegerField(
        label=gettext_lazy("Number of codes"), min_value=1, max_value=codes.MOST, initial=1_000
    )
    beginning = forms.RegexField(
        r"^[A-Za-z0-9]*\Z", label=gettext_lazy("Codes begin with"), required=False, max_length=10
    )


class RefusalForm(forms.Form):
    """Why a promotion is refused."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, required=False)


class PromotionPageView(ActiveRecordView):
    """One promotion; each action is done by a service that asks for rule and state."""

    request: UserRequest
    record_actions: Sequence[str] = (
        "launch",
        "approve",
        "refuse",
        "pause",
        "resume",
        "end",
        "duplicate",
        "make_codes",
    )

    def get_queryset(self) -> QuerySet[Promotion]:
        """Load what the sentence tells."""
        return promotions_with_offers()

    def may_act(self) -> bool:
        """Ask for the right that the action needs."""
        right = RIGHTS.get(self.request.POST.get(self.action_field, ""), CHANGE)
        return bool(self.request.user.has_perm(right))

    def get_action_values(self) -> dict[str, str]:
        """Send the terms along that the page shows."""
        return {"digest": self.object.digest}

    def get_summary(self) -> list[str]:
        """Say whether it is live, and what it does."""
        words = ALL_STATES[state_name(self.object, timezone.now())][0]
        return [str(words), sentence_of(self.object)]

    def get_figures(self) -> list[RecordFigure]:
        """Tell what came of it."""
        offer, sees_orders = self.object.offer, self.request.user.has_perm(SEES_MONEY)
        orders_url = f"{reverse('dashboard:order-list')}?offer={offer.pk}" if sees_orders else ""
        figures = [
            RecordFigure(label=_("Orders"), value=intcomma(offer.num_orders), url=orders_url),
            RecordFigure(label=_("Uses"), value=intcomma(offer.num_applications)),
        ]
        if sees_orders:
            given = format_money(offer.total_discount, shop_currency())
            sees_results = self.request.user.has_perm(SEES_RESULTS)
            results = reverse("promotion_results", args=[self.object.pk]) if sees_results else ""
            figures.append(RecordFigure(label=_("Discount given"), value=given, url=results))
        return figures

    def get_actions(self) -> list[HeaderButton]:
        """Offer what can be done in this state, the usual step first."""
        user, promotion = self.request.user, self.object
        state = state_name(promotion, timezone.now())
        buttons = []
        if user.has_perm(CHANGE):
            buttons += [_action(label, name) for label, name in _moves(state)]
            if says_all(promotion.offer, promotion.template):
                buttons += super().get_actions()
        simulator = f"{reverse('promotion_simulator')}?promotion={promotion.pk}"
        buttons.append(HeaderButton(_("Simulate"), url=simulator, icon_name="view"))
        if user.has_perm(SEES_RESULTS):
            url = reverse("promotion_results", args=[promotion.pk])
            buttons.append(HeaderButton(_("Results"), url=url, icon_name="order"))
        if user.has_perm(ADD):
            buttons.append(_action(_("Duplicate"), "duplicate"))
        if user.has_perm("offer.change_conditionaloffer"):
            url = reverse("offers:edit", args=[promotion.offer_id])
            buttons.append(HeaderButton(_("Detailed form"), url=url, icon_name="cog"))
        return buttons

    def launch(self, _request: HttpRequest) -> HttpResponse:
        """Ask for approval, or go live."""
        self._do(lambda: services.launch(self.object, by=self.request.user))
        return self.reload_page()

    def approve(self, request: HttpRequest) -> HttpResponse:
        """Let it go live."""
        digest = request.POST.get("digest", "")
        self._do(lambda: services.approve(self.object, by=self.request.user, digest=digest))
        return self.reload_page()

    def refuse(self, request: HttpRequest) -> HttpResponse:
        """Say no, with the reason; without one the form comes back."""
        form = RefusalForm(request.POST)
        digest = request.POST.get("digest", "")
        if not form.is_valid():
            return self.show_again(refusal_form=form)
        reason = form.cleaned_data["reason"]
        try:
            services.refuse(self.object, by=self.request.user, digest=digest, reason=reason)
        except PromotionError as error:
            form.add_error("reason", str(error))
            return self.show_again(refusal_form=form)
        return self.reload_page()

    def pause(self, request: HttpRequest) -> HttpResponse:
        """Have nobody get it."""
        self._do(lambda: services.pause(self.object, by=self.request.user))
        return self.reload_page()

    def resume(self, request: HttpRequest) -> HttpResponse:
        """Let buyers get it again."""
        self._do(lambda: services.resume(self.object, by=self.request.user))
        return self.reload_page()

    def end(self, request: HttpRequest) -> HttpResponse:
        """End it now."""
        self._do(lambda: services.end(self.object, by=self.request.user))
        return self.reload_page()

    def duplicate(self, request: HttpRequest) -> HttpResponse:
        """Copy it as a draft, and lead to the copy."""
        made = services.duplicate(self.object, by=self.request.user)
        messages.success(request, _("“%(object)s” was made as a draft.") % {"object": made})
        return redirect("promotions:inspect", made.pk)

    def make_codes(self, request: HttpRequest) -> HttpResponse:
        """Make unique codes, at once or by a worker."""
        form = CodesForm(request.POST)
        if not form.is_valid():
            return self.show_again(codes_form=form)
        typed = form.cleaned_data
        try:
            run = codes.order_codes(
                self.object, count=typed["count"], prefix=typed["beginning"], by=self.request.user
            )
            start(run)
        except PromotionError as error:
            form.add_error("count", str(error))
            return self.show_again(codes_form=form)
        return self.reload_page(fragment="panel-codes")

    def _do(self, work: Callable[[], object]) -> None:
        try:
            work()
        except PromotionError as error:
            messages.error(self.request, str(error))


def _moves(state: str) -> list[tuple[str, str]]:
    if state in {DRAFT, REFUSED}:
        return [(_("Launch"), "launch")]
    if state in {RUNNING, USED_UP}:
        return [(_("Pause"), "pause"), (_("End now"), "end")]
    if state == PLANNED:
        return [(_("Pause"), "pause")]
    if state == PAUSED:
        return [(_("Resume"), "resume")]
    return []


def _action(label: str, name: str) -> HeaderButton:
    return submit_button(label, name="action", value=name)
