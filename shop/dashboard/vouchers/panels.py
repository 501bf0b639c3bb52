"""What the pages of a code and of a set show."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn

from shop.backoffice.panels import MAIN, SIDE, Panel, facts, panel_registry, table
from shop.dashboard.offers.panels import ROWS, code_column, discounts_of, uses_table
from shop.dashboard.vouchers.forms import USAGES
from shop.offer.models import ConditionalOffer
from shop.offer.sentences import describe
from shop.offer.terms import terms_of
from shop.user.models import User
from shop.voucher.models import Voucher, VoucherSet

PANELS = panel_registry("panel of a code")
SET_PANELS = panel_registry("panel of a set of codes")


def _offers_table(offers: QuerySet[ConditionalOffer], user: User) -> dict[str, object] | None:
    may_edit = user.has_perm("offer.change_conditionaloffer")
    page = "offers:edit" if may_edit else "offers:inspect"
    columns = [
        TitleColumn("name", label=_("Offer"), get_url=lambda offer: reverse(page, args=[offer.pk])),
        Column("gives", label=_("Discount"), accessor=lambda offer: describe(terms_of(offer))),
    ]
    return table(columns, offers.select_related("benefit__range", "condition__range"))


def _dates(dated: Voucher | VoucherSet) -> list[tuple[object, object]]:
    return [
        (label, date_format(localtime(moment), "DATETIME_FORMAT"))
        for label, moment in ((_("Starts"), dated.start_datetime), (_("Ends"), dated.end_datetime))
    ]


def voucher_offers_panel(voucher: Voucher, user: User) -> dict[str, object] | None:
    """List what the code gives, with the way to change it."""
    return _offers_table(voucher.offers.all(), user)


def voucher_uses(voucher: Voucher, user: User) -> dict[str, object] | None:
    """List the latest orders that used the code."""
    return uses_table(discounts_of(voucher_id=voucher.pk))


def voucher_details(voucher: Voucher, user: User) -> dict[str, object] | None:
    """Tell its name, usage, dates and set."""
    row = voucher.voucher_set
    url = reverse("voucher_sets:inspect", args=[row.pk]) if row else ""
    return facts(
        [
            (_("Name"), voucher.name),
            (_("Usage"), dict(USAGES)[voucher.usage]),
            *_dates(voucher),
            (_("Code set"), format_html('<a href="{}">{}</a>', url, row) if row else None),
        ]
    )


def set_offers(row: VoucherSet, user: User) -> dict[str, object] | None:
    """List what the codes give."""
    first = row.vouchers.order_by("pk").first()
    return _offers_table(first.offers.all(), user) if first else None


def set_details(row: VoucherSet, user: User) -> dict[str, object] | None:
    """Tell how the codes are made and when they hold."""
    first = row.vouchers.order_by("pk").first()
    return facts(
        [
            (_("Usage"), dict(USAGES)[first.usage] if first else None),
            *_dates(row),
            (_("Codes begin with"), row.code_prefix),
            (_("Description"), row.description),
        ]
    )


def set_codes(row: VoucherSet, user: User) -> dict[str, object] | None:
    """Show the first codes."""
    columns = [
        code_column(),
        Column("num_orders", label=_("Used"), classname="numeric num"),
    ]
    return table(columns, row.vouchers.order_by("pk")[:ROWS])


for panel in (
    Panel(
        name="offers",
        title=gettext_lazy("What it gives"),
        context=voucher_offers_panel,
        order=10,
        area=MAIN,
        permission="offer.view_conditionaloffer",
    ),
    Panel(
        name="orders",
        title=gettext_lazy("Latest orders with this code"),
        context=voucher_uses,
        order=20,
        area=MAIN,
        permission="order.view_order",
    ),
    Panel(name="details", title=gettext_lazy("Details"), context=voucher_details, order=10, area=SIDE),
):
    PANELS.register(panel)

for set_panel in (
    Panel(
        name="offers",
        title=gettext_lazy("What they give"),
        context=set_offers,
        order=10,
        area=MAIN,
        permission="offer.view_conditionaloffer",
    ),
    Panel(name="codes", title=gettext_lazy("Codes"), context=set_codes, order=20, area=MAIN),
    Panel(name="details", title=gettext_lazy("Details"), context=set_details, order=10, area=SIDE),
):
    SET_PANELS.register(set_panel)
