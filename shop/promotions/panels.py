"""What the page of a promotion shows: its approval, its codes, the orders that had it."""

from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from shop.backoffice.columns import MoneyColumn
from shop.backoffice.panels import MAIN, SIDE, Panel, facts, panel_registry, table
from shop.catalogue_promotions.models import CataloguePromotion
from shop.offer.approvals import ApprovalState
from shop.offer.models import ConditionalOffer
from shop.order.models import OrderDiscount
from shop.promotions.models import Promotion
from shop.promotions.page import APPROVE, CodesForm, RefusalForm
from shop.promotions.views import CHANGE
from shop.user.models import User

PANELS = panel_registry("panel of a promotion")
ROWS = 20


def approval(promotion: Promotion | CataloguePromotion, user: User) -> dict[str, object]:
    """Tell who asked and who decided; a form for who may decide."""
    is_own = promotion.asked_by_id == user.pk
    waits = promotion.state == ApprovalState.WAITING
    return {
        "promotion": promotion,
        "facts": (facts(_decisions(promotion)) or {}).get("facts"),
        "may_decide": waits and not is_own and user.has_perm(APPROVE),
        "is_own": waits and is_own,
        "refusal_form": RefusalForm(),
    }


def _decisions(promotion: Promotion | CataloguePromotion) -> list[tuple[str, object]]:
    return [
        (_("Approval"), promotion.get_state_display()),
        (_("Asked by"), promotion.asked_by),
        (_("Asked on"), _moment(promotion.asked_at)),
        (_("Decided by"), promotion.decided_by),
        (_("Decided on"), _moment(promotion.decided_at)),
        (_("Reason"), promotion.reason),
    ]


def _moment(moment: object) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT") if moment else ""  # type: ignore[arg-type]


def codes_of(promotion: Promotion, user: User) -> dict[str, object] | None:
    """Tell how many codes there are, with the way to them, and let who may make more; none without codes."""
    if promotion.offer.offer_type != ConditionalOffer.VOUCHER:
        return None
    held = promotion.code_set
    codes_url = f"{reverse('vouchers:index')}?voucher_set={held.pk}" if held else ""
    runs = list(promotion.code_runs.filter(finished_at=None).order_by("pk"))
    return {
        "code": promotion.code,
        "code_set": held,
        "codes_url": codes_url,
        "runs": runs,
        "codes_form": CodesForm(),
        "may_make": user.has_perm(CHANGE),
    }


def orders_with(promotion: Promotion, user: User) -> dict[str, object] | None:
    """List the latest orders that had it, each with the code that led to it."""
    uses = (
        OrderDiscount._default_manager.filter(offer_id=promotion.offer_id)
        .select_related("order")
        .annotate(currency=F("order__currency"))
        .order_by("-order__date_placed", "-pk")[:ROWS]
    )
    columns = [
        TitleColumn(
            "order",
            label=_("Order"),
            accessor="order.number",
            get_url=lambda use: reverse("dashboard:order-detail", kwargs={"number": use.order.number}),
        ),
        Column("code", label=_("Code"), accessor="voucher_code"),
        DateColumn("date", label=_("Placed"), accessor="order.date_placed"),
        MoneyColumn("amount", label=_("Discount"), currency="currency"),
    ]
    return table(columns, uses)


PANELS.register(
    Panel(
        name="codes",
        title=gettext_lazy("Codes"),
        context=codes_of,
        template="promotions/codes_panel.html",
        order=10,
        area=MAIN,
        permission="voucher.view_voucher",
    )
)
PANELS.register(
    Panel(
        name="orders",
        title=gettext_lazy("Latest orders with this promotion"),
        context=orders_with,
        order=20,
        area=MAIN,
        permission="order.view_order",
    )
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
