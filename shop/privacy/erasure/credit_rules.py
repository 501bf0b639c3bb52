"""What becomes of store credit and gift cards: amounts are books and stay, names and addresses go."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shop.gift_cards.models import GiftCard
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, KEPT, Eraser, Kept
from shop.privacy.erasure.rows import blank, by_address, redact_rows
from shop.store_credit.models import LedgerAccount, Transfer


def _accounts(person: Person) -> QuerySet[LedgerAccount]:
    guests = by_address(LedgerAccount, "email", person).values("pk")
    return LedgerAccount.objects.filter(Q(pk__in=guests) | Q(user__in=person.users))


def erase_credit(person: Person) -> int:
    """Take the address off a guest's credit and the name out of reasons; what was on it is nobody's then."""
    own = Transfer.objects.filter(entries__account__in=_accounts(person)).values("pk")
    redact_rows(Transfer.objects.filter(Q(pk__in=own) | Q(order__in=person.orders)), ["reason"], person)
    return blank(by_address(LedgerAccount, "email", person), ["email"])


def _cards(person: Person) -> QuerySet[GiftCard]:
    theirs = by_address(GiftCard, "recipient_email", person).values("pk")
    return GiftCard.objects.filter(Q(pk__in=theirs) | Q(order_line__order__in=person.orders))


def erase_cards(person: Person) -> int:
    """Strike the person out of cards they got or gave; whoever has the code can use it still."""
    cards = GiftCard.objects.filter(pk__in=list(_cards(person).values_list("pk", flat=True)))
    number = blank(by_address(GiftCard, "recipient_email", person), ["recipient_email", "recipient_name"])
    texts = ["sender_name", "recipient_name", "recipient_email", "message", "reason"]
    return number + redact_rows(cards, texts, person)


ERASERS.register(
    Eraser(
        name="store-credit",
        label=_("the address on store credit"),
        fields=("store_credit.LedgerAccount.email", "store_credit.Transfer.reason"),
        erase=erase_credit,
    )
)
ERASERS.register(
    Eraser(
        name="gift-cards",
        label=_("names and messages of gift cards"),
        fields=(
            *("gift_cards.GiftCard.sender_name", "gift_cards.GiftCard.recipient_name"),
            *("gift_cards.GiftCard.recipient_email", "gift_cards.GiftCard.message"),
            "gift_cards.GiftCard.reason",
        ),
        erase=erase_cards,
        count=lambda person: _cards(person).count(),
    )
)
KEPT.register(
    Kept(
        name="store-credit",
        label=_("movements of store credit and gift cards: amounts and dates"),
        reason=_("Accounting law asks for them; they no longer say whose they are."),
        fields=(
            *("store_credit.LedgerAccount.kind", "store_credit.LedgerAccount.currency"),
            *("store_credit.Transfer.key", "store_credit.Transfer.kind", "store_credit.Transfer.currency"),
            *("gift_cards.GiftCard.code_hash", "gift_cards.GiftCard.salt", "gift_cards.GiftCard.last_four"),
            *("gift_cards.GiftCard.state", "gift_cards.GiftCard.country", "gift_cards.GiftCard.language"),
            "payments.Refund.destination",
        ),
    )
)
