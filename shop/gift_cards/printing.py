"""A gift card on paper: one page, with its code and a code that a camera reads."""

from django.conf import settings
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from shop.formats import format_money
from shop.gift_cards.codes import code_of
from shop.gift_cards.models import GiftCard
from shop.identity.queries import shop_identity


def printable_card(card: GiftCard) -> bytes:
    """Return the PDF of a card, in the card's language: equal cards give equal bytes."""
    with translation.override(card.language):
        return _draw(card)


def _draw(card: GiftCard) -> bytes:
    shop = shop_identity()
    code = code_of(card.salt)
    from shop.pdf.document import PdfDocument  # noqa: PLC0415 - no visitor's page draws

    page = PdfDocument(_("Gift card"), card.language, author=shop.name, made_at=card.created_at)
    page.letterhead(shop.name)
    page.heading(_("Gift card of %(amount)s") % {"amount": format_money(card.balance, card.currency)})
    if card.recipient_name:
        page.paragraph(_("For %(name)s") % {"name": card.recipient_name}, bold=True)
    if card.message:
        page.paragraph(card.message)
    if card.sender_name:
        page.paragraph(_("From %(name)s") % {"name": card.sender_name})
    page.space(6)
    page.heading(code, level=2)
    page.qr(code, size=32)
    if card.expires_on:
        day = formats.date_format(card.expires_on, "DATE_FORMAT")
        page.paragraph(_("It can be used until %(day)s, also in parts.") % {"day": day})
    else:
        page.paragraph(_("It can be used in parts, as long as you like."))
    page.paragraph(
        _("Enter the code when you pay. Whoever has the code can spend the card: keep it like money.")
    )
    base = settings.KILN_BASE_URL.rstrip("/")
    page.paragraph(f"{_('What is left on it:')} {base}{reverse('gift_cards:balance')}", small=True)
    return page.output()
