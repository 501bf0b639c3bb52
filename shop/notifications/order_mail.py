"""Mail about an order, in the language its buyer reads; each is written once (`shop.mail`)."""

from collections.abc import Callable
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shop.mail.kinds import KINDS, EmailType
from shop.mail.services import send
from shop.order.links import order_link
from shop.order.models import Order
from shop.payments.methods import method_to_pay_by, payment_method_of
from shop.payments.queries import balance_of
from shop.user.language import reader_language

LISTING = frozenset(["confirmation", "dispatch", "cancellation"])


def send_confirmation(order: Order) -> bool:
    """Confirm an order: what was bought, what it costs, how to pay; return whether this call wrote it."""
    return _write("confirmation", order)


def send_cancellation(order: Order) -> bool:
    """Tell a buyer that their order was cancelled; return whether this call wrote it."""
    return _write("cancellation", order)


def send_dispatch(order: Order) -> bool:
    """Tell a buyer that the parcel is on its way; return whether this call wrote it."""
    return _write("dispatch", order)


def send_payment_problem(order: Order, *, about: str, link: str = "") -> bool:
    """Tell a buyer that the money could not be taken, once for each `about`, such as the attempt.

    `link` leads to where they can pay (default: the order's page). Returns whether this call wrote it.
    """
    return _write("payment-problem", order, about=about, **({"link": link} if link else {}))


def send_refund(order: Order, *, amount: Decimal, about: str) -> bool:
    """Tell a buyer that `amount` (gross, order's currency) went back, once for each `about`.

    Returns whether this call wrote it.
    """
    return _write("refund", order, about=about, amount=amount)


def mail_language(order: Order) -> str:
    """Return the language its buyer chose, else that in which they ordered."""
    return reader_language(order.user, otherwise=order.language)


def _write(name: str, order: Order, *, about: str = "", **extra: object) -> bool:
    """Write one mail; an order without an e-mail address gets none."""
    if not order.email:
        return False
    language = mail_language(order)
    with translation.override(language):
        context = {**_context(order, name), **extra}
    key = ":".join(filter(None, ["order", str(order.pk), name, about]))
    return (
        send(f"order-{name}", to=order.email, language=language, context=context, key=key, user=order.user)
        is not None
    )


def _context(order: Order, name: str) -> dict[str, object]:
    method = method_to_pay_by(order)
    instructions = method.instructions_for(order) if method else {}
    pays_at = instructions.get("pay_link") if name == "payment-problem" else None
    balance = balance_of(order)
    return {
        "order": order,
        "lines": list(order.lines.prefetch_related("attributes__option")),
        # Of an order of which a part has gone back, the parcel's mail lists what is in the parcel.
        "pieces_only": name == "dispatch" and any(line.num_cancelled for line in order.lines.all()),
        "outstanding": balance.outstanding,
        "received": balance.received,
        "link": pays_at or order_link(order),
        "show_lines": name in LISTING,
        "show_address": name == "confirmation",
        "payment_method": payment_method_of(order),
        "instructions": method.instructions if method else "",
        **instructions,
    }


def _sample(name: str) -> Callable[[], dict[str, object] | None]:
    def sample() -> dict[str, object] | None:
        order = Order.objects.select_related("user", "shipping_address__country").order_by("-pk").first()
        return {**_context(order, name), "amount": order.total_incl_tax} if order else None

    return sample


for _name, _title in (
    ("confirmation", _("Order confirmation")),
    ("payment-problem", _("Payment problem")),
    ("dispatch", _("Order shipped")),
    ("cancellation", _("Order cancelled")),
    ("refund", _("Refund")),
):
    KINDS.register(
        EmailType(code=f"order-{_name}", name=_title, template=f"order/mail/{_name}", sample=_sample(_name))
    )
