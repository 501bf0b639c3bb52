"""Which lists somebody may use, what they may do with each, and what stands on it today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum

from django.db.models import Count, F, Q, QuerySet

from shop.b2b.access import CompanyAccess, access_of
from shop.b2b.models import CompanyContact
from shop.basket.checking import Verdict, Wish, check_wishes, sellable, wished_products
from shop.catalogue.models import Product
from shop.partner.buyers import Buyer
from shop.partner.queries import purchase_infos
from shop.shopping_lists.company_permissions import SHARE
from shop.shopping_lists.models import ShoppingList, ShoppingListLine
from shop.user.models import User


class ListRight(IntEnum):
    """What somebody may do with a list; each includes those before it."""

    VIEW = 1
    ORDER = 2
    EDIT = 3
    OWN = 4


@dataclass(frozen=True, kw_only=True)
class UsableList:
    """A list with what this user may do with it."""

    shopping_list: ShoppingList
    right: ListRight

    @property
    def may_order(self) -> bool:
        """Whether its products may be put into a basket."""
        return self.right >= ListRight.ORDER

    @property
    def may_edit(self) -> bool:
        """Whether its lines may be changed."""
        return self.right >= ListRight.EDIT

    @property
    def is_own(self) -> bool:
        """Whether it may be renamed, shared, dated and deleted."""
        return self.right is ListRight.OWN


def lists_of(user: User) -> QuerySet[ShoppingList]:
    """Return the lists that a user may at least look at: their own, and those of colleagues they share.

    A share counts as long as both are people of the company it was made in.
    """
    return ShoppingList.objects.filter(_reachable(user, access_of(user))).distinct()


def _reachable(user: User, access: CompanyAccess | None) -> Q:
    own = Q(owner=user)
    if access is None:
        return own
    shared = Q(shares__contact=access.contact_id) | Q(shares__isnull=False, shares__contact=None)
    return own | (_company_lists(access) & shared)


def _company_lists(access: CompanyAccess) -> Q:
    """Select lists of people who are still active in the company."""
    return Q(
        company=access.company_id,
        owner__company_contact__company=access.company_id,
        owner__company_contact__is_active=True,
    )


def usable_lists(user: User, *, right: ListRight = ListRight.VIEW) -> list[UsableList]:
    """List what a user may use at least so far, their own first; `lines_count` is on each. Three queries."""
    lists = list(
        ShoppingList.objects.filter(pk__in=lists_of(user).values("pk"))
        .select_related("owner")
        .prefetch_related("shares")
        .annotate(lines_count=Count("lines"))
        .order_by("name", "pk")
    )
    access = access_of(user)
    found = [UsableList(shopping_list=each, right=_right(each, user, access)) for each in lists]
    return sorted((each for each in found if each.right >= right), key=lambda each: not each.is_own)


def usable_list(user: User, pk: int, *, right: ListRight = ListRight.VIEW) -> UsableList | None:
    """Return a list that the user may use so far; None where it is not there for them."""
    found = lists_of(user).filter(pk=pk).select_related("owner", "company").prefetch_related("shares").first()
    if found is None:
        return None
    usable = UsableList(shopping_list=found, right=_right(found, user, access_of(user)))
    return usable if usable.right >= right else None


def _right(shopping_list: ShoppingList, user: User, access: CompanyAccess | None) -> ListRight:
    if shopping_list.owner_id == user.pk:
        return ListRight.OWN
    mine = {None, access.contact_id if access else None}
    return ListRight(max(share.right for share in shopping_list.shares.all() if share.contact_id in mine))


@dataclass(frozen=True, kw_only=True)
class ListRow:
    """A line with today's answer; `verdict` is None for a product that is gone or not for this buyer."""

    line: ShoppingListLine
    verdict: Verdict | None
    is_gone: bool

    @property
    def is_good(self) -> bool:
        """Whether it can be had as it stands."""
        return self.verdict is not None and self.verdict.is_good


@dataclass(frozen=True, kw_only=True)
class ListRows:
    """The lines of a list, in its order."""

    rows: Sequence[ListRow]

    @property
    def wishes(self) -> list[Wish]:
        """What can be had of it."""
        return [row.verdict.wish for row in self.rows if row.verdict and row.is_good]

    @property
    def total(self) -> Decimal:
        """What these cost as this buyer sees prices."""
        return sum(
            (row.verdict.total or Decimal(0) for row in self.rows if row.verdict and row.is_good), Decimal(0)
        )

    @property
    def currency(self) -> str:
        """The currency of the total; empty where nothing can be had."""
        return next((row.verdict.currency for row in self.rows if row.verdict and row.is_good), "")


def list_rows(
    shopping_list: ShoppingList, *, buyer: Buyer, line_ids: Sequence[int] | None = None
) -> ListRows:
    """Judge the lines of a list (or those named) for a buyer; a constant number of queries."""
    lines = shopping_list.lines.all() if line_ids is None else shopping_list.lines.filter(pk__in=line_ids)
    found = list(lines.order_by("position", "pk"))
    products = {p.pk: p for p in wished_products(line.product_id for line in found if line.product_id)}
    here = [line for line in found if line.product_id in products]
    wishes = [Wish(product=products[line.product_id or 0], quantity=line.quantity) for line in here]
    verdicts = dict(zip((line.pk for line in here), check_wishes(wishes, buyer=buyer), strict=True))
    return ListRows(rows=[_row(line, verdicts.get(line.pk)) for line in found])


def _row(line: ShoppingListLine, verdict: Verdict | None) -> ListRow:
    is_gone = verdict is None or not verdict.info.is_visible
    return ListRow(line=line, verdict=None if is_gone else verdict, is_gone=is_gone)


def may_share(user: User, shopping_list: ShoppingList) -> bool:
    """Tell whether a user may give colleagues rights to a list: their own, of the company they act for."""
    access = access_of(user)
    return (
        access is not None
        and access.can(SHARE)
        and shopping_list.owner_id == user.pk
        and shopping_list.company_id == access.company_id
    )


def colleagues_of(user: User) -> QuerySet[CompanyContact]:
    """Return the other active people of the company that a user acts for."""
    access = access_of(user)
    if access is None:
        return CompanyContact.objects.none()
    return CompanyContact.objects.filter(company=access.company_id, is_active=True).exclude(
        pk=access.contact_id
    )


def is_due(shopping_list: ShoppingList, day: date) -> bool:
    """Tell whether it is time to order what stands on a list."""
    next_due = shopping_list.next_due
    has_day = bool(shopping_list.cadence) and not shopping_list.is_paused
    return has_day and next_due is not None and next_due <= day


def lists_to_remind_of(day: date) -> QuerySet[ShoppingList]:
    """Return the lists whose day has come and whose owner has not been told of this day."""
    due = ShoppingList.objects.filter(is_paused=False, next_due__lte=day, owner__is_active=True).exclude(
        cadence=""
    )
    return due.filter(Q(reminded_for=None) | Q(reminded_for__lt=F("next_due"))).select_related("owner")


def variants_of(product: Product, *, buyer: Buyer) -> dict[int, str]:
    """Name the variants of a family that a buyer may see by their options; a constant number of queries."""
    children = list(
        Product.objects.filter(sellable(), parent=product)
        .select_related("parent")
        .prefetch_related("attribute_values__value_option")
        .order_by("pk")
    )
    infos = purchase_infos(children, buyer=buyer)
    return {child.pk: _variant_name(child) for child in children if infos[child.pk].is_visible}


def _variant_name(variant: Product) -> str:
    """Return the options that were chosen ("Tide, 20 cm"), else the title."""
    options = [str(each.value_option) for each in variant.attribute_values.all() if each.value_option]
    return ", ".join(options) or variant.get_title()
