"""What the shop itself counts on the start page: orders, catalogue, reviews, the event log."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from oscar.core.loading import get_model

from shop.backoffice.figures import FIGURES, TODO, Figure, Reading, capped_count, days_back
from shop.backoffice.templatetags.backoffice_tags import ago
from shop.catalogue.models import Product
from shop.dashboard.catalogue.queries import NO_CHINESE_NAME, NO_PICTURE, without_stock
from shop.dashboard.orders.selection import oldest_first
from shop.dashboard.queries import is_late, is_shipped_unpaid, orders_with_status
from shop.events.models import Delivery
from shop.mail.models import Mail
from shop.mail.services import STUCK
from shop.order.models import Order
from shop.order_statuses import CANCELLED, PENDING_PAYMENT, TO_DISPATCH
from shop.payments.statements.models import BankEntry
from shop.reviews.models import ProductReview
from shop.time_zones import shop_day

Basket = get_model("basket", "Basket")
StockAlert = get_model("partner", "StockAlert")
DAYS = 30
WEEK = timedelta(days=7)
ABANDONED_AFTER, ABANDONED_WITHIN = timedelta(hours=4), timedelta(days=14)


def _orders(orders: QuerySet[Order], tone: str = "", **filters: str | Sequence[str]) -> Reading:
    """Count orders and say since when the first of them waits; the filters lead to the same."""
    number, words = capped_count(orders)
    oldest = orders.first()
    note = _("oldest: %(when)s") % {"when": ago(oldest.date_placed)} if oldest else ""
    url = f"{reverse('dashboard:order-list')}?{oldest_first(**filters)}"
    return Reading(value=words, note=note, url=url, tone=tone if number else "")


def to_pack() -> Reading:
    """Orders that may go out."""
    return _orders(orders_with_status(*TO_DISPATCH), tone=TODO, status=TO_DISPATCH)


def waiting_for_payment() -> Reading:
    """Orders whose money has not come; work for somebody once the first of them is a week old."""
    waiting = orders_with_status(PENDING_PAYMENT)
    is_old = waiting.filter(date_placed__lt=timezone.now() - WEEK).exists()
    return _orders(waiting, tone=TODO if is_old else "", status=[PENDING_PAYMENT])


def late() -> Reading:
    """Orders that may go out and have not within two days."""
    waiting = Order.objects.filter(is_late()).order_by("date_placed", "pk")
    return _orders(waiting, tone="bad", late="true")


def shipped_unpaid() -> Reading:
    """Orders that have gone out without their money; work once the first is due."""
    unpaid = Order.objects.filter(is_shipped_unpaid()).order_by("date_placed", "pk")
    terms = timedelta(days=settings.KILN_ACCOUNT_TERMS_DAYS)
    is_old = Q(receivable=None, date_placed__lt=timezone.now() - terms)
    is_due = unpaid.filter(is_old | Q(receivable__due_on__lt=shop_day())).exists()
    return _orders(unpaid, tone=TODO if is_due else "", unpaid="true")


def cancelled() -> Reading:
    """Orders of the last seven days that were cancelled."""
    since, day = days_back(WEEK.days)
    found = Order.objects.filter(status=CANCELLED, date_placed__gte=since)
    url = f"{reverse('dashboard:order-list')}?{urlencode({'status': CANCELLED, 'date_placed_from': day})}"
    return Reading(value=capped_count(found)[1], note=_("last seven days"), url=url)


def low_stock() -> Reading:
    """Stock alerts that nobody has dealt with."""
    number, words = capped_count(StockAlert.objects.filter(status=StockAlert.OPEN))
    url = f"{reverse('dashboard:stock-alert-list')}?{urlencode({'status': StockAlert.OPEN})}"
    return Reading(value=words, url=url, tone="bad" if number else "")


def without_translation() -> Reading:
    """Products for sale without a name in one of the other languages."""
    number, words = capped_count(Product.objects.filter(NO_CHINESE_NAME, parent=None, is_public=True))
    url = f"{reverse('dashboard:catalogue-product-list')}?sale=yes&missing=chinese"
    return Reading(value=words, url=url, tone="bad" if number else "")


def lacking_picture() -> Reading:
    """Products for sale without a picture."""
    number, words = capped_count(Product.objects.filter(NO_PICTURE, parent=None, is_public=True))
    url = f"{reverse('dashboard:catalogue-product-list')}?sale=yes&missing=picture"
    return Reading(value=words, url=url, tone="bad" if number else "")


def empty_shelves() -> Reading:
    """Products for sale of which no piece is free, in no variant."""
    empty = without_stock(Product.objects.filter(parent=None, is_public=True))
    url = f"{reverse('dashboard:catalogue-product-list')}?sale=yes&stock=out"
    number, words = capped_count(empty)
    return Reading(value=words, url=url, tone=TODO if number else "")


def reviews_to_read() -> Reading:
    """Reviews that wait, and since when."""
    waiting = ProductReview.objects.filter(status=ProductReview.FOR_MODERATION).order_by("date_created")
    number, words = capped_count(waiting)
    oldest = waiting.first()
    note = _("oldest: %(when)s") % {"when": ago(oldest.date_created)} if oldest else ""
    url = f"{reverse('dashboard:reviews-list')}?status={ProductReview.FOR_MODERATION}&ordering=date_created"
    return Reading(value=words, note=note, url=url, tone=TODO if number else "")


def failed_mails() -> Reading:
    """Mails of thirty days that did not arrive, or of which nobody knows."""
    since, day = days_back(DAYS)
    stuck = Mail.objects.filter(created_at__gte=since, status__in=STUCK)
    number, words = capped_count(stuck)
    query = urlencode([*(("status", status) for status in STUCK), ("created_at_from", day)])
    return Reading(value=words, url=f"{reverse('mails:index')}?{query}", tone="bad" if number else "")


def abandoned_baskets() -> Reading:
    """Baskets of two weeks that were filled and left."""
    now = timezone.now()
    left = Basket.objects.filter(
        status=Basket.OPEN,
        date_created__gte=now - ABANDONED_WITHIN,
        date_created__lt=now - ABANDONED_AFTER,
        lines__isnull=False,
    ).distinct()
    return Reading(value=capped_count(left)[1], note=_("abandoned in the last two weeks"))


def open_bank_entries() -> Reading:
    """Transfers of imported statements that no order has claimed."""
    number, words = capped_count(BankEntry.objects.filter(state=BankEntry.State.OPEN))
    url = reverse("payment_statements:index")
    return Reading(value=words, note=_("not matched to an order"), url=url, tone=TODO if number else "")


def dead_events() -> Reading:
    """Deliveries of the event log that a person has to look at."""
    number, words = capped_count(Delivery.objects.filter(state=Delivery.State.DEAD))
    url = f"{reverse('events:index')}?{urlencode({'state': Delivery.State.DEAD})}"
    return Reading(value=words, url=url, tone="bad" if number else "")


def waiting_events() -> Reading:
    """Deliveries on their way, and how long the first of them has been."""
    waiting = Delivery.objects.filter(state=Delivery.State.PENDING).order_by("next_attempt_at")
    number, words = capped_count(waiting)
    note = _("waiting for a worker") if number else _("the queue is empty")
    url = f"{reverse('events:index')}?{urlencode({'state': Delivery.State.PENDING})}"
    return Reading(value=words, note=note, url=url)


PACKING, CATALOGUE = "order.change_order", "catalogue.change_product"
OWN = (
    Figure(
        name="to-pack",
        section="orders",
        label=gettext_lazy("Ready to ship"),
        permission=PACKING,
        read=to_pack,
    ),
    Figure(
        name="late", section="orders", label=gettext_lazy("Shipping overdue"), permission=PACKING, read=late
    ),
    Figure(
        name="waiting-for-payment",
        section="orders",
        label=gettext_lazy("Awaiting payment"),
        permission="order.view_order",
        read=waiting_for_payment,
    ),
    Figure(
        name="shipped-unpaid",
        section="orders",
        label=gettext_lazy("Shipped, not paid"),
        permission="order.view_order",
        read=shipped_unpaid,
    ),
    Figure(
        name="low-stock",
        section="orders",
        label=gettext_lazy("Low stock"),
        permission="partner.view_stockalert",
        read=low_stock,
    ),
    Figure(
        name="reviews",
        section="service",
        label=gettext_lazy("Reviews to moderate"),
        permission="reviews.change_productreview",
        read=reviews_to_read,
    ),
    Figure(
        name="cancelled",
        section="service",
        label=gettext_lazy("Cancelled"),
        permission=PACKING,
        read=cancelled,
    ),
    Figure(
        name="mails",
        section="service",
        label=gettext_lazy("Undelivered e-mails"),
        permission="mail.view_mail",
        read=failed_mails,
    ),
    Figure(
        name="translations",
        section="catalogue",
        label=gettext_lazy("Missing Chinese name"),
        permission=CATALOGUE,
        read=without_translation,
        is_heavy=True,
    ),
    Figure(
        name="pictures",
        section="catalogue",
        label=gettext_lazy("Missing image"),
        permission=CATALOGUE,
        read=lacking_picture,
        is_heavy=True,
    ),
    Figure(
        name="shelves",
        section="catalogue",
        label=gettext_lazy("Out of stock"),
        permission=CATALOGUE,
        read=empty_shelves,
        is_heavy=True,
    ),
    Figure(
        name="baskets",
        section="marketing",
        label=gettext_lazy("Abandoned baskets"),
        permission="offer.view_conditionaloffer",
        read=abandoned_baskets,
        is_heavy=True,
    ),
    Figure(
        name="bank-entries",
        section="shop",
        label=gettext_lazy("Bank transfers"),
        permission="payments.view_bankstatement",
        read=open_bank_entries,
    ),
    Figure(
        name="events-waiting",
        section="shop",
        label=gettext_lazy("Pending events"),
        permission="events.view_delivery",
        read=waiting_events,
    ),
    Figure(
        name="events-dead",
        section="shop",
        label=gettext_lazy("Failed events"),
        permission="events.view_delivery",
        read=dead_events,
    ),
)
for place, figure in enumerate(OWN):
    FIGURES.register(replace(figure, order=10 + place))
