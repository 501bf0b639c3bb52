"""`manage.py credit_past_orders`: what was paid before there was a plan counts for its representatives."""

from argparse import ArgumentParser
from datetime import date, datetime, time
from itertools import islice

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Min
from django.utils import timezone

from crm_core.rep_commissions.models import CommissionPlan, OrderShare
from crm_core.rep_commissions.services import settle_past
from shop.order.models import Order

ORDERS_A_TIME = 200


class Command(BaseCommand):
    help = "Credit orders since the first plan began that count for nobody yet; safe to repeat"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since",
            type=date.fromisoformat,
            help="2026-01-31; without it the day on which the first plan began",
        )

    def handle(self, *args: object, since: date | None, **options: object) -> None:
        """Settle them a few hundred at a time, in a transaction each; say how many credits there are."""
        begins = since or CommissionPlan.objects.aggregate(first=Min("starts_on"))["first"]
        if begins is None:
            raise CommandError("There is no commission plan yet.")
        start = timezone.make_aware(datetime.combine(begins, time.min))
        placed = Order.objects.filter(date_placed__gte=start)
        fresh = placed.exclude(pk__in=OrderShare.objects.values("order"))
        keys = iter(list(fresh.order_by("date_placed", "pk").values_list("pk", flat=True)))
        orders = written = 0
        while batch := list(islice(keys, ORDERS_A_TIME)):
            orders += len(batch)
            written += settle_past(Order.objects.filter(pk__in=batch).order_by("pk"))
        self.stdout.write(f"{orders} orders looked at, {written} credits written.")
