"""The rows of a quick order with what can be had of each; and the draft that keeps them between requests.

A draft is a list of numbers and quantities as they were typed, in the visitor's session: nothing is lost by a
mistake, another page or the log-in. What is found out about them is asked anew each time.
"""

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from shop.basket.bulk import check_in_basket
from shop.basket.checking import Obstacle, Verdict, Wish, check_wishes, wished_products
from shop.basket.models import Basket
from shop.catalogue.models import Product
from shop.partner.buyers import Buyer
from shop.quick_order.finders import numbers_near
from shop.quick_order.matching import numbers_of, products_by_number
from shop.quick_order.parsing import RawRow, whole_quantity

SESSION_KEY = "quick-order"
MOST_CHOICES = 12


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Another number that may be meant, as a button: what it is called, and the product's name."""

    number: str
    title: str


@dataclass(frozen=True, kw_only=True)
class CheckedRow:
    """A row with its answer. `problem` is empty for a row that can be ordered as it stands.

    `choices` are numbers to take instead, `quantities` pieces to take instead. `copies` counts further rows
    of the same product that were added to this one.
    """

    place: int
    number: str
    quantity: str
    product: Product | None = None
    verdict: Verdict | None = None
    problem: str = ""
    choices: Sequence[Choice] = ()
    quantities: Sequence[int] = ()
    copies: int = 0

    @property
    def is_good(self) -> bool:
        """Whether it can go into the basket as it stands."""
        return not self.problem

    @property
    def pieces(self) -> int:
        """The pieces wished; 0 for a quantity that is none."""
        return whole_quantity(self.quantity) or 0


@dataclass(frozen=True, kw_only=True)
class CheckedRows:
    """All rows: those to be fixed first, each part in the order of typing."""

    rows: Sequence[CheckedRow] = field(default_factory=tuple)

    @property
    def bad(self) -> list[CheckedRow]:
        """Those to be fixed."""
        return [row for row in self.rows if not row.is_good]

    @property
    def good(self) -> list[CheckedRow]:
        """Those that can be ordered."""
        return [row for row in self.rows if row.is_good]

    @property
    def wishes(self) -> list[Wish]:
        """What the good rows ask for."""
        return [row.verdict.wish for row in self.good if row.verdict]

    @property
    def pieces(self) -> int:
        """How many pieces the good rows come to."""
        return sum(row.pieces for row in self.good)

    @property
    def total(self) -> Decimal:
        """What the good rows cost as this buyer sees prices, before offers and delivery."""
        return sum((row.verdict.total or Decimal(0) for row in self.good if row.verdict), Decimal(0))

    @property
    def currency(self) -> str:
        """The currency of the total; empty without a good row."""
        return next((row.verdict.currency for row in self.good if row.verdict), "")


def check_rows(rows: Sequence[RawRow], *, buyer: Buyer, basket: Basket | None = None) -> CheckedRows:
    """Find the products and judge each row; rows of one product become one.

    With a `basket` (with its strategy) what it holds counts. A constant number of queries, however many rows.
    """
    found = products_by_number({row.number for row in rows})
    products = {p.pk: p for p in wished_products(pk for keys in found.values() for pk in keys)}
    merged = _merged(rows, {number: keys[0] for number, keys in found.items() if len(keys) == 1})
    wishes = {
        products[row.product_id].pk: Wish(product=products[row.product_id], quantity=pieces)
        for row in merged
        if row.product_id in products and (pieces := whole_quantity(row.quantity))
    }
    asked = list(wishes.values())
    verdicts = (
        check_in_basket(basket, list(basket.all_lines()), asked)
        if basket
        else check_wishes(asked, buyer=buyer)
    )
    judged = dict(zip(wishes, verdicts, strict=True))
    checked = [_checked(place, row, found, products, judged) for place, row in enumerate(merged)]
    rows_with_choices = _with_choices(checked, found, products, buyer)
    return CheckedRows(rows=sorted(rows_with_choices, key=lambda row: row.is_good))


@dataclass(frozen=True, kw_only=True)
class _Merged:
    number: str
    quantity: str
    product_id: int | None
    copies: int = 0


def _merged(rows: Sequence[RawRow], ids: Mapping[str, int]) -> list[_Merged]:
    """Add up rows of one product whose quantities are numbers; the others stay as they are."""
    merged: list[_Merged] = []
    place_of: dict[int, int] = {}
    for row in rows:
        pk, pieces = ids.get(row.number), whole_quantity(row.quantity)
        if pk is not None and pieces and pk in place_of:
            first = merged[place_of[pk]]
            total = str((whole_quantity(first.quantity) or 0) + pieces)
            merged[place_of[pk]] = replace(first, quantity=total, copies=first.copies + 1)
            continue
        if pk is not None and pieces:
            place_of[pk] = len(merged)
        merged.append(_Merged(number=row.number, quantity=row.quantity, product_id=pk))
    return merged


def _checked(
    place: int,
    row: _Merged,
    found: Mapping[str, Sequence[int]],
    products: Mapping[int, Product],
    judged: Mapping[int, Verdict],
) -> CheckedRow:
    made = CheckedRow(place=place, number=row.number, quantity=row.quantity, copies=row.copies)
    keys = found.get(row.number, ())
    if not keys:
        return replace(made, problem=_("There is no product with this number."))
    if row.product_id is None:
        return replace(made, problem=_("Several products bear this number: please choose one."))
    product = products[row.product_id]
    if not whole_quantity(row.quantity):
        return replace(made, product=product, problem=_("Please enter a whole number of pieces."))
    verdict = judged[product.pk]
    if not verdict.info.is_visible:  # nothing is told of it, not even that it is there
        return replace(made, problem=_("There is no product with this number."))
    return replace(
        made, product=product, verdict=verdict, problem=verdict.message, quantities=verdict.nearest
    )


def _with_choices(
    rows: list[CheckedRow], found: Mapping[str, Sequence[int]], products: Mapping[int, Product], buyer: Buyer
) -> list[CheckedRow]:
    """Offer near numbers, the products of an ambiguous one, the variants of a family; what can be seen."""
    near = numbers_near({row.number for row in rows if row.number not in found})
    by_number = products_by_number({other for others in near.values() for other in others}) if near else {}
    meant: dict[int, list[int]] = {}
    for row in rows:
        if row.number not in found:
            meant[row.place] = [pk for other in near.get(row.number, ()) for pk in by_number.get(other, ())]
        elif row.problem and row.product is None and len(found[row.number]) > 1:
            meant[row.place] = list(found[row.number])
    families = [row.product.pk for row in rows if row.product is not None and row.product.is_parent]
    children = wished_products(_children_of(families)) if families else ()
    wanted = {pk for keys in meant.values() for pk in keys} - products.keys()
    others = {
        **products,
        **{p.pk: p for p in children},
        **({p.pk: p for p in wished_products(wanted)} if wanted else {}),
    }
    for row in rows:
        if row.product is not None and row.product.is_parent:
            meant[row.place] = sorted(pk for pk, p in others.items() if p.parent_id == row.product.pk)
    offered = {pk for keys in meant.values() for pk in keys if pk in others}
    verdicts = (
        check_wishes([Wish(product=others[pk], quantity=1) for pk in sorted(offered)], buyer=buyer)
        if offered
        else []
    )
    seen = {v.wish.product.pk for v in verdicts if v.obstacle is not Obstacle.HIDDEN}
    numbers = numbers_of([others[pk] for pk in seen]) if seen else {}
    return [
        replace(row, choices=_choices(row, meant.get(row.place, ()), seen, others, numbers)) for row in rows
    ]


def _choices(
    row: CheckedRow,
    keys: Iterable[int],
    seen: set[int],
    products: Mapping[int, Product],
    numbers: Mapping[int, str],
) -> list[Choice]:
    shown = [pk for pk in dict.fromkeys(keys) if pk in seen][:MOST_CHOICES]
    # A number that several bear stands for none of them.
    meant = {pk: f"#{pk}" if numbers[pk].upper() == row.number.upper() else numbers[pk] for pk in shown}
    return [Choice(number=meant[pk], title=str(products[pk])) for pk in shown]


def _children_of(families: Sequence[int]) -> list[int]:
    return list(
        Product.objects.filter(parent__in=families, is_public=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def draft_of(session: Mapping[str, Any]) -> list[RawRow]:
    """Return the rows that the visitor was about to order."""
    return [RawRow(number=number, quantity=quantity) for number, quantity in session.get(SESSION_KEY, ())]


def keep_draft(session: MutableMapping[str, object], rows: Sequence[RawRow]) -> None:
    """Keep rows for the visitor's next request; none forgets them."""
    if rows:
        session[SESSION_KEY] = [[row.number, row.quantity] for row in rows]
    else:
        session.pop(SESSION_KEY, None)
