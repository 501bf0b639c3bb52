"""From whom the shop's mails come."""

from email.utils import formataddr

from django.conf import settings

from shop.configuration.queries import STORED
from shop.identity.queries import shop_identity


def sender_address() -> str:
    """Return DEFAULT_FROM_EMAIL of the environment, else the sender that staff entered, with its name.

    The name of the shop stands before an address without a name.
    """
    override: str = settings.KILN_SENDER
    if override:
        return override
    row = STORED.get().mail
    return formataddr(
        (row.sender_name or shop_identity().name, row.sender_email or settings.DEFAULT_FROM_EMAIL)
    )
