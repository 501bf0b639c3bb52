"""Labels and tracking links, whichever carrier it is."""

from urllib.parse import quote

from django.db import transaction
from django.utils.translation import gettext as _

from shop.carriers.interface import CarrierError, Label, Parcel
from shop.carriers.models import LONGEST_NUMBER, CarrierAccount, LabelNumber
from shop.carriers.registry import carrier_of


def make_label(account: CarrierAccount, parcel: Parcel) -> Label:
    """Return the label of a parcel from its carrier. Raises CarrierError; call it outside of transactions."""
    label = carrier_of(account).make_label(parcel)
    if not label.pdf.startswith(b"%PDF") or not 0 < len(label.tracking_number) <= LONGEST_NUMBER:
        raise CarrierError(_("%(carrier)s gave no usable label.") % {"carrier": account.name})
    return label


def tracking_url(account: CarrierAccount, number: str) -> str:
    """Return where a parcel is followed; empty without a number, or where the carrier has no such page."""
    if not number:
        return ""
    try:
        return carrier_of(account).tracking_url(number)
    except CarrierError:
        return fill_template(account.tracking_template, number)


def fill_template(template: str, number: str) -> str:
    """Put a tracking number into a link, escaped as part of a path."""
    return template.replace("{number}", quote(number, safe="")) if template and number else ""


def next_label_number(code: str) -> int:
    """Draw the next number for a label of our own; no two calls get the same."""
    with transaction.atomic():
        account = CarrierAccount.objects.get(code=code)
        LabelNumber.objects.get_or_create(carrier=account)
        row = LabelNumber.objects.select_for_update().get(carrier=account)  # guard: label-number
        row.last += 1
        row.save(update_fields=["last"])
        return row.last
