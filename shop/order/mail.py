"""Mail about an order, in the language its buyer reads."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from shop.order.links import order_link
from shop.order.models import Order, OrderMail
from shop.payments.methods import payment_method_of
from shop.user.language import reader_language


@transaction.atomic
def send_confirmation(order: Order) -> bool:
    """Send the confirmation of an order, once; return whether this call sent it.

    Text and HTML, in the language its buyer chose, else in the order's, with a signed link to
    the order and how to pay. An order without an e-mail address gets none. The row that remembers the mail is
    written with it: when sending fails (SMTPException, OSError) neither stays, and the
    event log calls again.
    """
    if not order.email:
        return False
    _mail, is_new = OrderMail.objects.get_or_create(order=order, kind=OrderMail.Kind.CONFIRMATION)
    if is_new:
        with translation.override(reader_language(order.user, otherwise=order.language)):
            _confirmation(order).send()
    return is_new


@transaction.atomic
def send_cancellation(order: Order) -> bool:
    """Tell a buyer that their order was cancelled, once; return whether this call did.

    Plain text, in the language and by the rules of `send_confirmation`.
    """
    if not order.email:
        return False
    _mail, is_new = OrderMail.objects.get_or_create(order=order, kind=OrderMail.Kind.CANCELLATION)
    if is_new:
        with translation.override(reader_language(order.user, otherwise=order.language)):
            context = {"order": order, "link": order_link(order), "shop_name": settings.OSCAR_SHOP_NAME}
            subject = render_to_string("order/mail/cancellation.subject", context).strip()
            body = render_to_string("order/mail/cancellation.txt", context)
            EmailMultiAlternatives(subject=subject, body=body, to=[order.email]).send()
    return is_new


def _confirmation(order: Order) -> EmailMultiAlternatives:
    method = payment_method_of(order)
    context = {
        "order": order,
        "lines": list(order.lines.prefetch_related("attributes__option")),
        "link": order_link(order),
        "shop_name": settings.OSCAR_SHOP_NAME,
        "payment_method": method,
        "instructions": method.instructions if method else "",
        **(method.instructions_for(order) if method else {}),
    }
    subject = render_to_string("order/mail/confirmation.subject", context).strip()
    mail = EmailMultiAlternatives(
        subject=subject, body=render_to_string("order/mail/confirmation.txt", context), to=[order.email]
    )
    mail.attach_alternative(render_to_string("order/mail/confirmation.html", context), "text/html")
    return mail
