"""An order compared with today, line by line: what can be had again, at which price, in which quantity."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _, pgettext

from shop.basket.checking import Obstacle, Verdict, Wish, check_wishes, wished_products
from shop.basket.reordering import obstacle_of
from shop.catalogue.models import Product
from shop.formats import format_money
from shop.order.models import Line, Order
from shop.partner.buyers import Buyer, buyer_for
from shop.storefront.cards import ProductCard, product_cards
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class LineAgain:
    """A line as it can be ordered again; `words` say what has changed since.

    `quantity` is the nearest that can be ordered now, `price` of one piece as this buyer sees it.
    `replacement` is what the shop sells in its place, where that can be had; `other` what it recommends
    with it.
    """

    line: Line
    can_be_had: bool
    words: str
    price: Decimal | None
    quantity: int
    replacement: Verdict | None = None
    other: ProductCard | None = None


def lines_again(order: Order, user: User) -> list[LineAgain]:
    """Compare an order with today: price, stock, rules, what is sold no more and what replaces it; no gifts.

    A constant number of queries, but for lines with options.
    """
    bought = order.lines.filter(quantity__gt=0, is_gift=False).select_related("product__parent")
    lines = list(bought.prefetch_related("attributes__option").order_by("pk"))
    for line in lines:
        line.order = order
    buyer = buyer_for(user)
    verdicts = _verdicts(lines, buyer)
    gone = [line for line in lines if _is_gone(verdicts.get(line.pk))]
    replacements = _replacements(gone, buyer)
    cards = _recommended([line for line in gone if line.pk not in replacements], buyer)
    return [_again(line, verdicts.get(line.pk), replacements, cards) for line in lines]


def _verdicts(lines: Sequence[Line], buyer: Buyer) -> dict[int, Verdict]:
    products = {p.pk: p for p in wished_products(line.product_id for line in lines if line.product_id)}
    here = [line for line in lines if line.product_id in products]
    wishes = [Wish(product=products[line.product_id or 0], quantity=line.quantity) for line in here]
    found = dict(zip((line.pk for line in here), check_wishes(wishes, buyer=buyer), strict=True))
    for line in here:
        verdict = found[line.pk]
        said = list(line.attributes.all())
        if said or verdict.obstacle is Obstacle.OPTIONS:
            # What was said then is said again, if it is still what the product asks.
            problem = obstacle_of(line, buyer)
            if problem:
                found[line.pk] = replace(verdict, obstacle=Obstacle.OPTIONS, message=problem, nearest=())
            elif verdict.obstacle is Obstacle.OPTIONS:
                found[line.pk] = replace(verdict, obstacle=Obstacle.NONE, message="")
    return found


def _is_gone(verdict: Verdict | None) -> bool:
    return verdict is None or verdict.obstacle in {Obstacle.HIDDEN, Obstacle.VARIANTS}


def _again(
    line: Line, verdict: Verdict | None, replacements: Mapping[int, Verdict], cards: Mapping[int, ProductCard]
) -> LineAgain:
    made = LineAgain(line=line, can_be_had=False, words="", price=None, quantity=line.quantity)
    if verdict is None or _is_gone(verdict):
        replacement, card = replacements.get(line.pk), cards.get(line.product_id or 0)
        return replace(made, words=_("not sold any more"), replacement=replacement, other=card)
    made = replace(made, price=verdict.unit_price)
    if verdict.obstacle is Obstacle.SOLD_OUT:
        return replace(made, words=_("sold out"))
    words = [_price_change(line, verdict)]
    if verdict.is_good:
        return replace(made, can_be_had=True, words=_joined(words))
    words.append(verdict.message)
    if not verdict.nearest:
        return replace(made, words=_joined(words))
    quantity = max((n for n in verdict.nearest if n <= line.quantity), default=verdict.nearest[-1])
    words.append(_("adjusted to %(count)d") % {"count": quantity})
    return replace(made, can_be_had=True, words=_joined(words), quantity=quantity)


def _joined(words: Iterable[str]) -> str:
    return pgettext("punctuation", ", ").join(word for word in words if word)


def _price_change(line: Line, verdict: Verdict) -> str:
    """Say what one piece cost and costs, with the change in percent; empty where it is the same."""
    before, price = line.unit_price_incl_tax, verdict.info.price
    if (
        before is None
        or not price.exists
        or price.currency != line.order.currency
        or price.incl_tax == before
    ):
        return ""
    told = {
        "old": format_money(before, line.order.currency),
        "new": format_money(price.incl_tax, price.currency),
    }
    if not before:
        return _("price was %(old)s, is %(new)s") % told
    percent = ((price.incl_tax - before) * 100 / before).quantize(Decimal(1), ROUND_HALF_UP)
    signed = f"+{percent}" if percent > 0 else f"\u2212{abs(percent)}"
    return _("price was %(old)s, is %(new)s (%(percent)s%%)") % {**told, "percent": signed}


def _replacements(lines: Sequence[Line], buyer: Buyer) -> dict[int, Verdict]:
    """Return by line what is sold in its place, as much of it as can be had."""
    wanted: dict[int, tuple[Line, int]] = {}
    for line in lines:
        product = line.product
        key = product and (
            product.replacement_id or (product.parent.replacement_id if product.parent else None)
        )
        if key:
            wanted[line.pk] = (line, key)
    if not wanted:
        return {}
    products = {p.pk: p for p in wished_products(key for _line, key in wanted.values())}
    found = {}
    for pk, (line, key) in wanted.items():
        if key in products:
            found[pk] = Wish(product=products[key], quantity=line.quantity)
    first = dict(zip(found, check_wishes(list(found.values()), buyer=buyer), strict=True))
    smaller = {
        pk: replace(v.wish, quantity=v.nearest[0]) for pk, v in first.items() if not v.is_good and v.nearest
    }
    second = (
        dict(zip(smaller, check_wishes(list(smaller.values()), buyer=buyer), strict=True)) if smaller else {}
    )
    return {pk: verdict for pk, verdict in {**first, **second}.items() if verdict.is_good}


def _recommended(lines: Sequence[Line], buyer: Buyer) -> dict[int, ProductCard]:
    """Return by product what is recommended with it and can be had."""
    products = [line.product for line in lines if line.product is not None]
    if not products:
        return {}
    heads = {product.pk: product.parent_id or product.pk for product in products}
    through = Product.recommended_products.through
    rows = through._default_manager.filter(primary__in=heads.values()).order_by("-ranking", "pk")
    pairs = list(rows.values_list("primary", "recommendation"))
    cards = {card.product_id: card for card in product_cards([pk for _one, pk in pairs], buyer=buyer)}
    found: dict[int, ProductCard] = {}
    for primary, pk in pairs:
        if pk in cards:
            found.setdefault(primary, cards[pk])
    return {pk: found[head] for pk, head in heads.items() if head in found}


@dataclass(frozen=True, kw_only=True)
class AgainWishes:
    """What somebody chose to buy again: plain products, and order lines with what was said about them."""

    wishes: Sequence[Wish]
    lines: Sequence[Line]


def chosen_again(
    again: Sequence[LineAgain], *, lines: Collection[int], instead: Collection[int], typed: Mapping[int, int]
) -> AgainWishes:
    """Collect what was ticked: `lines` again, `instead` their replacements, in the quantities `typed`."""
    wishes, with_options = [], []
    for each in again:
        quantity = typed.get(each.line.pk, each.quantity)
        if each.line.pk in instead and each.replacement is not None:
            wishes.append(each.replacement.wish)
        if each.line.pk not in lines or each.line.product is None or quantity < 1:
            continue
        if each.line.attributes.all():
            each.line.quantity = quantity
            with_options.append(each.line)
        else:
            wishes.append(Wish(product=each.line.product, quantity=quantity))
    ready = {p.pk: p for p in wished_products(wish.product.pk for wish in wishes)}
    return AgainWishes(
        wishes=[replace(wish, product=ready[wish.product.pk]) for wish in wishes if wish.product.pk in ready],
        lines=with_options,
    )
