"""The shop's own parts of a copy of somebody's data."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Q, QuerySet
from oscar.apps.address.models import UserAddress

from shop.customer.models import ProductAlert
from shop.documents.models import Document
from shop.fulfilment.models import Shipment
from shop.gift_cards.models import GiftCard
from shop.mail.models import Mail
from shop.order.models import Order
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.rows import by_address
from shop.privacy.export import EXPORTERS, Exporter
from shop.privacy.models import DeletionRequest
from shop.reviews.models import ProductReview
from shop.shopping_lists.models import ShoppingList
from shop.store_credit.models import LedgerAccount
from shop.store_credit.queries import history
from shop.user.models import User
from shop.wishlists.models import WishList

if TYPE_CHECKING:
    from oscar.apps.address.abstract_models import AbstractAddress

ADDRESS = [
    *("title", "first_name", "last_name"),
    *("line1", "line2", "line3", "line4", "state", "postcode", "country_id"),
    *("phone_number", "notes"),
]


def account(user: User) -> dict[str, object]:
    """Who the account belongs to and how one logs in; no password, no keys."""
    emails = EmailAddress.objects.filter(user=user).order_by("pk")
    return {
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "language": user.language,
        "opened_at": user.date_joined,
        "last_login_at": user.last_login,
        "email_addresses": list(emails.values("email", "verified", "primary")),
        "deletion_requests": list(
            DeletionRequest.objects.filter(user=user)
            .order_by("pk")
            .values("requested_at", "due_at", "withdrawn_at", "done_at")
        ),
    }


def addresses(user: User) -> Iterator[dict[str, object]]:
    """Each address of the address book."""
    for address in UserAddress.objects.filter(user=user).order_by("pk").iterator():
        yield {
            **(_address(address) or {}),
            "parcels_go_here": address.is_default_for_shipping,
            "invoices_go_here": address.is_default_for_billing,
        }


def orders(user: User) -> Iterator[dict[str, object]]:
    """Each order with its lines and where it went."""
    yield from _orders(Order.objects.filter(user=user))


def orders_of_person(person: Person) -> Iterator[dict[str, object]]:
    """Each order placed with an address that is theirs."""
    yield from _orders(Order.objects.filter(pk__in=person.orders))


def documents(user: User) -> Iterator[dict[str, object]]:
    """Each invoice and credit note, with all that is printed on it."""
    yield from _documents(Document.objects.filter(order__user=user))


def documents_of_person(person: Person) -> Iterator[dict[str, object]]:
    """Each document of an order placed with an address that is theirs."""
    yield from _documents(Document.objects.filter(order__in=person.orders))


def _documents(rows: QuerySet[Document]) -> Iterator[dict[str, object]]:
    for document in rows.order_by("pk").iterator(chunk_size=200):
        yield {
            "number": document.number,
            "kind": document.kind,
            "issued_on": document.issued_on,
            **document.data,
        }


def _orders(rows: QuerySet[Order]) -> Iterator[dict[str, object]]:
    found = rows.select_related("shipping_address", "billing_address")
    for order in (
        found.prefetch_related("lines", "shipments__parcels").order_by("pk").iterator(chunk_size=200)
    ):
        yield {
            "number": order.number,
            "placed_at": order.date_placed,
            "status": order.status,
            "currency": order.currency,
            "total_incl_tax": order.total_incl_tax,
            "total_excl_tax": order.total_excl_tax,
            "delivery": order.shipping_method,
            "delivery_incl_tax": order.shipping_incl_tax,
            "sent_to": _address(order.shipping_address),
            "invoiced_to": _address(order.billing_address),
            "lines": [
                {
                    "title": line.title,
                    "number": line.partner_sku,
                    "quantity": line.quantity,
                    "total_incl_tax": line.line_price_incl_tax,
                }
                for line in order.lines.all()
            ],
            "shipments": [_shipment(shipment) for shipment in order.shipments.all() if shipment.shipped_at],
        }


def _shipment(shipment: Shipment) -> dict[str, object]:
    return {
        "number": shipment.number,
        "shipped_at": shipment.shipped_at,
        "delivered_at": shipment.delivered_at,
        "parcels": [
            {"carrier": parcel.carrier_name, "tracking_number": parcel.tracking_number}
            for parcel in shipment.parcels.all()
        ],
    }


def reviews(user: User) -> Iterator[dict[str, object]]:
    """Each review in its author's words, with the addresses of its photographs."""
    base = settings.KILN_BASE_URL.rstrip("/")
    found = ProductReview.objects.filter(user=user).select_related("product__parent").order_by("pk")
    for review in found.prefetch_related("photos").iterator(chunk_size=200):
        yield {
            "product": review.product.get_title() if review.product else "",
            "score": review.score,
            "title": review.title,
            "body": review.body,
            "status": review.get_status_display(),
            "written_at": review.date_created,
            "photographs": [base + photo.picture.url for photo in review.photos.all()],
        }


def shopping_lists(user: User) -> Iterator[dict[str, object]]:
    """Each shopping list with its lines and when it is due."""
    for each in ShoppingList.objects.filter(owner=user).order_by("pk").prefetch_related("lines"):
        yield {
            "name": each.name,
            "note": each.note,
            "cadence": each.cadence,
            "every": each.every,
            "next_due": each.next_due,
            "made_at": each.created_at,
            "lines": [
                {"title": line.title, "quantity": line.quantity, "note": line.note}
                for line in each.lines.all()
            ],
        }


def wish_lists(user: User) -> Iterator[dict[str, object]]:
    """Each wish list with what is on it."""
    found = WishList.objects.filter(owner=user).prefetch_related("lines__product__parent").order_by("pk")
    for wish_list in found:
        yield {
            "name": wish_list.name,
            "visibility": wish_list.visibility,
            "made_at": wish_list.date_created,
            "products": [
                {"title": line.get_title(), "quantity": line.quantity} for line in wish_list.lines.all()
            ],
        }


def alerts(user: User) -> Iterator[dict[str, object]]:
    """Each product they wait or waited for."""
    yield from _alerts(ProductAlert.objects.filter(user=user))


def alerts_of_person(person: Person) -> Iterator[dict[str, object]]:
    """Each product that an address of theirs waits for."""
    yield from _alerts(by_address(ProductAlert, "email", person).filter(user=None))


def _alerts(rows: QuerySet[ProductAlert]) -> Iterator[dict[str, object]]:
    for alert in rows.select_related("product__parent").order_by("pk").iterator():
        yield {
            "product": alert.product.get_title(),
            "status": alert.status,
            "asked_at": alert.date_created,
            "closed_at": alert.date_closed or alert.date_cancelled,
        }


def mails(user: User) -> Iterator[dict[str, object]]:
    """Each mail written to them; of those with a key in them only that they were."""
    yield from _mails(Mail.objects.filter(user=user))


def mails_of_person(person: Person) -> Iterator[dict[str, object]]:
    """Each mail written to an address of theirs."""
    yield from _mails(by_address(Mail, "to", person))


def _mails(rows: QuerySet[Mail]) -> Iterator[dict[str, object]]:
    for mail in rows.order_by("pk").iterator():
        yield {
            "to": mail.to,
            "subject": mail.subject,
            "text": "" if mail.is_secret else mail.text,
            "status": mail.get_status_display(),
            "written_at": mail.created_at,
            "sent_at": mail.sent_at,
        }


def store_credit(user: User) -> Iterator[dict[str, object]]:
    """Each movement of their store credit."""
    yield from _moved(LedgerAccount.objects.filter(user=user))


def store_credit_of_person(person: Person) -> Iterator[dict[str, object]]:
    """Each movement of the credit that is kept for an address of theirs."""
    yield from _moved(by_address(LedgerAccount, "email", person).filter(user=None))


def _moved(accounts: QuerySet[LedgerAccount]) -> Iterator[dict[str, object]]:
    for entry in history(accounts).iterator(chunk_size=200):
        yield {
            "at": entry.transfer.created_at,
            "what": entry.transfer.get_kind_display(),
            "amount": entry.amount,
            "currency": entry.account.currency,
            "order": entry.transfer.order.number if entry.transfer.order else "",
        }


def gift_cards(user: User) -> Iterator[dict[str, object]]:
    """Each gift card they bought; never its code."""
    yield from _cards(GiftCard.objects.filter(order_line__order__user=user))


def gift_cards_of_person(person: Person) -> Iterator[dict[str, object]]:
    """Each gift card that was sent to an address of theirs, or bought with it."""
    sent = by_address(GiftCard, "recipient_email", person).values("pk")
    yield from _cards(GiftCard.objects.filter(Q(pk__in=sent) | Q(order_line__order__in=person.orders)))


def _cards(cards: QuerySet[GiftCard]) -> Iterator[dict[str, object]]:
    for card in cards.select_related("account").order_by("pk").iterator(chunk_size=200):
        yield {
            "ends_with": card.last_four,
            "amount": card.amount,
            "balance": card.balance,
            "currency": card.currency,
            "from": card.sender_name,
            "for": card.recipient_name,
            "sent_to": card.recipient_email,
            "message": card.message,
            "sent_at": card.sent_at,
            "usable_until": card.expires_on,
        }


def _address(address: "AbstractAddress | None") -> dict[str, object] | None:
    """Write what an address has of the fields: one for invoices has no phone and no notes."""
    if address is None:
        return None
    return {name: str(getattr(address, name, "") or "") for name in ADDRESS}


EXPORTERS.register(Exporter(name="account", read=account))
EXPORTERS.register(Exporter(name="addresses", read=addresses))
EXPORTERS.register(Exporter(name="orders", read=orders, read_person=orders_of_person))
EXPORTERS.register(Exporter(name="documents", read=documents, read_person=documents_of_person))
EXPORTERS.register(Exporter(name="reviews", read=reviews))
EXPORTERS.register(Exporter(name="shopping_lists", read=shopping_lists))
EXPORTERS.register(Exporter(name="wish_lists", read=wish_lists))
EXPORTERS.register(Exporter(name="alerts", read=alerts, read_person=alerts_of_person))
EXPORTERS.register(Exporter(name="mails", read=mails, read_person=mails_of_person))
EXPORTERS.register(Exporter(name="store_credit", read=store_credit, read_person=store_credit_of_person))
EXPORTERS.register(Exporter(name="gift_cards", read=gift_cards, read_person=gift_cards_of_person))
