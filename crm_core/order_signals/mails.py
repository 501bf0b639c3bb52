"""The mails about signals: in the reader's language, once for each signal, through the gate of consents."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.order_signals.kinds import SignalKind
from crm_core.order_signals.models import OrderSignal
from crm_core.order_signals.wording import Names, names_in
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.models import Mail
from shop.mail.services import send
from shop.order.links import order_link

NEWSLETTER, PRODUCT_NEWS, REVIEWS = "newsletter", "product-news", "review-requests"
MOST_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class SignalMail:
    """One of them: for which kinds of signal it is meant, and for which purpose it is sent."""

    name_key: str
    name: str | Promise
    purpose: str
    kinds: frozenset[SignalKind]

    @property
    def code(self) -> str:
        """Return the kind of mail, as the outbox knows it."""
        return f"signal-{self.name_key}"


MAILS: Mapping[str, SignalMail] = {
    mail.name_key: mail
    for mail in (
        SignalMail(
            name_key="reorder",
            name=_("Time for your next order?"),
            purpose=NEWSLETTER,
            kinds=frozenset({SignalKind.REORDER_DUE, SignalKind.PRODUCT_DUE}),
        ),
        SignalMail(
            name_key="lapsed",
            name=_("We have not heard from you"),
            purpose=NEWSLETTER,
            kinds=frozenset({SignalKind.LAPSED, SignalKind.VIP_LOST}),
        ),
        SignalMail(
            name_key="first-order",
            name=_("Thank you for the first order"),
            purpose=NEWSLETTER,
            kinds=frozenset({SignalKind.FIRST_ORDER}),
        ),
        SignalMail(
            name_key="back",
            name=_("Good to have you back"),
            purpose=NEWSLETTER,
            kinds=frozenset({SignalKind.BACK}),
        ),
        SignalMail(
            name_key="cross-sell",
            name=_("What others like you buy"),
            purpose=PRODUCT_NEWS,
            kinds=frozenset({SignalKind.CROSS_SELL}),
        ),
        SignalMail(
            name_key="payment",
            name=_("Reminder of a payment"),
            purpose=TRANSACTIONAL,
            kinds=frozenset({SignalKind.PAYMENT_OVERDUE}),
        ),
        SignalMail(
            name_key="delivery",
            name=_("Your order is late"),
            purpose=TRANSACTIONAL,
            kinds=frozenset({SignalKind.DELIVERY_LATE}),
        ),
        SignalMail(
            name_key="review",
            name=_("How do you like it?"),
            purpose=REVIEWS,
            kinds=frozenset({SignalKind.REVIEW_DUE}),
        ),
    )
}


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """The mail is not sent; `words` say why to staff, `reason` is a code."""

    def __init__(self, words: str | Promise, *, reason: str) -> None:
        super().__init__(reason)
        self.words, self.reason = words, reason


def send_signal_mail(signal: OrderSignal, customer: Customer, name: str) -> Mail:
    """Write the mail of this name about a signal, once; asked again, the one that was written is returned.

    Raises Refused where the mail is not meant for this signal, the signal has ended, no address is known, or
    its reader has not agreed: then it stands in the outbox as not sent, with the reason.
    """
    mail = MAILS.get(name)
    if mail is None or signal.kind not in mail.kinds:
        raise Refused(_("This e-mail is not about what the orders show."), reason="wrong-mail")
    signal.refresh_from_db(fields=["ended_on"])
    if signal.ended_on is not None:
        raise Refused(_("What the orders showed has ended."), reason="ended")
    order = signal.order
    to = (order.email if order is not None else "") or customer.email
    if not to:
        raise Refused(_("No e-mail address is known."), reason="no-address")
    wish = (order.language if order is not None else "") or customer.language
    language = wish if wish in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    key = f"signal:{signal.pk}:{name}"
    with translation.override(language):
        context = _context(signal)
        send(mail.code, to=to, language=language, context=context, key=key)
    written = Mail.objects.filter(key=key).first()
    if written is None:
        raise Refused(_("The account of this address has ended."), reason="no-account")
    if written.status == Mail.Status.NOT_SENT:
        raise Refused(written.get_refusal_display(), reason=written.refusal)
    return written


def _context(signal: OrderSignal) -> dict[str, object]:
    names, home = names_in([signal]), f"{settings.KILN_BASE_URL.rstrip('/')}/"
    return {
        "products": _product_names(signal, names),
        "order": signal.order,
        "link": order_link(signal.order) if signal.order is not None else home,
    }


def _product_names(signal: OrderSignal, names: Names) -> list[str]:
    told = [names.of("product", one["product"]) for one in signal.data.get("products", ())]
    told += [names.of(gap["what"], gap["item"]) for gap in signal.data.get("gaps", ())]
    return list(dict.fromkeys(told))[:MOST_NAMED]


def _sample_of(mail: SignalMail) -> dict[str, object] | None:
    signal = OrderSignal.objects.filter(kind__in=mail.kinds).order_by("-pk").first()
    return _context(signal) if signal is not None else None


def is_due(key: str) -> bool:
    """Tell right before a mail goes out whether what it is about still holds: nothing paid, sent, ordered."""
    number = key.removeprefix("signal:").partition(":")[0]
    return number.isdecimal() and OrderSignal.objects.filter(pk=number, ended_on=None).exists()


def _register(mail: SignalMail) -> None:
    KINDS.register(
        EmailType(
            code=mail.code,
            name=mail.name,
            template=f"crm_core/order_signals/mail/{mail.name_key.replace('-', '_')}",
            sample=lambda: _sample_of(mail),
            purpose=mail.purpose,
            still_due=is_due,
        )
    )


for _mail in MAILS.values():
    _register(_mail)
