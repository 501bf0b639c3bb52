"""Telling people who wait that something is back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from shop.customer.alerts.kinds import BACK
from shop.customer.alerts.sending import send_alert_mail
from shop.customer.alerts.subscribing import language_of
from shop.customer.models import ProductAlert
from shop.partner.buyers import Buyer, buyer_for
from shop.partner.purchase import PurchaseInfo
from shop.partner.queries import purchase_infos
from shop.user.language import reader_language


def due_alerts() -> list[ProductAlert]:
    """List the active alerts whose owners are to be told now, in the order in which they asked.

    Of a product whose pieces are counted, as many people are told as pieces can be had, less
    those told within KILN_ALERT_HEAD_START: whoever asked first has so long to be first.
    Three queries for the alerts and, for each kind of buyer, those of `purchase_infos`.
    """
    waiting: dict[Buyer, list[ProductAlert]] = defaultdict(list)
    alerts: list[ProductAlert] = list(
        ProductAlert.objects.filter(status=ProductAlert.ACTIVE)
        .select_related("product__parent", "user")
        .order_by("date_created", "pk")
    )
    for alert in alerts:
        waiting[replace(buyer_for(alert.user), user_id=None)].append(alert)
    infos: dict[int, PurchaseInfo] = {}
    for buyer, theirs in waiting.items():
        found = purchase_infos({alert.product for alert in theirs}, buyer=buyer)
        infos |= {alert.pk: found[alert.product_id] for alert in theirs}
    return _first_come_first_served(alerts, infos)


def _first_come_first_served(
    alerts: Iterable[ProductAlert], infos: Mapping[int, PurchaseInfo]
) -> list[ProductAlert]:
    """Keep those whose turn it is: nobody is told of a piece that is promised to an earlier one."""
    told = _recently_notified()
    due = []
    for alert in alerts:
        info, people = infos[alert.pk], told[alert.product_id]
        who = (alert.user_id, alert.email.lower())
        if not info.supply.is_available_to_buy:
            continue
        if info.num_available is None or who in people or len(people) < info.num_available:
            people.add(who)
            due.append(alert)
    return due


def _recently_notified() -> dict[int, set[tuple[int | None, str]]]:
    """Return who was told of which product within the head start."""
    told: dict[int, set[tuple[int | None, str]]] = defaultdict(set)
    since = timezone.now() - settings.KILN_ALERT_HEAD_START
    lately = ProductAlert.objects.filter(status=ProductAlert.CLOSED, date_closed__gte=since)
    for product_id, user_id, email in lately.values_list("product_id", "user_id", "email"):
        told[product_id].add((user_id, email.lower()))
    return told


@transaction.atomic
def send_back_in_stock(alert: ProductAlert) -> bool:
    """Write to somebody that the product is back, once; return whether this call did.

    All their active alerts on the product are closed first, by one conditional update, so
    that two workers or two alerts make one mail.
    """
    same = ProductAlert.objects.filter(
        product=alert.product, user=alert.user, email=alert.email, status=ProductAlert.ACTIVE
    )
    if not same.update(status=ProductAlert.CLOSED, date_closed=timezone.now()):
        return False
    language = reader_language(alert.user, otherwise=language_of(alert))
    send_alert_mail(alert, BACK, language=language, key=f"{BACK}:{alert.pk}")
    return True
