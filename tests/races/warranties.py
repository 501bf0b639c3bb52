"""Deliveries told and repairs asked for at the same moment; each race returns what came of it."""

from functools import partial

from shop.fulfilment.models import Shipment
from shop.fulfilment.services import deliver
from shop.returns.models import Return
from shop.warranties.exceptions import WarrantyRefusedError
from shop.warranties.models import Repair, WarrantyUnit
from shop.warranties.repairs import finish, receive, replace_or_refund
from shop.warranties.services import request_repair, start_warranties
from tests.races.running import refused_is_fine
from tests.shop.checkout.race import at_once
from tests.shop.factories import StaffFactory
from tests.shop.returns.kit import sent_order
from tests.shop.warranties.kit import covered_product, delivered


def telling(workers):
    """Tell so often at once of the delivery of three pieces."""
    order = sent_order(lines=[(covered_product(), 3)])
    shipment = deliver(order.shipments.get())
    copies = [Shipment.objects.get(pk=shipment.pk) for _worker in range(workers)]
    answers = at_once([partial(refused_is_fine, partial(start_warranties, copy)) for copy in copies])
    return {"done": answers.count("done"), "units": WarrantyUnit.objects.count()}


def asking(tabs):
    """Ask in so many tabs at once for the repair of one item."""
    (unit,) = delivered()
    copies = [WarrantyUnit.objects.get(pk=unit.pk) for _tab in range(tabs)]
    calls = [partial(request_repair, copy, fault="-", key=str(number)) for number, copy in enumerate(copies)]
    answers = at_once([partial(refused_is_fine, call, WarrantyRefusedError) for call in calls])
    return {"done": answers.count("done"), "refused": answers.count("WarrantyRefusedError")}


def deciding(colleagues):
    """Half of the colleagues say that it is repaired, half that it is to be replaced."""
    (unit,) = delivered()
    staff = StaffFactory()
    repair = receive(request_repair(unit, fault="-", key="a", by=staff), by=staff)
    copies = [Repair.objects.get(pk=repair.pk) for _colleague in range(colleagues)]
    calls = [
        partial(finish, copy, outcome="repaired", diagnosis="-")
        if number % 2
        else partial(replace_or_refund, copy, outcome="refund")
        for number, copy in enumerate(copies)
    ]
    at_once([partial(refused_is_fine, call, WarrantyRefusedError) for call in calls])
    repair.refresh_from_db()
    return {"agrees": (repair.outcome == "returned") == Return.objects.exists()}
