"""The mail to buyers whose pieces come later, or earlier, than promised."""

from django.utils.translation import gettext_lazy as _

from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.notifications.order_mail import mail_language
from shop.order.links import order_link
from shop.stock.models import BackorderPromise

MOVED = "promise-moved"


def send_promise_moved(promise: BackorderPromise) -> bool:
    """Tell a buyer the day on which their pieces will be sent now, once for each day.

    Returns whether this call wrote it; an order without an e-mail address gets none.
    """
    order = promise.line.order
    mail = send(
        MOVED,
        to=order.email or "",
        language=mail_language(order),
        context=_context(promise),
        key=f"promise:{promise.line_id}:{promise.promise_date or 'open'}",
        user=order.user,
    )
    return mail is not None


def _context(promise: BackorderPromise) -> dict[str, object]:
    return {
        "title": promise.line.description,
        "quantity": promise.quantity,
        "day": promise.promise_date,
        "order": promise.line.order,
        "link": order_link(promise.line.order),
    }


def _sample() -> dict[str, object] | None:
    promise = BackorderPromise.objects.select_related("line__order__user").order_by("-pk").first()
    return _context(promise) if promise else None


KINDS.register(
    EmailType(
        code=MOVED,
        name=_("Order: shipping date changed"),
        template="stock/mail/promise_moved",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
