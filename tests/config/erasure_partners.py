"""What partners report of a person who bought from them."""

from partners.sell_through.models import SellThroughLine
from tests.partners.sell_through.factories import draft, october
from tests.shop.factories import ProductFactory


def traces_of_reports(account, name):
    report = draft(account, f"sku,quantity,customer\nNONE,1,{name}\n")
    SellThroughLine.objects.create(
        report=report,
        account=account,
        row=2,
        product=ProductFactory(),
        sku="-",
        quantity=1,
        sold_on=october().ends_on,
        customer=name,
    )
