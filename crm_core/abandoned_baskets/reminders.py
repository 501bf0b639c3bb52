"""The mail that reminds somebody of their basket: once per quiet spell, and not after they have bought."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from crm_core.abandoned_baskets.detection import PURPOSE
from crm_core.abandoned_baskets.links import restore_url
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.abandoned_baskets.queries import Outcome, is_restorable, reader_of
from shop.basket.models import Basket, Line
from shop.basket.totals import shown_price, shown_unit_price
from shop.catalogue.images import Picture
from shop.mail.kinds import KINDS, EmailType
from shop.mail.models import Mail
from shop.mail.services import send
from shop.partner.strategy import Strategy
from shop.user.language import reader_language

KIND = "basket-reminder"


@dataclass(frozen=True, kw_only=True)
class RemindedLine:
    """A piece of the basket as its buyer sees it now: `price` of one, `total` of all, or None."""

    title: str
    url: str
    picture: str
    quantity: int
    price: Decimal | None
    total: Decimal | None
    currency: str
    is_sold_out: bool


@dataclass(frozen=True, kw_only=True)
class Reminding:
    """What became of a reminder: the mail, or why there is none (a `Mail.Refusal`, or empty: told before)."""

    mail: Mail | None
    reason: str = ""

    @property
    def is_sent(self) -> bool:
        """Whether a mail is on its way."""
        return self.mail is not None and not self.reason


@transaction.atomic
def send_reminder(spell: AbandonedBasket) -> Reminding:
    """Write the reminder of a spell, once; not without a consent, after a purchase or too soon after another.

    Too soon is within KILN_BASKET_REMINDER_DAYS of another reminder to the address, and within
    KILN_MARKETING_QUIET_HOURS of any mail for a purpose. Whether it is still due is asked again right before
    it goes out (`is_due`). What the ledger refuses is kept in the outbox as not sent.
    """
    held = AbandonedBasket.objects.select_for_update(of=("self",)).select_related("basket__owner")
    spell = held.get(pk=spell.pk)
    reader = reader_of(spell)
    if not reader.email:
        return Reminding(mail=None, reason=str(Mail.Refusal.BAD_ADDRESS))
    if spell.outcome != Outcome.OPEN or _is_touched(spell) or not is_restorable(spell):
        return Reminding(mail=None, reason=str(Mail.Refusal.OUTDATED))
    if is_too_soon(reader.email):
        return Reminding(mail=None, reason=str(Mail.Refusal.TOO_SOON))
    language = reader_language(reader.user, otherwise=spell.customer.language if spell.customer else "")
    with translation.override(language):
        context = _context(spell, language=language)
    mail = send(
        KIND, to=reader.email, language=language, context=context, key=key_of(spell.pk), user=reader.user
    )
    if mail is None or mail.refusal:
        return Reminding(mail=mail, reason=mail.refusal if mail else "")
    AbandonedBasket.objects.filter(pk=spell.pk).update(reminded_at=timezone.now())
    return Reminding(mail=mail)


def is_due(key: str) -> bool:
    """Tell right before it goes out whether a reminder is still true: nothing bought, nothing moved."""
    spells = AbandonedBasket.objects.select_related("basket__owner")
    spell = spells.filter(pk=key.removeprefix(f"{KIND}:")).first()
    if spell is None:
        return False
    is_true = is_restorable(spell) and not _is_touched(spell)
    if not is_true:
        AbandonedBasket.objects.filter(pk=spell.pk).update(reminded_at=None)
    return is_true


def key_of(pk: int) -> str:
    """Return what names the reminder of a spell in the outbox."""
    return f"{KIND}:{pk}"


def is_too_soon(address: str) -> bool:
    """Tell whether an address has had a reminder, or any mail for a purpose, too lately for another."""
    now = timezone.now()
    mails = Mail.objects.filter(to=address).exclude(purpose="").exclude(status=Mail.Status.NOT_SENT)
    lately = now - timedelta(hours=settings.KILN_MARKETING_QUIET_HOURS)
    reminded = now - timedelta(days=settings.KILN_BASKET_REMINDER_DAYS)
    return (
        mails.filter(created_at__gt=lately).exists()
        or mails.filter(kind=KIND, created_at__gt=reminded).exists()
    )


def _is_touched(spell: AbandonedBasket) -> bool:
    return spell.basket.lines.filter(date_updated__gt=spell.quiet_since).exists()


def reminded_lines(basket: Basket, *, strategy: Strategy) -> list[RemindedLine]:
    """Return what a basket holds, at the prices of now for whoever the strategy asks for."""
    basket.strategy = strategy
    base = settings.KILN_BASE_URL.rstrip("/")
    return [_line(line, base) for line in basket.all_lines() if line.purchase_info.is_visible]


def _line(line: Line, base: str) -> RemindedLine:
    name: str | None = line.picture  # type: ignore[attr-defined]  # read with the lines
    small = Picture(name=name).small if name else ""
    info = line.purchase_info
    return RemindedLine(
        title=line.description,
        url=base + line.product.get_absolute_url(),
        picture=small if small.startswith("http") or not small else base + small,
        quantity=line.quantity,
        price=shown_unit_price(line),
        total=shown_price(line, discounted=False),
        currency=line.price_currency,
        is_sold_out=not info.price.exists or not info.availability.is_available_to_buy,
    )


def _context(spell: AbandonedBasket, *, language: str) -> dict[str, object]:
    basket = spell.basket
    return {
        "lines": reminded_lines(basket, strategy=Strategy(user=basket.owner)),
        "link": restore_url(spell, language=language),
    }


def _sample() -> dict[str, object] | None:
    spell = AbandonedBasket.objects.select_related("basket__owner").order_by("-pk").first()
    return _context(spell, language=translation.get_language() or "") if spell else None


KINDS.register(
    EmailType(
        code=KIND,
        name=_("Basket reminder"),
        template="crm_core/abandoned_baskets/mail/reminder",
        sample=_sample,
        purpose=PURPOSE,
        still_due=is_due,
    )
)
