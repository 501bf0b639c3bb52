"""Reading special prices: what was bought, what was reported as sold, and what is claimed of both."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from partners.accounts.models import PartnerAccount
from partners.sell_through.queries import counted_lines
from partners.special_prices.models import Claim, ClaimPurchase, SpecialPriceAgreement
from shop.order.models import Line
from shop.order_statuses import CANCELLED
from shop.payments.models import RefundLine

OPEN = (Claim.Status.SUBMITTED, Claim.Status.APPROVED)


@dataclass(frozen=True, kw_only=True)
class Bought:
    """Units of a line that a partner bought and that nobody claimed yet, at the net price paid for each."""

    line: Line
    quantity: int
    unit_price: Decimal


def agreements_of(account: PartnerAccount) -> QuerySet[SpecialPriceAgreement]:
    """List an account's agreements, the newest first."""
    return SpecialPriceAgreement.objects.filter(account=account).select_related("product__parent")


def claims_of(account: PartnerAccount) -> QuerySet[Claim]:
    """List an account's claims, the newest first."""
    return Claim.objects.filter(agreement__account=account).select_related("agreement__product__parent")


def reported_units(agreement: SpecialPriceAgreement) -> int:
    """Count the units that the partner reported as sold to the end customer while the agreement held."""
    sold = counted_lines(agreement.account, since=agreement.valid_from, until=agreement.valid_until)
    mine = sold.filter(product=agreement.product_id, customer__iexact=agreement.end_customer)
    return mine.aggregate(sum=Sum("quantity"))["sum"] or 0


def units_claimed_of_sales(agreement: SpecialPriceAgreement) -> int:
    """Count the units claimed of what was sold to the end customer, by this and by overlapping agreements."""
    others = SpecialPriceAgreement.objects.filter(
        account=agreement.account_id,
        product=agreement.product_id,
        end_customer__iexact=agreement.end_customer,
    ).filter(valid_from__lte=agreement.valid_until, valid_until__gte=agreement.valid_from)
    claims = Claim.objects.filter(agreement__in=others, status__in=OPEN)
    return claims.aggregate(sum=Sum("quantity"))["sum"] or 0


def unclaimed_purchases(agreement: SpecialPriceAgreement) -> list[Bought]:
    """List what the partner bought of the product for more than agreed and nobody claimed yet, oldest first.

    Paid orders of its company in the agreement's currency, without what was cancelled or came back.
    """
    lines = (
        Line.objects.filter(
            Q(product=agreement.product_id),
            order__company=agreement.account.company_id,
            order__currency=agreement.currency,
            order__paid_at__isnull=False,
        )
        .exclude(order__status=CANCELLED)
        .select_related("order")
        .order_by("order__date_placed", "pk")
    )
    rows = list(lines)
    taken = _sums(ClaimPurchase.objects.filter(line__in=rows, claim__status__in=OPEN))
    back = _sums(RefundLine.objects.filter(line__in=rows))
    found = []
    for line in rows:
        left = line.quantity - max(line.num_cancelled, back.get(line.pk, 0)) - taken.get(line.pk, 0)
        price = (line.line_price_excl_tax / line.quantity).quantize(Decimal("0.0001"))
        if left > 0 and price > agreement.unit_price:
            found.append(Bought(line=line, quantity=left, unit_price=price))
    return found


def _sums(rows: QuerySet[ClaimPurchase] | QuerySet[RefundLine]) -> dict[int, int]:
    return dict(rows.order_by().values_list("line").annotate(sum=Sum("quantity")))
