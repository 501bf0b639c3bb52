"""Quotes of the demo in every state, asked for and answered through the services of the shop."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle

from django.utils import timezone

from config.demo.b2b_goods import most_in_stock
from config.demo.b2b_structure import LINDENHOF
from config.demo.sales_team import MANAGER
from crm_core.order_entry.models import DiscountLimit
from crm_core.quotes.acceptance import accept
from crm_core.quotes.drafting import DraftTerms, draft_of, save_draft, stamp, start_draft
from crm_core.quotes.models import Quote, QuoteVersion
from crm_core.quotes.moves import CounterLine, comment, counter, expire_quotes, reject, send_version, withdraw
from crm_core.quotes.pricing import WantedLine
from crm_core.quotes.requests import QuoteRequest, request_quote
from shop.b2b.models import Company
from shop.catalogue.models import Product
from shop.money import as_stored
from shop.user.models import User

REQUESTED, SENT, COUNTERED, ACCEPTED, REJECTED, EXPIRED, WITHDRAWN, DRAFT = (
    "requested",
    "sent",
    "countered",
    "accepted",
    "rejected",
    "expired",
    "withdrawn",
    "draft",
)
#: What becomes of each; the first ones are the company's that `make demo` names.
FATES = (EXPIRED, SENT, COUNTERED, REQUESTED, ACCEPTED, REJECTED, WITHDRAWN, DRAFT, SENT, REQUESTED)
OWN = 5
OFF = Decimal("0.88")
COUNTER_OFF = Decimal("0.82")
#: What the sales manager may take off (%) without asking anybody.
MOST_OFF = 20
EACH = 3


def add_quotes(*, now: datetime) -> int:
    """Add the quotes, nothing where there are some; return how many."""
    if Quote.objects.exists():
        return 0
    rep = User.objects.filter(email=MANAGER).first()
    own = Company.objects.filter(name=LINDENHOF).first()
    if rep is None or own is None:
        return 0
    for group in rep.groups.all():
        DiscountLimit.objects.get_or_create(group=group, defaults={"most_percent": MOST_OFF})
    companies = Company.objects.exclude(pk=own.pk).filter(status="active", contacts__isnull=False)
    others = cycle(companies.distinct().order_by("pk")[:12])
    goods = list(most_in_stock()[: EACH * len(FATES)])
    for place, fate in enumerate(FATES):
        company = own if place < OWN else next(others)
        _add(fate, company, goods[place * EACH : (place + 1) * EACH], place, rep=rep, now=now)
    return Quote.objects.count()


def _add(
    fate: str, company: Company, goods: Sequence[Product], place: int, *, rep: User, now: datetime
) -> None:
    lines = [WantedLine(product=product, quantity=12 * (1 + place % 3)) for product in goods]
    contact = company.contacts.select_related("user").order_by("pk").first()
    if not lines or contact is None:
        return
    asked = QuoteRequest(
        lines=lines,
        user=contact.user,
        company=company,
        email=contact.email,
        name=contact.name,
        language="en",
        message="For a new dining room that opens in spring. What can you do for us?",
        wanted_on=timezone.localdate(now) + timedelta(days=40),
    )
    quote = request_quote(asked)
    if fate == REQUESTED:
        return
    day = timezone.localdate(now) + timedelta(days=1 if fate == EXPIRED else 21)
    version = _offer(quote, rep=rep, valid_until=day, sends=fate != DRAFT)
    quote.refresh_from_db()
    seen = version.number or 0
    if fate == SENT:
        comment(quote, "Delivery in two lots is possible.", by=rep, by_buyer=False)
    elif fate == COUNTERED:
        wishes = {
            line.key: CounterLine(quantity=line.quantity, price=_less(line.price))
            for line in version.lines.all()
        }
        message = "For the whole year's need, please."
        counter(quote, wishes, seen=seen, message=message, by=contact.user)
    elif fate == ACCEPTED:
        accept(quote, seen=seen, name=contact.name, by=contact.user)
    elif fate == EXPIRED:
        expire_quotes(day=day + timedelta(days=1))
    elif fate == REJECTED:
        reject(quote, seen=seen, reason="We decided for glass.")
    elif fate == WITHDRAWN:
        withdraw(quote, by=rep, reason="The glaze is not made any more.")


def _offer(quote: Quote, *, rep: User, valid_until: date, sends: bool) -> QuoteVersion:
    draft = draft_of(quote) or start_draft(quote, by=rep)
    lines = [
        WantedLine(
            product=line.product,
            quantity=line.quantity,
            price=as_stored(price * OFF),
            key=line.key,
        )
        for line in draft.lines.select_related("product")
        if line.product and (price := line.list_price or line.price)
    ]
    terms = DraftTerms(message="Thank you for asking. This is what we can do.", valid_until=valid_until)
    draft = save_draft(draft, lines, terms, by=rep, seen=stamp(draft))
    return send_version(quote, by=rep, seen=stamp(draft)) if sends else draft


def _less(price: Decimal | None) -> Decimal | None:
    return None if price is None else as_stored(price * COUNTER_OFF / OFF)
