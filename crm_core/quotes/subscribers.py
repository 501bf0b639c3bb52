"""What follows from what happens to a quote: load by id, idempotent calls."""

from crm_core.quotes import deals
from crm_core.quotes.acceptance import ACT as ACCEPTED
from crm_core.quotes.activities import plan
from crm_core.quotes.events import (
    QuoteAccepted,
    QuoteCommented,
    QuoteCountered,
    QuoteExpired,
    QuoteOrdered,
    QuoteRejected,
    QuoteRequested,
    QuoteSent,
    QuoteWithdrawn,
)
from crm_core.quotes.mail import ENDED, RECEIVED, WRITTEN, send_offer, tell_buyer, tell_owner
from crm_core.quotes.models import Quote, QuoteComment
from crm_core.quotes.timeline import tell
from shop.events.registry import subscribe


def _quote(quote_id: int) -> Quote | None:
    rows = Quote.objects.select_related("customer", "user", "owner", "company", "deal__stage__pipeline")
    return rows.filter(pk=quote_id).first()


@subscribe(QuoteRequested)
def on_requested(event: QuoteRequested) -> None:
    """A deal, something to do, an entry, and a mail to each side."""
    if (quote := _quote(event.quote_id)) is None:
        return
    deals.act(quote, deals.REQUESTED, fact="requested")
    plan(quote, "requested", fact="requested", note=quote.message)
    tell(quote, "quote.requested", fact="requested", at=quote.created_at)
    tell_buyer(RECEIVED, quote, fact="received")
    tell_owner(quote, fact="requested", words="requested")


@subscribe(QuoteSent)
def on_sent(event: QuoteSent) -> None:
    """The mail with the PDF; the deal goes on."""
    if (quote := _quote(event.quote_id)) is None:
        return
    version = quote.versions.select_related("quote__user", "quote__company", "quote__owner").get(
        number=event.number
    )
    send_offer(version)
    deals.act(quote, deals.SENT, fact=f"sent:{event.number}")
    tell(quote, "quote.sent", fact=f"sent:{event.number}", at=version.sent_at, version=event.number)


@subscribe(QuoteCountered)
def on_countered(event: QuoteCountered) -> None:
    """Something to do for the representative."""
    if (quote := _quote(event.quote_id)) is None:
        return
    version = quote.versions.get(number=event.number)
    fact = f"countered:{event.number}"
    deals.act(quote, deals.COUNTERED, fact=fact)
    plan(quote, "countered", fact=fact, note=version.message)
    tell(quote, "quote.countered", fact=fact, at=version.sent_at, version=event.number)
    tell_owner(quote, fact=fact, words="countered")


@subscribe(QuoteCommented)
def on_commented(event: QuoteCommented) -> None:
    """The other side hears of it."""
    quote = _quote(event.quote_id)
    written = QuoteComment.objects.filter(pk=event.comment_id).first()
    if quote is None or written is None:
        return
    if event.by_buyer:
        what = "time" if event.asks_for_time else "asked"
        plan(quote, what, fact=f"{what}:{quote.latest}", note=written.text)
        return
    tell_buyer(WRITTEN, quote, fact=f"comment:{written.pk}", text=written.text, author=written.author_name)


@subscribe(QuoteAccepted)
def on_accepted(event: QuoteAccepted) -> None:
    """The deal is won, by the rule of its pipeline."""
    if (quote := _quote(event.quote_id)) is None:
        return
    deals.act(quote, ACCEPTED, fact=f"accepted:{event.number}")
    tell(quote, "quote.accepted", fact=f"accepted:{event.number}", at=quote.accepted_at)
    tell_owner(quote, fact=f"accepted:{event.number}", words="accepted")
    tell_buyer(ENDED, quote, fact=f"accepted:{event.number}")


@subscribe(QuoteRejected)
def on_rejected(event: QuoteRejected) -> None:
    """The representative asks why."""
    if (quote := _quote(event.quote_id)) is None:
        return
    plan(quote, "rejected", fact=f"rejected:{quote.latest}", note=quote.reason)
    tell(quote, "quote.rejected", fact=f"rejected:{quote.latest}", reason=quote.reason)
    tell_owner(quote, fact=f"rejected:{quote.latest}", words="rejected")


@subscribe(QuoteWithdrawn)
def on_withdrawn(event: QuoteWithdrawn) -> None:
    """The buyer is told."""
    if (quote := _quote(event.quote_id)) is None:
        return
    tell(quote, "quote.withdrawn", fact=f"withdrawn:{quote.latest}", reason=quote.reason)
    if quote.versions.filter(by_buyer=False).exclude(sent_at=None).exists():
        tell_buyer(ENDED, quote, fact=f"withdrawn:{quote.latest}")


@subscribe(QuoteExpired)
def on_expired(event: QuoteExpired) -> None:
    """Both hear of it; a deal that was won by accepting it is open again."""
    if (quote := _quote(event.quote_id)) is None:
        return
    fact = f"expired:{quote.latest}"
    if event.was_accepted:
        deals.reopen(quote)
    plan(quote, "expired", fact=fact)
    tell(quote, "quote.expired", fact=fact)
    tell_buyer(ENDED, quote, fact=fact)


@subscribe(QuoteOrdered)
def on_ordered(event: QuoteOrdered) -> None:
    """The timeline tells which quote an order came from."""
    if (quote := _quote(event.quote_id)) is None:
        return
    number = quote.order.number if quote.order else ""
    tell(quote, "quote.ordered", fact="ordered", order=number, order_id=event.order_id)
