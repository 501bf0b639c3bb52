"""The mail outbox asks the ledger before it writes and before it sends."""

from crm_core.consents.links import unsubscribe_links
from crm_core.consents.queries import may_send
from shop.mail.gates import GATES, Gate


def refusal(purpose: str, address: str) -> str:
    """Return why a mail for this purpose must not go to this address; "" where it may."""
    return may_send(purpose, email=address).reason


GATES.register(Gate(name="consents", refusal=refusal, links=unsubscribe_links))
