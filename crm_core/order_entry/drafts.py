"""Writing an order down: a draft is kept with every change, and nothing that was typed is lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_core.customers.models import Customer
from crm_core.order_entry.approvals import call_off
from crm_core.order_entry.models import OrderDraft
from crm_core.order_entry.products import last_order, sold_product
from shop.basket.models import Basket
from shop.basket.reordering import Reorder, reorder
from shop.basket.services import Addition, BasketError, add_to_basket, change_quantity
from shop.basket.vouchers import add_voucher, remove_voucher
from shop.catalogue.models import Product
from shop.catalogue.product_options import options_of
from shop.numbers import whole_number
from shop.partner.strategy import Strategy
from shop.user.models import User

MOST_PIECES = 20_000


def open_draft_of(customer: Customer, by: User) -> OrderDraft | None:
    """Return what a colleague is writing down for a customer, if they are."""
    drafts = OrderDraft.objects.select_related("basket", "customer__company", "by")
    return drafts.filter(customer=customer, by=by, placed_at=None).first()


def start_draft(customer: Customer, by: User) -> OrderDraft:
    """Return the open draft of a colleague for a customer, made if there is none; two tabs get one."""
    found = open_draft_of(customer, by)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            basket = Basket.objects.create(owner=None, status=Basket.SAVED)
            return OrderDraft.objects.create(customer=customer, by=by, basket=basket)
    except IntegrityError:
        found = open_draft_of(customer, by)
        if found is None:
            raise
        return found


@transaction.atomic
def discard_draft(draft: OrderDraft, *, untouched_since: datetime | None = None) -> bool:
    """Throw a draft away with its basket, if it is open still and, where asked, untouched; tell whether."""
    drafts = OrderDraft.objects.select_for_update().filter(pk=draft.pk, placed_at=None)
    if untouched_since is not None:
        drafts = drafts.filter(changed_at__lt=untouched_since)
    held = drafts.first()
    if held is None:
        return False
    call_off(held.pk)
    basket = held.basket
    held.delete()
    basket.delete()
    return True


def longest_kept() -> timedelta:
    """Return how long a draft is kept that nobody touches (KILN_ORDER_DRAFT_DAYS)."""
    return timedelta(days=settings.KILN_ORDER_DRAFT_DAYS)


def discard_old_drafts(*, now: datetime) -> int:
    """Throw away drafts that nobody touched for KILN_ORDER_DRAFT_DAYS; return how many."""
    limit = now - longest_kept()
    old = OrderDraft.objects.filter(placed_at=None, changed_at__lt=limit).select_related("basket")
    return sum(discard_draft(draft, untouched_since=limit) for draft in old)


def note_change(draft: OrderDraft) -> None:
    """Note that the goods or vouchers of a draft changed: it is not left alone."""
    OrderDraft.objects.filter(pk=draft.pk, placed_at=None).update(changed_at=timezone.now())


def claim_press(draft: OrderDraft, press: str) -> bool:
    """Tell whether this press of a button (32 digits that the page bears) is the first of its kind.

    A double click, or a page sent once more, does not add the same goods twice. A page without a press is
    always new.
    """
    press = press[:32]
    if not press:
        return True
    found = OrderDraft.objects.filter(pk=draft.pk)
    found = found.exclude(last_press=press)  # guard: order-entry-press
    return bool(found.update(last_press=press))


class OptionsMissingError(BasketError):
    """A product cannot be added before it is said what its buyer wants of it (its required options)."""

    def __init__(self, product: Product) -> None:
        self.product = product
        words = _("“%(title)s” is made to order: say below what the customer wants, and add it.")
        super().__init__(words % {"title": product.get_title()})


def add_product(
    draft: OrderDraft,
    pk: int,
    *,
    quantity: int,
    strategy: Strategy,
    options: Sequence[dict[str, object]] = (),
) -> Addition:
    """Add pieces of a product as `add_to_basket` does; raises BasketError with words for whoever types.

    `options` is what was said of its options (`product_options.selected_options`).
    """
    product = sold_product(pk)
    if product is None:
        raise BasketError(_("This product is not sold any more."))
    said = {one["option"] for one in options}
    if any(option.required and option not in said for option in options_of(product)):
        raise OptionsMissingError(product)
    draft.basket.strategy = strategy
    addition = add_to_basket(draft.basket, product, quantity=quantity, options=options)
    note_change(draft)
    return addition


def add_the_usual(draft: OrderDraft, *, strategy: Strategy) -> Reorder:
    """Put what the customer ordered last into the draft, as far as it can be had today."""
    order = last_order(draft.customer)
    if order is None:
        return Reorder(added=0, problems=[_("This customer has not ordered anything yet.")])
    draft.basket.strategy = strategy
    lines = order.lines.select_related("product__parent").prefetch_related("attributes__option")
    found = reorder(draft.basket, lines.order_by("pk"))
    note_change(draft)
    return found


@dataclass
class QuantityChanges:
    """What became of the quantities: what was typed and why it was refused, by line."""

    typed: dict[int, str] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)


def change_quantities(
    draft: OrderDraft, wanted: Mapping[int, tuple[str, str]], *, strategy: Strategy
) -> QuantityChanges:
    """Set the quantities of lines to what was typed; `wanted` has for each what was shown and what is typed.

    A quantity that nobody changed in this window stays what it is by now. 0 takes a line out.
    """
    changes = QuantityChanges()
    draft.basket.strategy = strategy
    for line in list(draft.basket.all_lines()):
        was, typed = wanted.get(line.pk, ("", ""))
        if typed == was:
            continue
        try:
            change_quantity(line, quantity=read_pieces(typed))
            note_change(draft)
        except BasketError as refusal:
            changes.typed[line.pk], changes.errors[line.pk] = typed, str(refusal)
    forget_lines(draft.basket)
    return changes


def read_pieces(typed: str) -> int:
    """Read how many pieces were typed; raises BasketError with words for what is no number."""
    number = whole_number(typed.strip(), most=MOST_PIECES)
    if number is None:
        raise BasketError(_("Please enter a whole number."))
    return number


def forget_lines(basket: Basket) -> None:
    """Have the basket's lines read anew."""
    basket._lines = None
    basket.reset_offer_applications()


def use_voucher(
    draft: OrderDraft, code: str, *, strategy: Strategy, user: User | AnonymousUser, email: str
) -> None:
    """Put a voucher into the draft; raises BasketError with words where it cannot be used."""
    draft.basket.strategy = strategy
    add_voucher(draft.basket, code, user=user, email=email)
    note_change(draft)


def drop_voucher(draft: OrderDraft, pk: int) -> None:
    """Take a voucher out of the draft."""
    for voucher in draft.basket.vouchers.filter(pk=pk):
        remove_voucher(draft.basket, voucher)
        note_change(draft)


def keep_answers(draft: OrderDraft, answers: Mapping[str, object]) -> None:
    """Keep what was answered; only the fields that are named change."""
    changed = [name for name, value in answers.items() if getattr(draft, name) != value]
    for name in changed:
        setattr(draft, name, answers[name])
    if changed:
        draft.save(update_fields=[*changed, "changed_at"])


@dataclass(frozen=True, kw_only=True)
class ProposedLine:
    """A line that another page proposes, such as a deal's: so many pieces of a product."""

    product: int
    quantity: int


def read_lines(texts: Iterable[str]) -> list[ProposedLine]:
    """Read "12:3" (three pieces of product 12) from an address; what is none is left out; fifty at most."""
    found = []
    for text in list(texts)[:50]:
        product, _colon, quantity = text.partition(":")
        pk, number = whole_number(product), whole_number(quantity or "1", most=MOST_PIECES)
        if pk and number:
            found.append(ProposedLine(product=pk, quantity=number))
    return found
