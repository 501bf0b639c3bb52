"""The page of a sale: whether it is live, how many prices it reduces, its approval and what can be done."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from shop.backoffice.columns import MoneyColumn
from shop.backoffice.panels import MAIN, SIDE, Panel, panel_registry, table
from shop.backoffice.record import ActiveRecordView, RecordFigure, submit_button
from shop.catalogue_promotions.models import CataloguePromotion
from shop.offer.availability import PLANNED, RUNNING
from shop.partner.models import SalePrice
from shop.promotions import sales
from shop.promotions.exceptions import PromotionError
from shop.promotions.page import APPROVE, RefusalForm
from shop.promotions.panels import approval
from shop.promotions.queries import DRAFT, PAUSED, REFUSED
from shop.promotions.sale_states import SALE_STATES, sale_state
from shop.user.models import User, UserRequest

CHANGE = "catalogue_promotions.change_cataloguepromotion"
DECISIONS = frozenset({"approve", "refuse"})
PANELS = panel_registry("panel of a sale")
ROWS = 20


def prices_of(sale: CataloguePromotion) -> QuerySet[SalePrice]:
    """Read the prices that a sale makes, now or to come."""
    rows = SalePrice.objects.filter(Q(end=None) | Q(end__gt=timezone.now()), promotion_id=sale.pk)
    rows = rows.annotate(currency=F("stockrecord__price_currency"))
    return rows.select_related("stockrecord__product__parent").order_by("pk")


class SalePageView(ActiveRecordView):
    """One sale; each action is done by a service that asks for rule and state."""

    request: UserRequest
    record_actions: Sequence[str] = ("launch", "approve", "refuse", "pause", "resume", "end")

    def may_act(self) -> bool:
        """Ask for the right that the action needs."""
        is_decision = self.request.POST.get(self.action_field, "") in DECISIONS
        return bool(self.request.user.has_perm(APPROVE if is_decision else CHANGE))

    def get_action_values(self) -> dict[str, str]:
        """Send the terms along that the page shows."""
        return {"digest": self.object.digest}

    def get_summary(self) -> list[str]:
        """Say whether it is live."""
        return [str(SALE_STATES[sale_state(self.object, timezone.now())][0])]

    def get_figures(self) -> list[RecordFigure]:
        """Count the prices that it reduces, now or to come."""
        return [RecordFigure(label=_("Reduced prices"), value=intcomma(prices_of(self.object).count()))]

    def get_actions(self) -> list[HeaderButton]:
        """Offer what can be done in this state, the usual step first."""
        if not self.request.user.has_perm(CHANGE):
            return []
        state = sale_state(self.object, timezone.now())
        moves = [submit_button(label, name="action", value=name) for label, name in _moves(state)]
        return [*moves, *super().get_actions()]

    def launch(self, _request: HttpRequest) -> HttpResponse:
        """Ask for approval, or reduce the prices."""
        return self._done(lambda: sales.launch_sale(self.object, by=self.request.user))

    def approve(self, request: HttpRequest) -> HttpResponse:
        """Let it reduce the prices."""
        digest = request.POST.get("digest", "")
        return self._done(lambda: sales.approve_sale(self.object, by=self.request.user, digest=digest))

    def refuse(self, request: HttpRequest) -> HttpResponse:
        """Say no, with the reason; without one the form comes back."""
        form = RefusalForm(request.POST)
        if not form.is_valid():
            return self.show_again(refusal_form=form)
        digest, reason = request.POST.get("digest", ""), form.cleaned_data["reason"]
        try:
            sales.refuse_sale(self.object, by=self.request.user, digest=digest, reason=reason)
        except PromotionError as error:
            form.add_error("reason", str(error))
            return self.show_again(refusal_form=form)
        return self.reload_page()

    def pause(self, _request: HttpRequest) -> HttpResponse:
        """Bring the prices back until it goes on."""
        return self._done(lambda: sales.switch_sale(self.object, is_on=False, by=self.request.user))

    def resume(self, _request: HttpRequest) -> HttpResponse:
        """Reduce the prices again, within its dates."""
        return self._done(lambda: sales.switch_sale(self.object, is_on=True, by=self.request.user))

    def end(self, _request: HttpRequest) -> HttpResponse:
        """End it now."""
        return self._done(lambda: sales.end_sale(self.object, by=self.request.user))

    def _done(self, work: Callable[[], object]) -> HttpResponse:
        try:
            work()
        except PromotionError as error:
            messages.error(self.request, str(error))
        return self.reload_page()


def _moves(state: str) -> list[tuple[str, str]]:
    return {
        DRAFT: [(_("Launch"), "launch")],
        REFUSED: [(_("Launch"), "launch")],
        RUNNING: [(_("Pause"), "pause"), (_("End now"), "end")],
        PLANNED: [(_("Pause"), "pause")],
        PAUSED: [(_("Resume"), "resume")],
    }.get(state, [])


def reduced_products(sale: CataloguePromotion, _user: User) -> dict[str, object] | None:
    """List products with the price that the sale makes and the lowest of the thirty days before."""
    columns = [
        Column("product", label=_("Product"), accessor="stockrecord.product.get_title"),
        Column("sku", label=_("SKU"), accessor="stockrecord.partner_sku"),
        MoneyColumn("price", label=_("Sale price"), currency="currency"),
        MoneyColumn("lowest", label=_("Lowest price before"), currency="currency"),
    ]
    return table(columns, prices_of(sale)[:ROWS])


PANELS.register(
    Panel(name="prices", title=gettext_lazy("Reduced prices"), context=reduced_products, order=10, area=MAIN)
)
PANELS.register(
    Panel(
        name="approval",
        title=gettext_lazy("Approval"),
        context=approval,
        template="promotions/approval_panel.html",
        order=10,
        area=SIDE,
    )
)
