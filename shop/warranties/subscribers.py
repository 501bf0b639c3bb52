"""What warranties follow: deliveries start them, repairs are told by mail."""

from shop.events.registry import subscribe
from shop.fulfilment.events import ShipmentDelivered
from shop.fulfilment.models import Shipment
from shop.warranties.events import RepairMoved
from shop.warranties.mail import send_repair_mail
from shop.warranties.models import Repair
from shop.warranties.services import start_warranties


@subscribe(ShipmentDelivered)
def on_shipment_delivered(event: ShipmentDelivered) -> None:
    """Let the warranties of its pieces begin; called again, it changes nothing."""
    start_warranties(Shipment.objects.select_related("order").get(pk=event.shipment_id))


@subscribe(RepairMoved)
def on_repair_moved(event: RepairMoved) -> None:
    """Tell the customer where their repair stands; each state once."""
    repair = Repair.objects.select_related("unit__line__order__user", "returned").get(pk=event.repair_id)
    send_repair_mail(repair, event.state)
