"""The mail with the code, in the language of the order, on the chosen day."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _, gettext_lazy

from shop.gift_cards.codes import code_of
from shop.gift_cards.exceptions import GiftCardError
from shop.gift_cards.models import GiftCard, GiftCardState
from shop.gift_cards.queries import WITH_ACCOUNT
from shop.gift_cards.services import check_staff, log_action
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.models import Mail
from shop.mail.rendering import render
from shop.mail.services import send_rendered
from shop.one_by_one import one_by_one
from shop.time_zones import shop_day
from shop.user.models import User

CODE = "gift-card-code"
SIGNER = Signer(salt="kiln.gift-card.print")
MOST = 500


def due_cards() -> QuerySet[GiftCard]:
    """List the cards whose day has come and whose code was not sent, the oldest first."""
    day_has_come = Q(send_on=None) | Q(send_on__lte=shop_day())
    waiting = WITH_ACCOUNT.filter(day_has_come, sent_at=None, state=GiftCardState.ACTIVE)
    return waiting.exclude(recipient_email="").order_by("pk")


def send_due_codes() -> int:
    """Send the codes whose day has come; returns how many."""
    return one_by_one(due_cards()[:MOST], send_code, what="Gift card")


def send_code(card: GiftCard, *, again: bool = False) -> bool:
    """Mail the code of a card whose day has come, once for each code it had; returns whether this call did.

    `again`: staff want it sent once more. The mail's words are forgotten as soon as it is sent.
    """
    is_early = card.send_on is not None and card.send_on > shop_day()
    if is_early or not card.recipient_email or card.state != GiftCardState.ACTIVE:
        return False
    with translation.override(card.language):
        letter = render(KINDS[CODE], context_of(card), language=card.language, unsubscribe=None)
    key = f"gift-card:{card.pk}:{card.salt[:8]}"
    if again:
        key = f"{key}:{Mail.objects.filter(key__startswith=key).count()}"
    mail = send_rendered(
        CODE, letter, to=card.recipient_email, language=card.language, key=key, is_secret=True
    )
    GiftCard.objects.filter(pk=card.pk, sent_at=None).update(sent_at=timezone.now())
    return mail is not None


def send_again(card: GiftCard, *, reason: str, by: User) -> None:
    """Mail the code of a card once more, by a member of staff with a reason; the audit log names who.

    Raises GiftCardError for a person without the right, and where no mail goes out.
    """
    check_staff(by, reason)
    if not send_code(card, again=True):
        raise GiftCardError(
            _("The code was not sent: the card is not active, has no e-mail address, or its day is to come.")
        )
    log_action("resend", card, by=by, reason=reason.strip())


def context_of(card: GiftCard) -> dict[str, object]:
    """Return what the mail and the page tell of a card, its code included."""
    base = settings.KILN_BASE_URL.rstrip("/")
    return {
        "card": card,
        "code": code_of(card.salt),
        "amount": card.balance,
        "currency": card.currency,
        "print_link": base + reverse("gift_cards:print", args=[print_token(card)]),
        "balance_link": base + reverse("gift_cards:balance"),
    }


def print_token(card: GiftCard) -> str:
    """Return a token that opens the printable card; another code makes another."""
    return SIGNER.sign(f"{card.pk}.{card.salt[:8]}")


def card_of_token(token: str) -> GiftCard | None:
    """Return the card of a token; None for one that we did not make or whose code is another by now."""
    try:
        pk, _dot, salt = SIGNER.unsign(token).partition(".")
    except BadSignature:
        return None
    card = WITH_ACCOUNT.filter(pk=int(pk)).first()
    return card if card is not None and card.salt.startswith(salt) else None


def _sample() -> dict[str, object] | None:
    """Show the latest card with neither its code nor the link that opens it."""
    card = WITH_ACCOUNT.order_by("-pk").first()
    if card is None:
        return None
    context = context_of(card)
    return {**context, "code": "0000-0000-0000-0000-0000", "print_link": context["balance_link"]}


KINDS.register(
    EmailType(
        code=CODE,
        name=gettext_lazy("Gift card"),
        template="gift_cards/mail/code",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
