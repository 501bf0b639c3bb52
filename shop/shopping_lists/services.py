"""What people do with their lists. Two who change one list at once both keep what they changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Least

from shop.b2b.access import access_of
from shop.b2b.models import CompanyContact
from shop.catalogue.models import Product
from shop.shopping_lists.cadence import day_after
from shop.shopping_lists.models import MOST_PIECES, ShoppingList, ShoppingListLine, ShoppingListShare
from shop.user.models import User

MOST_LINES = 1000


class ListFullError(Exception):
    """A list holds as many products as one can."""


@dataclass(frozen=True, kw_only=True)
class LineChange:
    """What somebody typed beside a line, and what the page had shown them before."""

    line_id: int
    quantity: int
    note: str
    quantity_was: int
    note_was: str


def create_list(owner: User, *, name: str, note: str = "") -> ShoppingList:
    """Begin a list; who acts for a company begins it there, and can share it there."""
    access = access_of(owner)
    return ShoppingList.objects.create(
        owner=owner, name=name, note=note, company_id=access.company_id if access else None
    )


@transaction.atomic
def add_products(shopping_list: ShoppingList, pieces: Mapping[int, int], *, is_sum: bool = True) -> int:
    """Put products with quantities on a list; return how many are new. Those that are on it grow (`is_sum`).

    Products that do not exist are passed over. Raises ListFullError and changes nothing when there would be
    more than MOST_LINES.
    """
    _lock(shopping_list)
    products = {p.pk: p for p in Product.objects.filter(pk__in=pieces).select_related("parent")}
    held = set(shopping_list.lines.filter(product__in=products).values_list("product_id", flat=True))
    new = [pk for pk in pieces if pk in products and pk not in held]
    if shopping_list.lines.count() + len(new) > MOST_LINES:
        raise ListFullError
    for pk in held:
        total = Least(F("quantity") + pieces[pk], MOST_PIECES) if is_sum else pieces[pk]
        shopping_list.lines.filter(product=pk).update(quantity=total)
    first = (shopping_list.lines.aggregate(last=Max("position"))["last"] or 0) + 1
    ShoppingListLine.objects.bulk_create(
        ShoppingListLine(
            shopping_list=shopping_list,
            product=products[pk],
            title=str(products[pk])[:255],
            quantity=max(1, min(pieces[pk], MOST_PIECES)),
            position=first + place,
        )
        for place, pk in enumerate(new)
    )
    shopping_list.save(update_fields=["updated_at"])
    return len(new)


@transaction.atomic
def change_lines(shopping_list: ShoppingList, changes: Sequence[LineChange]) -> list[ShoppingListLine]:
    """Write what differs from what was shown; return the lines that somebody else has changed meanwhile.

    These keep the other's value: whoever comes second sees it and decides. Lines that are gone are
    passed over.
    """
    overtaken = []
    for change in changes:
        row = ShoppingListLine.objects.filter(pk=change.line_id, shopping_list=shopping_list)
        for name, value, was in (
            ("quantity", change.quantity, change.quantity_was),
            ("note", change.note, change.note_was),
        ):
            if value == was:
                continue
            unchanged = row.filter(**{name: was})  # guard: list-line-was
            if not unchanged.update(**{name: value}):
                overtaken += list(row.exclude(**{name: value}))
    if changes:
        shopping_list.save(update_fields=["updated_at"])
    return overtaken


def remove_lines(shopping_list: ShoppingList, line_ids: Collection[int]) -> int:
    """Take lines off a list; return how many there were."""
    gone, _by_model = shopping_list.lines.filter(pk__in=line_ids).delete()
    return gone


@transaction.atomic
def hand_lines(source: ShoppingList, target: ShoppingList, line_ids: Collection[int], *, keeps: bool) -> int:
    """Copy (`keeps`) or move lines to another list; return how many. Raises ListFullError.

    A product that is on the target keeps the larger of both quantities: the same wish written twice.
    """
    for each in sorted((source, target), key=lambda one: one.pk):
        _lock(each)
    lines = list(source.lines.filter(pk__in=line_ids, product__isnull=False).order_by("position", "pk"))
    there = dict(target.lines.values_list("product_id", "quantity"))
    pieces = {
        line.product_id: max(line.quantity, there.get(line.product_id, 0))
        for line in lines
        if line.product_id
    }
    add_products(target, pieces, is_sum=False)
    notes = {line.product_id: line.note for line in lines if line.note}
    for product_id, note in notes.items():
        target.lines.filter(product=product_id, note="").update(note=note)
    if not keeps:
        remove_lines(source, [line.pk for line in lines])
    return len(lines)


@transaction.atomic
def duplicate(shopping_list: ShoppingList, *, owner: User, name: str) -> ShoppingList:
    """Write a list anew for somebody, with its lines and notes; neither shared nor dated."""
    copy = create_list(owner, name=name, note=shopping_list.note)
    fields = ("product_id", "title", "quantity", "note", "position")
    rows = shopping_list.lines.values(*fields)
    ShoppingListLine.objects.bulk_create(ShoppingListLine(shopping_list=copy, **row) for row in rows)
    return copy


@transaction.atomic
def sort_lines(shopping_list: ShoppingList, order: Sequence[int]) -> None:
    """Put the lines into this order; those that are not named (just added by somebody) come behind."""
    _lock(shopping_list)
    keys = list(shopping_list.lines.order_by("position", "pk").values_list("pk", flat=True))
    named = [pk for pk in order if pk in set(keys)]
    rest = [pk for pk in keys if pk not in set(named)]
    rows = [ShoppingListLine(pk=pk, position=place) for place, pk in enumerate([*named, *rest], start=1)]
    ShoppingListLine.objects.bulk_update(rows, ["position"], batch_size=200)


@transaction.atomic
def share(shopping_list: ShoppingList, *, contact: CompanyContact | None, right: int) -> None:
    """Give a colleague (None: everybody of the company) a right to a list, in place of what they had."""
    _lock(shopping_list)
    ShoppingListShare.objects.update_or_create(
        shopping_list=shopping_list, contact=contact, defaults={"right": right}
    )


def unshare(shopping_list: ShoppingList, share_id: int) -> None:
    """Take a right back."""
    shopping_list.shares.filter(pk=share_id).delete()


def skip(shopping_list: ShoppingList, *, today: date) -> None:
    """Go on to the next day of the cadence; said twice of the same day, it is done once."""
    if shopping_list.cadence:
        day = day_after(shopping_list, today=today)
        ShoppingList.objects.filter(pk=shopping_list.pk, next_due=shopping_list.next_due).update(next_due=day)


def note_ordered(shopping_list: ShoppingList, *, today: date) -> None:
    """Go on to the next day when the products of a list that is due were put into a basket."""
    if shopping_list.cadence and shopping_list.next_due is not None and shopping_list.next_due <= today:
        skip(shopping_list, today=today)


def _lock(shopping_list: ShoppingList) -> None:
    ShoppingList.objects.select_for_update().filter(pk=shopping_list.pk).values_list("pk").first()
