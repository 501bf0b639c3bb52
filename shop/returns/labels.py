"""The label with which a parcel comes back: made by a carrier, kept for its buyer to print."""

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shop.carriers.interface import Address, Parcel
from shop.carriers.models import CarrierAccount
from shop.carriers.services import make_label
from shop.identity.queries import shop_identity
from shop.returns.exceptions import ReturnRefusedError
from shop.returns.mail import return_address
from shop.returns.models import Return, ReturnLabel
from shop.returns.policy import policy
from shop.returns.states import ReturnState
from shop.stock.services import default_warehouse


def make_return_label(found: Return, code: str) -> ReturnLabel:
    """Have a carrier in use make the label of an approved return, once; a second call returns the first's.

    Never inside a transaction, as the carrier may be asked. Raises ReturnRefusedError for a return that
    does not wait for pieces or a carrier that is not in use, CarrierError when it refuses.
    """
    made = ReturnLabel.objects.filter(parent=found).first()
    if made is not None:
        return made
    account = CarrierAccount.objects.filter(code=code, is_enabled=True).first()
    if account is None:
        raise ReturnRefusedError(_("Choose a carrier that is in use."))
    if found.state != ReturnState.APPROVED:
        raise ReturnRefusedError(_("This return does not wait for items."))
    label = make_label(account, carried(found))
    file = ContentFile(label.pdf, name=f"{found.number}.pdf")
    try:
        with transaction.atomic():
            return ReturnLabel.objects.create(
                parent=found, carrier=account.name, tracking_number=label.tracking_number, file=file
            )
    except IntegrityError:  # somebody else's came first
        return ReturnLabel.objects.get(parent=found)


def carried(found: Return) -> Parcel:
    """Describe the parcel: from the buyer's address of delivery to where returns go."""
    order = found.order
    sender = order.shipping_address
    record = next(
        (line.line.stockrecord for line in found.lines.select_related("line__stockrecord__partner")), None
    )
    place = default_warehouse(record.partner) if record else None
    lines = [line for line in return_address(policy()).splitlines() if line.strip()]
    return Parcel(
        recipient=Address(
            name=shop_identity().name,
            lines=tuple(lines) or ((place.line1,) if place and place.line1 else ()),
            postcode="" if lines or place is None else place.postcode,
            city="" if lines or place is None else place.city,
            country=(place.country_id or "") if place else "",
        ),
        sender=Address(
            name=sender.name,
            lines=tuple(line for line in (sender.line1, sender.line2, sender.line3) if line),
            postcode=sender.postcode,
            city=sender.line4,
            state=sender.state,
            country=sender.country_id,
        )
        if sender
        else Address(),
        currency=order.currency,
        reference=found.number,
    )
