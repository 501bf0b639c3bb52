"""Agreements on a special price, and what is bought and reported as sold under them."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from partners.sell_through.models import ReportingPeriod, SellThroughLine, SellThroughReport
from partners.special_prices.models import SpecialPriceAgreement
from shop.order.models import Order
from tests.partners.factories import PartnerAccountFactory
from tests.shop.factories import OrderFactory, ProductFactory

TODAY = date(2026, 6, 15)


def make_agreement(**facts):
    """Ten units for the Town Hall at 60.00; approved."""
    given = {
        "account": facts.pop("account", None) or PartnerAccountFactory(),
        "product": facts.pop("product", None) or ProductFactory(price="119.00", num_in_stock=100),
        "end_customer": "Town Hall",
        "currency": "EUR",
        "unit_price": Decimal("60.00"),
        "quantity_cap": 10,
        "valid_from": TODAY - timedelta(days=30),
        "valid_until": TODAY + timedelta(days=30),
        "status": "approved",
    }
    return SpecialPriceAgreement.objects.create(**{**given, **facts})


def buy(agreement, *, quantity, net="100.00"):
    """Have the partner's company buy and pay units of the product at a net price each."""
    order = OrderFactory(lines=[(agreement.product, quantity)])
    order.lines.update(line_price_excl_tax=Decimal(net) * quantity)
    Order.objects.filter(pk=order.pk).update(company=agreement.account.company, paid_at=timezone.now())
    return order


def sell(agreement, *, quantity, customer="town hall", state="submitted"):
    """Have the partner report units as sold to the end customer."""
    period = ReportingPeriod.objects.filter(starts_on=TODAY.replace(day=1)).first() or _new_period()
    report = SellThroughReport.objects.create(
        account=agreement.account, period=period, kind="sales", state=state
    )
    return SellThroughLine.objects.create(
        report=report,
        account=agreement.account,
        row=1,
        product=agreement.product,
        sku="A",
        quantity=quantity,
        sold_on=TODAY,
        customer=customer,
    )


def _new_period():
    start = TODAY.replace(day=1)
    return ReportingPeriod.objects.create(starts_on=start, ends_on=TODAY.replace(day=30))
