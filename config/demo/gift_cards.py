"""Gift cards of the demo: one to buy, one in every state, and credit for those who buy."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from shop.catalogue.gift_card_options import attach_options
from shop.catalogue.models import Category, Product, ProductClass
from shop.configuration.queries import shop_currency
from shop.gift_cards.codes import code_of
from shop.gift_cards.models import GiftCard, GiftCardState
from shop.gift_cards.services import Gift, claim_card, expire_cards, issue
from shop.partner.models import Partner, StockRecord
from shop.store_credit.services import grant
from shop.user.models import User

UPC = "GIFT-CARD"
WORDS = {
    "title_en": "Gift card",
    "title_zh_hans": "礼品卡",
    "title_zh_hant": "禮品卡",
    "description_en": "<p>For who knows best which bowl is missing. Sent by e-mail on your day.</p>",
    "description_zh_hans": "<p>送给最清楚自己缺哪只碗的人。可选定日期以电子邮件寄送。</p>",
    "description_zh_hant": "<p>送給最清楚自己缺哪只碗的人。可選定日期以電子郵件寄送。</p>",
}
#: Key, amount, what becomes of it.
CARDS = (
    ("waiting", 50, ""),
    ("full", 100, ""),
    ("spent", 25, "claim"),
    ("disabled", 40, GiftCardState.DISABLED),
    ("expired", 30, GiftCardState.EXPIRED),
)


@transaction.atomic
def add_gift_cards(*, now: datetime) -> int:
    """Add what is missing; return how many cards are new. Nobody is written to: these have no recipient."""
    _add_product()
    buyer = User.objects.filter(email="mei@kiln.example").first()
    if buyer is None or GiftCard.objects.exists():
        return 0
    currency = shop_currency()
    grant(buyer, Decimal(12), currency=currency, reason="A chipped rim", key="demo/mei")
    for email, amount in (("buyer@kiln.example", 80), ("guest@kiln.example", 15)):
        owner = User.objects.filter(email=email).first() or email
        grant(owner, Decimal(amount), currency=currency, reason="Thank you", key=f"demo/{email}")
    for key, amount, fate in CARDS:
        gift = Gift(
            language="en",
            recipient_name="Jonas Beck",
            send_on=(now + timedelta(days=9)).date() if key == "waiting" else None,
        )
        card = issue(Decimal(amount), currency, key=f"demo/{key}", gift=gift, reason="Opening of the shop")
        _age(card, fate, buyer=buyer, now=now)
    return len(CARDS)


def _age(card: GiftCard, fate: str, *, buyer: User, now: datetime) -> None:
    """Let what becomes of a card happen to it."""
    if fate == "claim":
        claim_card(code_of(card.salt), buyer, currency=card.currency)
    elif fate == GiftCardState.DISABLED:
        GiftCard.objects.filter(pk=card.pk).update(state=fate)
    elif fate == GiftCardState.EXPIRED:
        GiftCard.objects.filter(pk=card.pk).update(expires_on=now.date() - timedelta(days=1))
        expire_cards(today=now.date())


def _add_product() -> None:
    """Put a gift card on sale whose buyer chooses between 10 and 500."""
    if Product.objects.filter(upc=UPC).exists():
        return
    kind, is_new = ProductClass.objects.get_or_create(
        slug="gift-card",
        defaults={
            "name": "Gift card",
            "is_gift_card": True,
            "gift_card_minimum": Decimal(10),
            "gift_card_maximum": Decimal(500),
            "requires_shipping": False,
            "track_stock": False,
        },
    )
    if is_new:
        attach_options(kind)
    product = Product.objects.create(upc=UPC, code="gift-card", product_class=kind, slug="gift-card", **WORDS)
    category = Category.objects.filter(depth=1).order_by("path").last()
    if category is not None:
        product.categories.add(category)
    partner = Partner.objects.order_by("pk").first() or Partner.objects.create(name="Kiln")
    StockRecord.objects.create(
        product=product,
        partner=partner,
        partner_sku=UPC,
        price=Decimal(10),
        price_currency=shop_currency(),
    )
