"""Special prices of the demo's distributors: asked for, approved and claimed."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from config.demo.partners_people import distributors, leader_of
from config.demo.partners_programme import manager
from config.demo.partners_stock import bought_by
from partners.sell_through.queries import counted_lines
from partners.special_prices.models import Claim, SpecialPriceAgreement
from partners.special_prices.queries import reported_units, unclaimed_purchases
from partners.special_prices.services import claim, decide_agreement, decide_claim
from shop.configuration.queries import shop_currency
from shop.money import as_stored

RICH = "nordlicht"
OFF, MOST, CLAIMED = Decimal("0.8"), 200, 4
DAYS = 165


def add_special_prices(*, now: datetime) -> None:
    """Add agreements of one distributor and claims under one; nothing where there are some."""
    if SpecialPriceAgreement.objects.exists():
        return
    found = next(((one, account) for one, account in distributors() if one.code == RICH), None)
    if found is None:
        return
    one, account = found
    by, today = leader_of(one), timezone.localdate(now)
    for product in bought_by(account):
        sold = counted_lines(account).filter(product=product, quantity__gt=0).order_by("sold_on").first()
        bought = unclaimed_purchases(
            SpecialPriceAgreement(account=account, product=product, currency=shop_currency(), unit_price=0)
        )
        if sold is None or not bought:
            continue
        is_first = not SpecialPriceAgreement.objects.exists()
        agreement = SpecialPriceAgreement.objects.create(
            account=account,
            product=product,
            end_customer=sold.customer,
            currency=shop_currency(),
            unit_price=as_stored(min(part.unit_price for part in bought) * OFF),
            quantity_cap=MOST,
            valid_from=today - timedelta(days=DAYS),
            valid_until=today + timedelta(days=60),
            reason="The house asks for the price of the tender it had last year.",
            created_by=by,
        )
        asked = now - timedelta(days=DAYS if is_first else 2)
        SpecialPriceAgreement.objects.filter(pk=agreement.pk).update(created_at=asked)
        if not is_first:
            return  # the second one waits for its answer
        decide_agreement(agreement, approve=True, by=manager(), answer="Agreed until the season begins.")
        SpecialPriceAgreement.objects.filter(pk=agreement.pk).update(decided_at=asked + timedelta(days=1))
        _claim(agreement, now=now)


def _claim(agreement: SpecialPriceAgreement, *, now: datetime) -> None:
    """Claim two invoices: one is credited to the statement, one waits."""
    by = leader_of(next(one for one, account in distributors() if one.code == RICH))
    sold = counted_lines(agreement.account, since=agreement.valid_from, until=agreement.valid_until)
    days = list(
        sold.filter(product=agreement.product_id, customer=agreement.end_customer)
        .order_by("sold_on")
        .values_list("sold_on", flat=True)
    )
    bought = sum(part.quantity for part in unclaimed_purchases(agreement))
    units = min(CLAIMED, reported_units(agreement) // 2, bought // 2)
    if units < 1:
        return
    for place, day in enumerate((days[0], days[-1])):
        made = claim(agreement, quantity=units, invoice_number=f"NI-{2_041 + place * 96}", sold_on=day, by=by)
        asked = min(now - timedelta(days=1), now - timedelta(days=50 - place * 46))
        Claim.objects.filter(pk=made.pk).update(created_at=asked)
        if place == 0:
            decide_claim(made, approve=True, by=manager())
            Claim.objects.filter(pk=made.pk).update(decided_at=asked + timedelta(days=2))
