"""Asking for a price, and beginning a quote for somebody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_core.customers.models import Customer
from crm_core.customers.services import identify
from crm_core.quotes.drafting import MOST_LINES
from crm_core.quotes.errors import QuoteError
from crm_core.quotes.events import QuoteRequested
from crm_core.quotes.models import Quote, QuoteFile, QuoteLine, QuoteVersion
from crm_core.quotes.pricing import WantedLine, buyer_of_quote, digest_of, margin_of, priced, write_sums
from shop.b2b.inheritance import inherited, lineage
from shop.b2b.models import Company
from shop.configuration.queries import shop_currency
from shop.events.services import publish
from shop.order.sequence import draw_number
from shop.time_zones import shop_day
from shop.user.models import User

CHANNEL = "Q"


@dataclass(frozen=True, kw_only=True)
class QuoteRequest:
    """What a buyer asks: a user, perhaps for their company, or a guest with an e-mail address."""

    lines: Sequence[WantedLine]
    user: User | None = None
    company: Company | None = None
    email: str = ""
    name: str = ""
    phone: str = ""
    language: str = ""
    message: str = ""
    wanted_on: date | None = None
    files: Sequence[File] = field(default_factory=tuple)


@transaction.atomic
def request_quote(asked: QuoteRequest) -> Quote:
    """Keep what a buyer asks for as version 1 of a new quote, for the representative of their company.

    Raises QuoteError without lines or with too many. Effects in order: customer, quote, version, files,
    QuoteRequested, which opens the deal and tells the representative.
    """
    if not asked.lines or len(asked.lines) > MOST_LINES:
        raise QuoteError(
            _("Please choose what you want a price for: %(most)d lines at most.") % {"most": 500}
        )
    email = asked.user.email if asked.user else asked.email
    name = asked.name or (asked.user.get_full_name() if asked.user else "")
    customer = identify(
        user=asked.user, email=email, name=name, company=asked.company, language=asked.language
    )
    quote = new_quote(
        customer,
        user=asked.user,
        by_guest=asked.user is None,
        company=asked.company,
        email=email,
        name=name[:200],
        phone=asked.phone[:40],
        language=asked.language,
        message=asked.message,
        wanted_on=asked.wanted_on,
        state=Quote.State.REQUESTED,
        created_by=asked.user,
    )
    buyers_version(quote, asked.lines, message=asked.message, by=asked.user)
    attach(quote, asked.files, by_buyer=True)
    publish(QuoteRequested(quote_id=quote.pk, customer_id=customer.pk))
    return quote


def new_quote(customer: Customer, **facts: object) -> Quote:
    """Write a quote for a customer, under a number that nobody can guess; the owner is who is responsible."""
    quote = Quote(customer=customer, number=draw_number(channel=CHANNEL, day=shop_day()), **facts)
    quote.currency = shop_currency()
    if not quote.by_guest:
        quote.company = quote.company or customer.company
    quote.owner = quote.owner or representative_of(quote.company or customer.company) or customer.owner
    quote.is_net = buyer_of_quote(quote).tax.shows_net
    quote.save(force_insert=True)
    return quote


def representative_of(company: Company | None) -> User | None:
    """Return a company's sales representative, its own or its parents'."""
    if company is None:
        return None
    found: User | None = inherited(lineage(company), "sales_rep").value
    return found


def buyers_version(
    quote: Quote, lines: Iterable[WantedLine], *, message: str, by: User | None
) -> QuoteVersion:
    """Freeze what a buyer asks as the next version; the quote's state is the caller's business."""
    version = QuoteVersion(
        quote=quote,
        by_buyer=True,
        author=by,
        author_name=(by.get_full_name() if by else quote.name)[:200],
        message=message,
    )
    buyer = buyer_of_quote(quote)
    found = [
        priced(quote, wanted, key=wanted.key or place, buyer=buyer)
        for place, wanted in enumerate(lines, start=1)
    ]
    write_sums(version, found)
    return freeze(version, found)


def freeze(version: QuoteVersion, lines: Sequence[QuoteLine]) -> QuoteVersion:
    """Give a version its number and its hash, and write its sums on the quote."""
    quote = version.quote
    if version.pk is None:
        # It has to have a hash while it has a number; lines come after it.
        version.number, version.sent_at, version.digest = quote.latest + 1, timezone.now(), "-"
        version.save(force_insert=True)
        for line in lines:
            line.version = version
        QuoteLine.objects.bulk_create(lines)
    version.number, version.sent_at = quote.latest + 1, timezone.now()
    version.digest = digest_of(version)
    version.save()
    quote.latest, quote.total, quote.margin = version.number, version.gross, margin_of(lines)
    quote.save(update_fields=["latest", "total", "margin"])
    return version


def attach(quote: Quote, files: Iterable[File], *, by_buyer: bool) -> None:
    """Keep files that passed the gate of `shop.uploads`."""
    for file in files:
        name = (file.name or "file").rsplit("/", 1)[-1][:200]
        QuoteFile.objects.create(quote=quote, file=file, name=name, size=file.size or 0, by_buyer=by_buyer)


@transaction.atomic
def begin_quote(customer: Customer, *, by: User, user: User | None = None) -> Quote:
    """Begin an empty quote for a customer, by a colleague, who owns it."""
    email = user.email if user else customer.email
    return new_quote(
        customer,
        user=user,
        email=email,
        name=str(customer)[:200],
        language=customer.language,
        owner=by,
        created_by=by,
    )


@transaction.atomic
def copy_quote(quote: Quote, *, by: User) -> Quote:
    """Begin a new quote for the same customer with the lines of the last version, at its prices."""
    made = new_quote(
        quote.customer,
        user=quote.user,
        by_guest=quote.by_guest,
        company=quote.company,
        email=quote.email,
        name=quote.name,
        phone=quote.phone,
        language=quote.language,
        owner=by,
        created_by=by,
        copied_from=quote,
    )
    last = quote.versions.filter(number=quote.latest).first()
    draft = QuoteVersion(quote=made, author=by, author_name=by.get_full_name()[:200])
    lines = [] if last is None else [line for line in last.lines.select_related("product") if line.product]
    buyer = buyer_of_quote(made)
    again = [
        priced(
            made,
            WantedLine(product=line.product, quantity=line.quantity, price=line.price, note=line.note),
            key=place,
            buyer=buyer,
        )
        for place, line in enumerate(lines, start=1)
        if line.product is not None
    ]
    write_sums(draft, again)
    draft.save()
    for line in again:
        line.version = draft
    QuoteLine.objects.bulk_create(again)
    return made
