"""Labels and tracking links, whichever carrier it is."""

import logging
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shop.breakers import CalledInTransactionError
from shop.carriers.interface import CarrierError, Label, Parcel
from shop.carriers.models import LONGEST_NUMBER, CarrierAccount, LabelNumber
from shop.carriers.registry import carrier_of
from shop.configuration.encryption import UnreadableSecretError

logger = logging.getLogger(__name__)


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
