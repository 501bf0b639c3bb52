"""What the page of an offer shows: its terms, its codes, the orders that used it."""

from datetime import datetime

from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, gettext_lazy, pgettext
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from shop.backoffice.columns import MoneyColumn
from shop.backoffice.panels import MAIN, SIDE, Panel, facts, panel_registry, table
from shop.offer.goods import PRODUCTS
from shop.offer.models import ConditionalOffer
from shop.offer.sentences import describe, describe_audience, money
from shop.offer.terms import terms_of
from shop.order.models import OrderDiscount
from shop.user.models import User

PANELS = panel_registry("panel of an offer")
ROWS = 20


def discounts_of(**selection: object) -> list[OrderDiscount]:
    """Return the latest uses by orders."""
    found = (
        OrderDiscount._default_manager.filter(**selection)
        .select_related("order")
        .annotate(currency=F("order__currency"))
    )
    return list(found.order_by("-order__date_placed", "-pk")[:ROWS])


def uses_table(uses: list[OrderDiscount]) -> dict[str, object] | None:
    """Show which orders used it and what they got."""
    columns = [
        TitleColumn(
            "order",
            label=_("Order"),
            accessor="order.number",
            get_url=lambda use: reverse("dashboard:order-detail", kwargs={"number": use.order.number}),
        ),
        DateColumn("date", label=_("Placed"), accessor="order.date_placed"),
        MoneyColumn("amount", label=_("Discount"), currency="currency"),
    ]
    return table(columns, uses)


def offer_uses(offer: ConditionalOffer, user: User) -> dict[str, object] | None:
    """List the latest orders that used the offer."""
    return uses_table(discounts_of(offer_id=offer.pk))


def code_column() -> TitleColumn:
    """Return the column of a code, which leads to its page."""
    return TitleColumn(
        "code",
        label=pgettext("of a discount", "Code"),
        get_url=lambda voucher: reverse("vouchers:inspect", args=[voucher.pk]),
    )


def offer_codes(offer: ConditionalOffer, user: User) -> dict[str, object] | None:
    """List the codes that lead to the offer."""
    columns = [
        code_column(),
        Column("usage", label=_("Usage"), accessor="get_usage_display"),
        Column("num_orders", label=_("Orders"), classname="numeric num"),
    ]
    return table(columns, offer.vouchers.order_by("-date_created", "-pk")[:ROWS])


def offer_terms(offer: ConditionalOffer, user: User) -> dict[str, object] | None:
    """Tell the terms one by one."""
    terms = terms_of(offer)
    picked = [product.get_title() for product in terms.goods.products] if terms.goods.kind == PRODUCTS else []
    return facts(
        [
            (_("Discount"), describe(terms)),
            (_("Products"), ", ".join(picked)),
            (_("Starts"), _day(offer.start_datetime)),
            (_("Ends"), _day(offer.end_datetime)),
            (_("Uses per customer, at most"), offer.max_user_applications),
            (_("Uses per order, at most"), offer.max_basket_applications),
            (_("Uses in all, at most"), offer.max_global_applications),
            (_("Discount per order, at most"), money(offer.max_discount_per_order)),
            (_("Total discount, at most"), money(offer.max_discount)),
            (_("Margin on the cost, at least (%)"), offer.margin_floor),
            (_("For whom"), describe_audience(offer)),
            (_("Group of which one applies"), offer.exclusive_group),
            (_("Exclusive"), _("Yes") if offer.exclusive else _("No")),
            (_("Priority"), offer.priority or None),
        ]
    )


def _day(moment: datetime | None) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT") if moment else ""


PANELS.register(Panel(name="terms", title=gettext_lazy("Details"), context=offer_terms, order=10, area=SIDE))
PANELS.register(
    Panel(
        name="codes",
        title=gettext_lazy("Codes"),
        context=offer_codes,
        order=10,
        area=MAIN,
        permission="voucher.view_voucher",
    )
)
PANELS.register(
    Panel(
        name="orders",
        title=gettext_lazy("Latest orders with this offer"),
        context=offer_uses,
        order=20,
        area=MAIN,
        permission="order.view_order",
    )
)
