"""What becomes of the shop's own tables: accounts, orders, baskets, letters, reviews."""

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from oscar.apps.address.models import UserAddress
from oscar.apps.analytics.models import UserProductView, UserRecord, UserSearch
from oscar.apps.communication.models import Email, Notification
from oscar.apps.payment.models import Bankcard, Source, Transaction
from wagtail.models import ModelLogEntry

from shop.b2b.models import CompanyContact
from shop.basket.models import Basket, LineAttribute as BasketLineAttribute
from shop.checkout.models import BasketContact
from shop.contact_data import NOBODYS_DOMAIN
from shop.customer.models import AlertQuestion, ProductAlert
from shop.fulfilment.models import Parcel
from shop.mail.models import Mail
from shop.order.models import (
    BillingAddress,
    LineAttribute,
    Order,
    OrderDiscount,
    OrderNote,
    Redemption,
    ShippingAddress,
    ShippingEvent,
)
from shop.order_changes.models import OrderChange
from shop.order_changes.services import forget_addresses
from shop.order_holds.models import OrderHold
from shop.payments.models import Charge, Dispute, PaymentAttempt, Refund, WriteOff
from shop.payments.statements.models import BankEntry
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import COLLECTORS, ERASERS, Collector, Eraser
from shop.privacy.erasure.rows import blank, by_address, deleted, holding, redact_rows
from shop.privacy.models import DeletionRequest
from shop.reviews.models import ProductReview, ReviewDecision, ReviewPhoto
from shop.shipping.destination_models import OrderDestination
from shop.user.models import AddressChange, User
from shop.wishlists.models import WishList, WishListSharedEmail

if TYPE_CHECKING:
    from oscar.apps.address.abstract_models import AbstractAddress

DOORS = ("line1", "line2", "line3")
POSTAL = ("title", "first_name", "last_name", *DOORS, "line4", "code", "search_text")
DROPPED_BASKETS = (Basket.OPEN, Basket.SAVED, Basket.MERGED)
# An account's own rows that are no proof of a sale, each by the field that names the account.
OWN_ROWS: tuple[tuple[type[Model], str], ...] = (
    (UserAddress, "user"),
    (Email, "user"),
    (Notification, "recipient"),
    (Bankcard, "user"),
    (CompanyContact, "user"),
    (Authenticator, "user"),
    (EmailAddress, "user"),
    (AddressChange, "user"),
    (UserRecord, "user"),
    (UserProductView, "user"),
    (UserSearch, "user"),
)


def orders_of(person: Person) -> QuerySet[Order]:
    """List the person's orders, known by number after `collect`."""
    return Order.objects.filter(pk__in=person.orders)


def collect(person: Person) -> None:
    """Add accounts, orders, and what these say: names, telephone numbers, doors."""
    users = User.objects.filter(pk__in=person.users)
    if person.takes_accounts or person.is_whole_record:
        named = User.objects.alias(spelt=Lower("email")).filter(spelt__in=person.emails, is_staff=False)
        person.users |= set(named.values_list("pk", flat=True))
        confirmed = EmailAddress.objects.filter(user__in=person.users, verified=True)
        for email in confirmed.values_list("email", flat=True):
            person.add_email(email)
    for user in users:
        person.add_name(user.get_full_name())
    guests = Order.objects.alias(guest=Lower("guest_email")).filter(guest__in=person.emails)
    found = Order.objects.filter(Q(user__in=person.users) | Q(pk__in=guests.values("pk")))
    person.orders |= set(found.values_list("pk", flat=True))
    baskets = Q(owner__in=person.users) | Q(pk__in=orders_of(person).values("basket"))
    contacts = by_address(BasketContact, "email", person).values("basket")
    person.baskets |= set(Basket.objects.filter(baskets | Q(pk__in=contacts)).values_list("pk", flat=True))
    addresses: list[AbstractAddress] = [
        *UserAddress.objects.filter(user__in=person.users),
        *ShippingAddress.objects.filter(order__in=person.orders),
        *BillingAddress.objects.filter(order__in=person.orders),
    ]
    for address in addresses:
        person.add_name(address.name)
        person.add_phone(getattr(address, "phone_number", ""))
        person.add_lines(getattr(address, name) or "" for name in DOORS)


def erase_accounts(person: Person) -> int:
    """Leave a row that orders can point at; the address is one that can never exist."""
    for session in UserSession.objects.filter(user__in=person.users):
        session.end()
    for model, owner in OWN_ROWS:
        model._default_manager.filter(**{f"{owner}__in": person.users}).delete()
    kind = ContentType.objects.get_for_model(User)
    entries = ModelLogEntry.objects.filter(content_type=kind, object_id__in=map(str, person.users))
    entries.update(label="", data={})
    users = User.objects.filter(pk__in=person.users, is_staff=False).exclude(email__endswith=NOBODYS_DOMAIN)
    number = 0
    for user in users:
        user.email = f"deleted-{user.pk}@{NOBODYS_DOMAIN}"
        user.first_name = user.last_name = user.language = ""
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["email", "first_name", "last_name", "language", "is_active", "password"])
        number += 1
    return number


def count_accounts(person: Person) -> int:
    """Count accounts that are not nameless yet."""
    return User.objects.filter(pk__in=person.users).exclude(email__endswith=NOBODYS_DOMAIN).count()


def erase_changes_of_address(person: Person) -> int:
    """Forget which address an account had before."""
    changes: QuerySet = AddressChange.objects.alias(old=Lower("email"), new=Lower("new_email"))
    return deleted(changes.filter(Q(old__in=person.emails) | Q(new__in=person.emails)))


def erase_orders(person: Person) -> int:
    """Take name, door, telephone number and e-mail address off orders; goods, sums, tax and country stay."""
    orders = orders_of(person)
    blank(orders, ["guest_email"])
    blank(Redemption.objects.filter(order__in=person.orders), ["buyer_key"])
    parts = OrderDestination.objects.filter(order__in=person.orders).values("address")
    to = ShippingAddress.objects.filter(Q(order__in=person.orders) | Q(pk__in=parts))
    blank(to, [*POSTAL, "phone_number", "notes"])
    blank(BillingAddress.objects.filter(order__in=person.orders), POSTAL)
    parcels = Parcel.objects.filter(shipment__order__in=person.orders)
    blank(parcels, ["tracking_number", "tracking_url"])
    parcels.exclude(label=None).update(label=None)
    for rows, fields in _texts_of_orders(person):
        redact_rows(rows, fields, person)
    forget_addresses(person.orders)
    return orders.count()


def _texts_of_orders(person: Person) -> list[tuple[QuerySet, list[str]]]:
    """List what was written beside an order: an engraving, a note, why money went back."""
    by_order = {"order__in": person.orders}
    return [
        (OrderNote.objects.filter(**by_order), ["message"]),
        (ShippingEvent.objects.filter(**by_order), ["notes"]),
        (OrderHold.objects.filter(**by_order), ["reason", "release_note"]),
        (Parcel.objects.filter(shipment__order__in=person.orders), ["carrier_name"]),
        (OrderDiscount.objects.filter(**by_order), ["message"]),
        (OrderChange.objects.filter(**by_order), ["reason", "summary"]),
        (LineAttribute.objects.filter(line__order__in=person.orders), ["value"]),
        (BasketLineAttribute.objects.filter(line__basket__in=person.baskets), ["value"]),
    ]


def erase_payments(person: Person) -> int:
    """Strike the name out of what was written about the money of their orders; sums and numbers stay."""
    by_order = {"order__in": person.orders}
    texts: list[tuple[QuerySet, list[str]]] = [
        (PaymentAttempt.objects.filter(**by_order), ["error"]),
        (Charge.objects.filter(**by_order), ["note", "label", "error"]),
        (Refund.objects.filter(**by_order), ["reason", "error"]),
        (WriteOff.objects.filter(**by_order), ["reason"]),
        (Dispute.objects.filter(charge__order__in=person.orders), ["reason"]),
        (Source.objects.filter(**by_order), ["label"]),
        (Transaction.objects.filter(source__order__in=person.orders), ["reference"]),
    ]
    booked = Q(charge__order__in=person.orders) | Q(parts__charge__order__in=person.orders)
    entries = BankEntry.objects.filter(pk__in=BankEntry.objects.filter(booked).values("pk"))
    number = blank(entries, ["payer"])
    return number + sum(redact_rows(rows, fields, person) for rows, fields in [*texts, (entries, ["text"])])


def erase_baskets(person: Person) -> int:
    """Delete baskets that became no order, and the address beside one."""
    blank(BasketContact.objects.filter(basket__in=person.baskets), ["email"])
    return deleted(_baskets(person))


def _baskets(person: Person) -> QuerySet[Basket]:
    return Basket.objects.filter(pk__in=person.baskets, owner__in=person.users, status__in=DROPPED_BASKETS)


def erase_mails(person: Person) -> int:
    """Delete the letters to them; strike them out of letters to others about them or their orders."""
    number = deleted(_mails(person)) + deleted(by_address(Email, "email", person).filter(_nobodys(person)))
    orders = orders_of(person).values_list("number", flat=True)
    told = holding(Mail.objects.all(), ["text", "subject", "to", "problem"], [*person.keys(), *orders])
    texts = ["subject", "text", "html", "problem", "message_id", "provider_id", "reply_to", "in_reply_to"]
    return number + redact_rows(told, texts, person)


def _nobodys(person: Person) -> Q:
    """Leave the rows of another account that goes by the same address."""
    return Q(user=None) | Q(user__in=person.users)


def _mails(person: Person) -> QuerySet[Mail]:
    theirs = by_address(Mail, "to", person).values("pk")
    return Mail.objects.filter(Q(pk__in=theirs) | Q(user__in=person.users))


def erase_alerts(person: Person) -> int:
    """Delete what they wait for."""
    AlertQuestion.objects.filter(pk__in=by_address(AlertQuestion, "email", person).values("pk")).delete()
    return deleted(_alerts(person))


def _alerts(person: Person) -> QuerySet[ProductAlert]:
    theirs = by_address(ProductAlert, "email", person).filter(_nobodys(person)).values("pk")
    return ProductAlert.objects.filter(Q(pk__in=theirs) | Q(user__in=person.users))


def erase_reviews(person: Person) -> int:
    """Delete photographs; what was written stays without the name."""
    reviews = _reviews(person)
    ReviewPhoto.objects.filter(review__in=list(reviews.values_list("pk", flat=True))).delete()
    redact_rows(reviews, ["title", "body"], person)
    redact_rows(ReviewDecision.objects.filter(review__in=reviews), ["reason", "reply"], person)
    return blank(reviews, ["name", "email", "homepage"])


def _reviews(person: Person) -> QuerySet[ProductReview]:
    theirs = by_address(ProductReview, "email", person).filter(_nobodys(person)).values("pk")
    return ProductReview.objects.filter(Q(pk__in=theirs) | Q(user__in=person.users))


def erase_wish_lists(person: Person) -> int:
    """Delete their lists, and their address on lists of others."""
    shares = by_address(WishListSharedEmail, "email", person)
    redact_rows(WishList.objects.filter(pk__in=shares.values("wishlist")), ["name"], person)
    shares.delete()
    return deleted(_wish_lists(person))


def _wish_lists(person: Person) -> QuerySet[WishList]:
    return WishList.objects.filter(owner__in=person.users)


def erase_requests(person: Person) -> int:
    """Take the address off other requests of theirs; these find nothing when they are carried out."""
    blank(by_address(DeletionRequest, "email", person), ["email"])
    return redact_rows(DeletionRequest.objects.exclude(reason=""), ["reason"], person)


COLLECTORS.register(Collector(name="shop", collect=collect))
for _eraser in (
    Eraser(
        name="wish-lists",
        label=_("wish lists"),
        fields=("wishlists.WishList.*", "wishlists.Line.*", "wishlists.WishListSharedEmail.*"),
        erase=erase_wish_lists,
        count=lambda person: _wish_lists(person).count(),
    ),
    Eraser(
        name="reviews",
        label=_("name, photos and contact data of reviews"),
        fields=("reviews.ProductReview.*", "reviews.ReviewPhoto.*", "reviews.ReviewDecision.*"),
        erase=erase_reviews,
        count=lambda person: _reviews(person).count(),
    ),
    Eraser(
        name="alerts",
        label=_("product alerts"),
        fields=("customer.ProductAlert.*", "customer.AlertQuestion.*"),
        erase=erase_alerts,
        count=lambda person: _alerts(person).count(),
    ),
    Eraser(
        name="mails",
        label=_("stored e-mails"),
        fields=(
            *("mail.Mail.*", "mail.MailAttachment.*"),
            *("communication.Email.*", "communication.Notification.*"),
        ),
        erase=erase_mails,
        count=lambda person: _mails(person).count(),
    ),
    Eraser(
        name="baskets",
        label=_("baskets"),
        fields=("checkout.BasketContact.*", "basket.Basket.*", "basket.Line.*", "basket.LineAttribute.*"),
        erase=erase_baskets,
        count=lambda person: _baskets(person).count(),
    ),
    Eraser(
        name="payments",
        label=_("names in notes on payments"),
        fields=(
            *("payments.PaymentAttempt.error", "payments.Charge.note", "payments.Charge.label"),
            *("payments.Charge.error", "payments.Refund.reason", "payments.Refund.error"),
            *("payments.WriteOff.reason", "payments.Dispute.reason", "payments.BankEntry.payer"),
            *("payments.BankEntry.text", "payment.Source.label", "payment.Transaction.reference"),
        ),
        erase=erase_payments,
    ),
    Eraser(
        name="orders",
        label=_("names, addresses and contact data of orders"),
        fields=(
            *("order.Order.guest_email", "order.ShippingAddress.*", "order.BillingAddress.*"),
            *("order.OrderNote.*", "order.ShippingEvent.*", "order.LineAttribute.*"),
            *("order.OrderDiscount.message", "order_holds.OrderHold.reason", "fulfilment.Parcel.*"),
            *("order_holds.OrderHold.release_note", "order_changes.OrderChange.reason"),
            *("order_changes.OrderChange.summary", "order_changes.OrderChange.proposals"),
            *("order_changes.OrderChange.before", "order_changes.OrderChange.after"),
            "order.Redemption.buyer_key",
        ),
        erase=erase_orders,
        count=lambda person: orders_of(person).count(),
    ),
    Eraser(
        name="requests",
        label=_("the address on requests like this one"),
        fields=("privacy.DeletionRequest.email", "privacy.DeletionRequest.reason"),
        erase=erase_requests,
    ),
    Eraser(
        name="changes-of-address",
        label=_("previous e-mail addresses"),
        fields=("user.AddressChange.*",),
        erase=erase_changes_of_address,
    ),
    Eraser(
        name="accounts",
        label=_("accounts with their address book, passwords, passkeys and sessions"),
        fields=(
            *("user.User.*", "address.UserAddress.*", "account.EmailAddress.*", "mfa.Authenticator.*"),
            *("account.EmailConfirmation.*", "usersessions.UserSession.*", "payment.Bankcard.*"),
            *("b2b.CompanyContact.*", "analytics.UserSearch.*"),
        ),
        erase=erase_accounts,
        count=count_accounts,
        order=90,
    ),
):
    ERASERS.register(_eraser)
