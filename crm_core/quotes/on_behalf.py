"""What a buyer said by telephone or in a letter, written down by a colleague for them."""

from django.db import transaction
from django.utils.translation import gettext as _

from crm_core.quotes.acceptance import accept
from crm_core.quotes.errors import QuoteError
from crm_core.quotes.models import Quote
from crm_core.quotes.moves import reject
from shop.audit.services import record
from shop.user.models import User


@transaction.atomic
def accept_for_buyer(quote: Quote, *, seen: int, name: str, evidence: str, by: User) -> Quote:
    """Accept the version that was shown as its buyer told us, with who said it and how (`evidence`).

    As `accept`, whose errors it raises; QuoteError without evidence. The buyer has the confirmation in
    writing, and orders it by its link: nothing is ordered for them here. Audited with who wrote it down.
    """
    _require(evidence)
    found = accept(quote, seen=seen, name=name, by=quote.user)
    _record("accepted", quote, seen=seen, by=by, name=name.strip(), evidence=evidence.strip())
    return found


@transaction.atomic
def reject_for_buyer(quote: Quote, *, seen: int, reason: str, evidence: str, by: User) -> None:
    """Reject the version that was shown as its buyer told us. Raises StaleQuoteError, QuoteError; audited."""
    _require(evidence)
    reject(quote, seen=seen, reason=reason)
    _record("rejected", quote, seen=seen, by=by, reason=reason.strip(), evidence=evidence.strip())


def _require(evidence: str) -> None:
    if not evidence.strip():
        raise QuoteError(_("Say who told you, and how."))


def _record(what: str, quote: Quote, *, seen: int, by: User, **said: str) -> None:
    record(
        f"quotes.{what}_for_buyer",
        actor=by,
        model="quotes.quote",
        object_id=quote.pk,
        customer_id=quote.customer_id,
        detail={"version": seen, **said},
    )
