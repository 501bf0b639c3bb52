"""What comes back to the demo's shop: returns in every state, an exchange, withdrawals, the policy."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import translation

from shop.catalogue.models import Category, Product
from shop.order.models import Order
from shop.order_statuses import COMPLETE, DISPATCHED, PAID
from shop.returns.models import CategoryRule, Return, ReturnReason, ReturnSettings
from shop.returns.queries import pieces_left
from shop.returns.replacements import replacements_of
from shop.returns.services import (
    Arrival,
    Verdict,
    Wanted,
    cancel,
    inspect,
    receive,
    refuse,
    request_return,
)
from shop.returns.settling import proposed, settle
from shop.returns.states import Outcome, ReturnState
from shop.user.models import User
from shop.withdrawal.deciding import decide
from shop.withdrawal.queries import right_of
from shop.withdrawal.services import confirm

HANDLED_BY = "service@kiln.example"
#: Code, name in each language, whether the shop is at fault, whether it asks for photos.
REASONS = (
    ("damaged", ("Arrived damaged", "收到时已损坏", "收到時已損壞"), True, True),
    ("wrong", ("Wrong item", "发错商品", "寄錯商品"), True, False),
    ("not-as-shown", ("Not as shown", "与图片不符", "與圖片不符"), True, False),
    ("size", ("Too large or too small", "大小不合适", "大小不合適"), False, False),
    ("mind", ("I changed my mind", "不想要了", "不想要了"), False, False),
)
INSTRUCTIONS = (
    "Wrap each piece on its own and fill the box, so that nothing moves.",
    "请将每件单独包好，并填满箱内空隙，避免晃动。",
    "請將每件單獨包好，並填滿箱內空隙，避免晃動。",
)
LANGUAGES = ("en", "zh_hans", "zh_hant")
#: How far each goes: its reason, what its buyer says, what they want.
PATHS = (
    ("requested", "size", "It does not fit our table. Could I have the smaller one?", Outcome.REFUND),
    ("requested", "damaged", "There is a crack at the rim.", Outcome.REFUND),
    ("approved", "mind", "", Outcome.CREDIT),
    ("received", "size", "", Outcome.REFUND),
    ("inspected", "not-as-shown", "The glaze is much darker.", Outcome.REFUND),
    ("settled", "damaged", "The foot broke off.", Outcome.REFUND),
    ("credit", "mind", "", Outcome.CREDIT),
    ("refused", "mind", "We have used it for a month.", Outcome.REFUND),
    ("cancelled", "mind", "", Outcome.REFUND),
    ("approved", "size", "", Outcome.EXCHANGE),
)


def add_returns(*, now: datetime) -> int:
    """Set the policy and have things come back, once; return how many."""
    if Return.objects.exists():
        return 0
    reasons = _set_policy()
    service = User.objects.filter(email=HANDLED_BY).first()
    orders = _sent_orders()
    made = 0
    for number, (path, order) in enumerate(zip(PATHS, orders, strict=False)):
        made += _walk(order, path, reasons, by=service, now=now - timedelta(days=9 - number % 9))
    for order in orders[len(PATHS) : len(PATHS) + 1]:
        _withdraw(order)
    waiting = Order.objects.filter(status=PAID, user__company_contact=None).order_by("-pk").first()
    if waiting is not None:
        _withdraw(waiting)
    return made


def _set_policy() -> dict[str, ReturnReason]:
    ReturnSettings.objects.update_or_create(
        pk=1,
        defaults={
            "window_days": 60,
            "restocking_percent": 5,
            "address": "Kiln Returns\nRua das Olarias 12\n1100-377 Lisboa\nPortugal",
            **{f"instructions_{code}": words for code, words in zip(LANGUAGES, INSTRUCTIONS, strict=True)},
        },
    )
    category = Category.objects.order_by("path").last()
    if category is not None:
        CategoryRule.objects.get_or_create(category=category, defaults={"window_days": 90})
    Product.objects.filter(parent=None, slug="meiping").update(withdrawal_exclusion="made_to_order")
    found = {}
    for position, (code, names, is_our_fault, asks_for_photos) in enumerate(REASONS):
        facts: dict[str, object] = {
            f"name_{language}": name for language, name in zip(LANGUAGES, names, strict=True)
        }
        facts |= {"is_our_fault": is_our_fault, "asks_for_photos": asks_for_photos, "position": position}
        found[code], _new = ReturnReason.objects.get_or_create(code=code, defaults=facts)
    return found


def _sent_orders() -> Sequence[Order]:
    """Return the latest orders that have gone out, as many as are needed."""
    sent = Order.objects.filter(status__in=[DISPATCHED, COMPLETE], user__company_contact=None)
    paid = sent.exclude(paid_at=None).filter(lines__num_dispatched__gt=0).distinct()
    return list(paid.select_related("user").order_by("-date_placed", "-pk")[: len(PATHS) + 1])


def _walk(
    order: Order,
    path: tuple[str, str, str, str],
    reasons: dict[str, ReturnReason],
    *,
    by: User | None,
    now: datetime,
) -> int:
    """Take one return as far as its path says; return how many it made."""
    state, reason, comment, outcome = path
    left = pieces_left(order)
    line = next((line for line in order.lines.order_by("pk") if left[line.pk]), None)
    if line is None:
        return 0
    instead = replacements_of([line], order)[line.pk] if outcome == Outcome.EXCHANGE else []
    wanted = Wanted(
        line_id=line.pk,
        quantity=1,
        reason_id=reasons[reason].pk,
        replacement_id=instead[-1].product_id if instead else None,
    )
    said = Outcome.REFUND if outcome == Outcome.EXCHANGE and not instead else outcome
    with translation.override(order.language or "en"):
        found = _ask(order, wanted, said, comment, is_waiting=state in {"requested", "refused"}, by=by)
    Return.objects.filter(pk=found.pk).update(requested_at=now)
    if state == "refused":
        refuse(found, reason="It has been used: we cannot sell it as new.", by=by)
    if state == "cancelled":
        cancel(found, by=by)
    if state in {"received", "inspected", "settled", "credit"}:
        _bring(found, state, by=by)
    return 1


def _ask(
    order: Order, wanted: Wanted, outcome: str, comment: str, *, is_waiting: bool, by: User | None
) -> Return:
    """Ask as staff do, whatever the days are: the demo's year is long; what waits is then its buyer's."""
    key = f"demo-{order.pk}"
    found = request_return(order, [wanted], key=key, outcome=outcome, comment=comment, origin="staff", by=by)
    if not is_waiting:
        return found
    Return.objects.filter(pk=found.pk).update(
        state=ReturnState.REQUESTED, approved_at=None, origin="buyer", by=None
    )
    found.refresh_from_db()
    return found


def _bring(found: Return, state: str, *, by: User | None) -> None:
    line = found.lines.get()
    receive(found, [Arrival(return_line_id=line.pk, quantity=1, seen=0)], by=by)
    if state == "received":
        return
    verdict = Verdict(return_line_id=line.pk, quantity=1, condition="as_new", disposition="restock", seen=0)
    inspect(found, [verdict], by=by)
    if state in {"settled", "credit"}:
        settle(found, fingerprint=proposed(found).fingerprint)


def _withdraw(order: Order) -> None:
    """Withdraw from all of an order that still can be, as its buyer would."""
    right = right_of(order)
    if not right.is_open:
        return
    pieces = {item.line.pk: item.pieces for item in right.lines if item.pieces}
    language = order.language or "en"
    with translation.override(language):
        name = order.shipping_address.name if order.shipping_address else ""
        made = confirm(order, pieces, key="demo", name=name, email=order.email or "", language=language)
    decide(made)
