"""Writing the next version of ours: begun from the last one, changed line by line, kept until it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from crm_core.quotes.errors import QuoteError, StaleQuoteError
from crm_core.quotes.models import Quote, QuoteLine, QuoteVersion
from crm_core.quotes.models.quotes import SENDABLE
from crm_core.quotes.pricing import WantedLine, buyer_of_quote, priced, write_sums
from shop.money import round_money
from shop.user.models import User

MOST_LINES = 500
HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class DraftTerms:
    """What stands around the lines of a version."""

    message: str = ""
    delivery: str = ""
    payment_terms: str = ""
    valid_until: date | None = None
    allows_offers: bool = False


def discounted(list_price: Decimal, percent: Decimal, *, currency: str) -> Decimal:
    """Return the price for one piece that is so many per cent below the list price, in the minor unit."""
    return round_money(list_price * (HUNDRED - percent) / HUNDRED, currency)


def draft_of(quote: Quote) -> QuoteVersion | None:
    """Return the version that is being written, if any."""
    return quote.versions.filter(sent_at=None).first()


@transaction.atomic
def start_draft(quote: Quote, *, by: User) -> QuoteVersion:
    """Return the version that is being written; begun where there is none, as a copy of the last one.

    From a version of the buyer's it takes pieces and products, and the prices that we had named before, else
    today's list prices. Raises QuoteError for a quote that is accepted or ordered.
    """
    held = Quote.objects.select_for_update().get(pk=quote.pk)
    if held.state not in SENDABLE:
        raise QuoteError(_("This quote was accepted and is changed no more. Copy it to make another."))
    found = draft_of(held)
    if found is not None:
        return found
    last = held.versions.filter(number=held.latest).first()
    ours = held.versions.filter(by_buyer=False).order_by("-number").first()
    draft = QuoteVersion.objects.create(
        quote=held,
        author=by,
        author_name=by.get_full_name()[:200],
        delivery=ours.delivery if ours else "",
        payment_terms=ours.payment_terms if ours else "",
        valid_until=None,
        allows_offers=ours.allows_offers if ours else False,
    )
    named = {line.key: line.price for line in ours.lines.all()} if ours else {}
    wanted = [_again(line, named) for line in last.lines.select_related("product")] if last else []
    _write(held, draft, [one for one in wanted if one is not None])
    return draft


def _again(line: QuoteLine, named: Mapping[int, Decimal | None]) -> WantedLine | None:
    if line.product is None:
        return None
    price = named.get(line.key) if line.version.by_buyer else line.price
    note = "" if line.version.by_buyer else line.note
    return WantedLine(product=line.product, quantity=line.quantity, price=price, note=note, key=line.key)


@transaction.atomic
def save_draft(
    draft: QuoteVersion, lines: Sequence[WantedLine], terms: DraftTerms, *, by: User, seen: str
) -> QuoteVersion:
    """Keep lines and terms of a version that is being written.

    `seen` is `stamp(draft)` as it was shown. Raises StaleQuoteError where somebody else saved or sent it
    meanwhile, QuoteError for too many lines or too much money; nothing is changed then.
    """
    held = QuoteVersion.objects.select_for_update().filter(pk=draft.pk, sent_at=None).first()
    if held is None or stamp(held) != seen:
        raise StaleQuoteError(_("Somebody else has changed this quote meanwhile. Check it, then save again."))
    if len(lines) > MOST_LINES:
        raise QuoteError(_("At most %(most)d lines.") % {"most": MOST_LINES})
    held.message, held.delivery, held.payment_terms = terms.message, terms.delivery, terms.payment_terms
    held.valid_until, held.allows_offers = terms.valid_until, terms.allows_offers
    held.author, held.author_name = by, by.get_full_name()[:200]
    held.lines.all().delete()
    _write(Quote.objects.get(pk=held.quote_id), held, lines)
    return held


def stamp(draft: QuoteVersion) -> str:
    """Return what tells one saved state of a draft from the next."""
    return draft.changed_at.isoformat()


def _write(quote: Quote, draft: QuoteVersion, lines: Sequence[WantedLine]) -> None:
    buyer, following = buyer_of_quote(quote), next_key(quote)
    written = []
    for wanted in lines:
        key = wanted.key
        if key is None:
            key, following = following, following + 1
        line = priced(quote, wanted, key=key, buyer=buyer)
        if line.price is None:
            line.price = line.list_price
        line.version = draft
        written.append(line)
    QuoteLine.objects.bulk_create(written)
    write_sums(draft, written)
    draft.save()


def next_key(quote: Quote) -> int:
    """Return the first key that no line of a quote ever had."""
    highest = QuoteLine.objects.filter(version__quote=quote).aggregate(most=Max("key"))["most"]
    return (highest or 0) + 1
