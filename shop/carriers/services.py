"""Labels and tracking links, whichever carrier it is."""

import logging
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.breakers import CalledInTransactionError, forbid_transaction
from shop.carriers.interface import CarrierError, Label, Parcel, TellsArrivals
from shop.carriers.models import LONGEST_NUMBER, CarrierAccount, LabelNumber
from shop.carriers.registry import carrier_of
from shop.configuration.encryption import UnreadableSecretError

logger = logging.getLogger(__name__)
#: How many parcels a plug-in is asked about at once.
ARRIVALS_ASKED = 100


def make_label(account: CarrierAccount, parcel: Parcel) -> Label:
    """Return the label of a parcel from its carrier. Raises CarrierError; call it outside of transactions."""
    unusable = _("%(carrier)s gave no usable label.") % {"carrier": account.name}
    try:
        label = carrier_of(account).make_label(parcel)
    except (CarrierError, CalledInTransactionError):
        raise
    except (ImproperlyConfigured, UnreadableSecretError) as error:
        raise CarrierError(str(error) or _("The settings cannot be read.")) from error
    except Exception as error:
        # Whatever a plug-in of others stumbles over, staff read that it was refused.
        logger.exception("%s failed to make a label", account.name)
        raise CarrierError(unusable) from error
    if not label.pdf.startswith(b"%PDF") or not 0 < len(label.tracking_number) <= LONGEST_NUMBER:
        raise CarrierError(unusable)
    return label


def tracking_url(account: CarrierAccount, number: str) -> str:
    """Return where a parcel is followed; empty without a number, or where the carrier has no such page."""
    if not number:
        return ""
    try:
        return carrier_of(account).tracking_url(number)
    except Exception:
        logger.exception("%s names no tracking link", account.name)
        return fill_template(account.tracking_template, number)


def arrivals(account: CarrierAccount, numbers: Sequence[str]) -> dict[str, datetime]:
    """Ask a carrier which of these parcels have arrived, and when; empty where it tells nothing of it.

    Whatever a plug-in of others answers, only what was asked for and lies in the past is told. Raises
    CarrierError; call it outside of transactions.
    """
    forbid_transaction()
    found: dict[str, datetime] = {}
    try:
        carrier = carrier_of(account)
        if not isinstance(carrier, TellsArrivals):
            return {}
        for start in range(0, len(numbers), ARRIVALS_ASKED):
            found.update(carrier.arrivals(numbers[start : start + ARRIVALS_ASKED]))
    except CarrierError:
        raise
    except Exception as error:
        logger.exception("%s tells no arrivals", account.name)
        raise CarrierError(str(error)) from error
    now, asked = timezone.now(), set(numbers)
    return {
        number: at for number, at in found.items() if number in asked and timezone.is_aware(at) and at <= now
    }


def fill_template(template: str, number: str) -> str:
    """Put a tracking number into a link, escaped as part of a path."""
    return template.replace("{number}", quote(number, safe="")) if template and number else ""


def next_label_number(code: str) -> int:
    """Draw the next number for a label of our own; no two calls get the same."""
    with transaction.atomic():
        account = CarrierAccount.objects.get(code=code)
        LabelNumber.objects.get_or_create(carrier=account)
        # The update locks the row, so that what is read is what this call has written.
        LabelNumber.objects.filter(carrier=account).update(last=F("last") + 1)
        return LabelNumber.objects.get(carrier=account).last
