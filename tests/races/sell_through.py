"""Reports of one period and releases of one delivery at the same moment; a race returns what came of it."""

from functools import partial

from partners.ordering.models import CallOff
from partners.ordering.services import release
from partners.sell_through.models import SellThroughLine, SellThroughReport
from partners.sell_through.services import ReportRefusedError, submit, take_upload
from shop.order.models import Order
from tests.partners.factories import PartnerAccountFactory
from tests.partners.ordering.factories import buyer, scheduled_by
from tests.partners.sell_through.factories import Kind, october, sheet_of
from tests.shop.checkout.race import at_once
from tests.shop.factories import ProductFactory


def reporting(writers):
    """Have so many colleagues upload and submit a file of their own for one period at once."""
    account, period = PartnerAccountFactory(), october()
    ProductFactory(code="V1")
    calls = [partial(_report, account, period, number + 1) for number in range(writers)]
    answers = at_once(calls)
    counting = SellThroughReport.objects.filter(state="submitted")
    pieces = SellThroughLine.objects.filter(report__in=counting).values_list("quantity", flat=True)
    return {
        "counting": counting.count(),
        "lines": len(pieces),
        "drafts": SellThroughReport.objects.filter(state="draft").count(),
        "told": set(answers) <= {"reported", "late"} and "reported" in answers,
    }


def _report(account, period, pieces):
    sheet = sheet_of(f"sku,quantity\nV1,{pieces}\n")
    try:
        submit(take_upload(account, period, Kind.SALES, sheet, by=None).report)
    except (ReportRefusedError, SellThroughReport.DoesNotExist):
        return "late"
    return "reported"


def same_file(writers):
    """Have one file sent so many times at once."""
    account, period = PartnerAccountFactory(), october()
    ProductFactory(code="V1")
    answers = at_once([partial(_report, account, period, 5)] * writers)
    return {"reports": SellThroughReport.objects.count(), "told": set(answers) == {"reported"}}


def releasing(workers):
    """Have so many workers release one delivery at once."""
    product = ProductFactory(num_in_stock=100)
    call_off = scheduled_by(buyer(), {product.pk: 5}, days=(7,)).call_offs.get()
    orders = at_once([partial(release, CallOff.objects.get(pk=call_off.pk)) for _ in range(workers)])
    return {
        "orders": Order.objects.count(),
        "same": len({order.pk for order in orders}) == 1,
        "state": CallOff.objects.get().state,
    }
