"""Why somebody pays what they pay: every price that was looked at, in order, and why it won or lost.

Nothing is taken from what pages have shown: the same rules (`shop.partner.listed`) run again over everything,
also over lists that do not hold now. A test holds that the outcome is the price of the shop.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from shop.b2b.models import Company
from shop.catalogue.models import Product, ProductClass
from shop.configuration.queries import lowest_list_price_wins
from shop.formats import format_money
from shop.partner.buyers import Buyer
from shop.partner.listed import LIST, SALE, HeldPrice, ListedPrice, held_price, listed_at
from shop.partner.models import StockRecord
from shop.partner.price_list_models import ListPrice, PriceList
from shop.partner.prices import TaxedPrice
from shop.partner.purchase import record_for
from shop.partner.sales import sale_of
from shop.price_lists.contexts import Assigned, Member, member_of_company, members_of
from shop.price_lists.models import PriceListAssignment
from shop.tax.amounts import gross_of
from shop.tax.classes import tax_class_of

WON, LOST, NOTE = "won", "lost", "note"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One price that was looked at: what it is called, its amount in words, and why it holds or does not."""

    title: str
    amount: str
    outcome: str
    why: str
    list_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What one piece costs a buyer, in so many pieces, with the reasons in the order they are looked at."""

    product: Product
    quantity: int
    reasons: Sequence[Reason] = field(default_factory=list)
    price: TaxedPrice | None = None
    currency: str = ""

    def as_json(self) -> dict[str, object]:
        """Return it for other programs; amounts are texts in the currency, net and gross."""
        return {
            "product_id": self.product.pk,
            "quantity": self.quantity,
            "currency": self.currency,
            "net": str(self.price.unit_net) if self.price else None,
            "gross": str(self.price.unit_gross) if self.price else None,
            "reasons": [
                {"title": one.title, "amount": one.amount, "outcome": one.outcome, "why": one.why}
                for one in self.reasons
            ],
        }


def explain_price(
    product: Product, *, buyer: Buyer, quantity: int = 1, company: Company | None = None
) -> Explanation:
    """Say why one piece costs this buyer what it costs when they buy so many.

    With a `company` its lists are looked at as for one of its people, whoever `buyer` is. A product with
    variants has no price of its own: name the variant. A dozen queries at most.
    """
    member = _member(buyer, company)
    assigned = Assigned.load()
    order = assigned.of_member(member) or assigned.of_everybody()
    head = product.parent or product
    tax_class = tax_class_of(head.product_class)
    record = _record(product, buyer, order, head.product_class, quantity)
    if record is None:
        return Explanation(product=product, quantity=quantity, currency=buyer.currency)
    lists = PriceList.objects.in_bulk(order)
    rows = _rows(record, order, lists, rate=buyer.tax.home_rate(tax_class))
    running = [row for row in rows if _blocked(lists[row.list_id], record) == ""]
    held = held_price(record, running, quantity=quantity, lowest_wins=lowest_list_price_wins())
    sources = _sources(order, member)
    reasons = [
        *(_reason_of(lists[pk], rows, running, record, held, quantity, sources.get(pk, "")) for pk in order),
        _own_reason(record, held),
        *_sale_reasons(record, running, held, quantity),
    ]
    price = TaxedPrice.held(record.price_currency, held, tax_class=tax_class, tax=buyer.tax) if held else None
    if price is not None:
        reasons.append(_tax_reason(price))
    return Explanation(
        product=product, quantity=quantity, reasons=reasons, price=price, currency=record.price_currency
    )


def _member(buyer: Buyer, company: Company | None) -> Member:
    if company is not None:
        return member_of_company(company)
    if buyer.user_id is None:
        return Member(user_id=0)
    return members_of([buyer.user_id]).get(buyer.user_id, Member(user_id=buyer.user_id))


def _record(
    product: Product, buyer: Buyer, order: Sequence[int], product_class: ProductClass | None, quantity: int
) -> StockRecord | None:
    """Choose the supplier's record as the shop does, by these lists."""
    records = list(product.stockrecords.select_related("partner", "product"))
    if len(records) <= 1:
        return records[0] if records else None
    from shop.partner.queries import purchase_info  # noqa: PLC0415 - only where suppliers compete

    found = purchase_info(product, buyer=buyer, quantity=quantity).stockrecord
    return found or record_for(records, buyer=buyer, product_class=product_class) or records[0]


def _rows(
    record: StockRecord, order: Sequence[int], lists: dict[int, PriceList], *, rate: Decimal
) -> list[ListedPrice]:
    ranks = {pk: rank for rank, pk in enumerate(order)}
    found = ListPrice.objects.filter(stockrecord=record, price_list__in=order).order_by("min_quantity")
    rows = []
    for row in found:
        of = lists[row.price_list_id]
        price = gross_of(row.price, rate=rate, currency=record.price_currency) if of.is_net else row.price
        rows.append(
            ListedPrice(
                ranks[of.pk], of.pk, row.min_quantity, price, of.allows_promotions, of.tiers_across_variants
            )
        )
    return sorted(rows)


def _blocked(of: PriceList, record: StockRecord) -> str:
    """Say why a list does not hold at all now; empty where it does."""
    now = timezone.now()
    if not of.is_active:
        return _("The list is not active.")
    if of.start and of.start > now:
        return _("The list has not begun yet.")
    if of.end and of.end <= now:
        return _("The list has ended.")
    if of.currency != record.price_currency:
        return _("The list is in another currency.")
    return ""


def _sources(order: Sequence[int], member: Member) -> dict[int, str]:
    """Say of each list by what it is the buyer's."""
    rows = PriceListAssignment.objects.filter(price_list__in=order).select_related(
        "group", "company", "location", "user"
    )
    found: dict[int, str] = {}
    for row in rows:
        is_theirs = (
            row.everybody
            or (row.group_id is not None and row.group_id in {member.group_id, member.programme_group_id})
            or (row.company_id is not None and row.company_id in member.lineage)
            or (row.location_id is not None and row.location_id == member.location_id)
            or (row.user_id is not None and row.user_id == member.user_id)
        )
        if is_theirs:
            inherited = row.company_id is not None and row.company_id != next(iter(member.lineage), None)
            words = _("inherited from %(company)s") if inherited else _("assigned to %(company)s")
            found.setdefault(row.price_list_id, words % {"company": row.target})
    return found


def _reason_of(
    of: PriceList,
    rows: Iterable[ListedPrice],
    running: Iterable[ListedPrice],
    record: StockRecord,
    held: HeldPrice | None,
    quantity: int,
    source: str,
) -> Reason:
    own = [row for row in rows if row.list_id == of.pk]
    reached = listed_at(own, quantity)
    blocked = _blocked(of, record)
    won = held is not None and held.source.list_id == of.pk
    title = _("Price list “%(name)s” (priority %(priority)d, %(source)s)") % {
        "name": of.name,
        "priority": of.priority,
        "source": source,
    }
    why = blocked or _why_list(own, reached, held, quantity, won=won)
    amount = format_money(reached.price, record.price_currency) if reached else "–"
    return Reason(title=title, amount=amount, outcome=WON if won else LOST, why=why, list_id=of.pk)


def _why_list(
    own: Sequence[ListedPrice],
    reached: ListedPrice | None,
    held: HeldPrice | None,
    quantity: int,
    *,
    won: bool,
) -> str:
    if not own:
        return _("It has no price for this product.")
    if reached is None:
        return _("Its prices begin at %(quantity)d pieces.") % {"quantity": own[0].min_quantity}
    if won and held is not None and held.source.kind == SALE:
        return _("It holds, but a sale that it allows is lower.")
    if won:
        return ngettext(
            "It holds, from %(quantity)d piece on.",
            "It holds, from %(quantity)d pieces on.",
            reached.min_quantity,
        ) % {"quantity": reached.min_quantity}
    if lowest_list_price_wins():
        return _("Another price is lower.")
    return _("Another list comes first.")


def _own_reason(record: StockRecord, held: HeldPrice | None) -> Reason:
    title = _("Ordinary price (SKU %(sku)s)") % {"sku": record.partner_sku}
    if record.price is None:
        return Reason(title=title, amount="–", outcome=LOST, why=_("The product has none."))
    won = held is not None and held.source.list_id is None
    why = _("No price list has a price.") if won else _("A price list comes before it.")
    if won and held is not None and held.source.kind == SALE:
        why = _("A sale is lower.")
    amount = format_money(record.price, record.price_currency)
    return Reason(title=title, amount=amount, outcome=WON if won else LOST, why=why)


def _sale_reasons(
    record: StockRecord, running: Sequence[ListedPrice], held: HeldPrice | None, quantity: int
) -> list[Reason]:
    sale = sale_of(record)
    if sale is None or held is None:
        return []
    won = held.source.kind == SALE
    best = listed_at(running, quantity, lowest_wins=lowest_list_price_wins())
    if won:
        why = _("It is lower and holds.")
    elif held.source.kind == LIST and best is not None and not best.allows_promotions:
        why = _("The price list does not allow sales.")
    else:
        why = _("The agreed price is lower.")
    amount = format_money(sale.price, record.price_currency)
    return [Reason(title=_("Sale price"), amount=amount, outcome=WON if won else LOST, why=why)]


def _tax_reason(price: TaxedPrice) -> Reason:
    words = {"rate": f"{(price.rate * 100).normalize():f}", "net": format_money(price.unit_net, price.money)}
    why = _("Net %(net)s, tax %(rate)s %%.") % words
    if not price.stacks:
        why = f"{why} {_('Promotions of the basket do not come off.')}"
    return Reason(
        title=_("Price with tax"), amount=format_money(price.unit_gross, price.money), outcome=NOTE, why=why
    )
