"""Somebody who has left their name, address, number and e-mail address wherever the shop writes one."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import models
from django.test import Client
from django.utils import timezone
from oscar.apps.analytics.models import UserSearch
from oscar.apps.communication.models import Email, Notification
from oscar.apps.payment.models import Bankcard, Source, SourceType, Transaction
from wagtail.admin.models import FormState
from wagtail.contrib.forms.models import FormSubmission
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision

from config.sessions import SessionStore
from content.models import FormReply
from content.services import SubmittedEntry, submit_entry
from crm_core.customers.merging.services import merge_customers
from crm_core.customers.models import Customer, CustomerIdentifier, MatchCandidate
from crm_core.customers.services import attach_order, identify
from crm_core.timeline.services import record
from partners.accounts.models import PartnerAccount
from personalization.interactions.models import BasketVisitor, Interaction, Visitor
from personalization.recommendations.models import Dismissal, RecommendationModel, RecommendationRow
from shop.b2b.models import Company, CompanyContact, CompanyInvitation, CompanyLocation
from shop.backoffice.models import SavedView
from shop.basket.models import LineAttribute as BasketLineAttribute
from shop.catalogue.models import Option
from shop.checkout.models import BasketContact
from shop.company_accounts.models import ApplicationDocument, RepMessage
from shop.customer.models import AlertQuestion, ProductAlert
from shop.events.models import Delivery, Event
from shop.fulfilment.models import Parcel, Scan, Shipment
from shop.gift_cards.models import GiftCard
from shop.mail.models import Mail
from shop.order.models import (
    BillingAddress,
    LineAttribute,
    Order,
    OrderDiscount,
    OrderNote,
    Redemption,
    ShippingEvent,
    ShippingEventType,
)
from shop.order_changes.models import OrderChange
from shop.order_holds.models import OrderHold
from shop.payments.models import Charge, Dispute, GatewayEvent, PaymentAttempt, Refund, WriteOff
from shop.payments.statements.models import BankEntry, BankStatement
from shop.privacy.erasure.registry import ERASERS
from shop.privacy.models import DeletionRequest
from shop.purchase_approvals.models import PurchaseRequest, RequestApprover, RequestStep
from shop.returns.models import Return, ReturnLabel, ReturnPhoto
from shop.reviews.models import ProductReview, ReviewDecision, ReviewPhoto
from shop.shopping_lists.models import ShoppingList
from shop.stock.services import default_warehouse
from shop.store_credit.models import LedgerAccount, Transfer
from shop.user.models import AddressChange
from shop.wishlists.models import WishList, WishListSharedEmail
from shop.withdrawal.models import Declarant, Withdrawal, WithdrawalOutcome
from tests.config.erasure_credit import traces_of_credit, traces_of_tender
from tests.config.erasure_partners import traces_of_partner
from tests.content.factories import make_form
from tests.shop.company_accounts.registration.factories import CompanyApplicationFactory
from tests.shop.factories import (
    BasketFactory,
    CountryFactory,
    OrderFactory,
    ProductFactory,
    ShippingAddressFactory,
    UserAddressFactory,
    UserFactory,
)
from tests.shop.warranties.kit import closed_repair

EMAIL, NAME, PHONE, STREET = "zaubermei@example.com", "Zaubermei Quitzow", "+49301234567", "Zauberweg 17b"
#: What nothing may hold afterwards, in any spelling.
WORDS = ("zaubermei", "quitzow", "zauberweg", "301234567", "30 1234567", "\u6885\u65b9\u534e")
TOLD = f"{NAME} (\u6885\u65b9\u534e), {STREET}, tel. +49 30 1234567 or (030) 123 45 67, {EMAIL.upper()}"
MONEY = {"amount": "1.00", "currency": "EUR"}
#: By these the person is known; the traces write there what a form would.
SOURCES = {
    *("order.ShippingAddress", "order.BillingAddress", "address.UserAddress", "user.User"),
    *("customers.Customer", "customers.CustomerIdentifier"),
}
#: Columns that hold a structure or a key, into which nobody writes words.
STRUCTURES = {
    *("customers.Customer.merged_state", "customers.CustomerIdentifier.value", "content.FormEntry.labels"),
    *("customers.CustomerMerge.choices", "customers.CustomerMerge.moved", "customers.CustomerMerge.evidence"),
    *("customers.MatchCandidate.evidence", "customers.IdentityProfile.facts", "mail.Mail.kind"),
    *("customers.IdentityProfile.given", "usersessions.UserSession.session_key", "mail.Mail.language"),
    *(
        "timeline.TimelineEntry.source",
        "timeline.TimelineEntry.kind",
        "user.User.password",
        "sessions.Session.session_data",
    ),
    *(
        "interactions.Visitor.first_name",
        "mail.Mail.purpose",
        "reviews.ReviewPhoto.picture",
        "basket.Line.line_reference",
    ),
    *("basket.Line.tax_code", "basket.Line.price_currency", "order.OrderNote.note_type"),
    "basket.Line.agreed_by",  # what a price was agreed by: "quote:Q26-7F3QW9ZDM4/3"
    *("wagtailcore.PageLogEntry.action", "wagtailcore.ModelLogEntry.action"),
    *("consents.ConsentSubject.value", "consents.ConsentSubject.digest", "consents.ConsentSubject.language"),
    *("profile.ContactPoint.value", "profile.ContactPoint.service", "profile.CustomerAddress.digest"),
    *(
        "fulfilment.Shipment.number",
        "fulfilment.Scan.code",
        "fulfilment.Scan.key",
        "fulfilment.Parcel.carrier",
    ),
    *("order_holds.OrderHold.kind", "order_holds.OrderHold.signal", "shopping_lists.ShoppingList.cadence"),
    *("order.LineAttribute.type", "content.FormEntry.language", "content.FormEntry.digest"),
}


def an_order(**fields):
    """An order sent to their door and finished."""
    parcel = ShippingAddressFactory(
        first_name="Zaubermei", last_name="Quitzow", line1=STREET, phone_number=PHONE, notes=TOLD
    )
    invoice = BillingAddress.objects.create(
        first_name="\u65b9\u534e", last_name="\u6885", line1=STREET, line4="Berlin", country=parcel.country
    )
    order = OrderFactory(shipping_address=parcel, billing_address=invoice, status="Complete", **fields)
    Order.objects.filter(pk=order.pk).update(paid_at=timezone.now())
    return order


def traces_of_order(order, staff):
    """Everything that can stand beside an order."""
    line = order.lines.get()
    now = timezone.now()
    OrderNote.objects.create(order=order, message="-")
    OrderHold.objects.create(order=order, reason="-", release_note="-", released_at=now)
    traces_of_credit(order)
    shipment = Shipment.objects.create(
        order=order, warehouse=default_warehouse(line.partner), number=f"{order.number}-1"
    )
    Parcel.objects.create(shipment=shipment, carrier_name="-", tracking_number="-", label=b"%PDF")
    Scan.objects.create(shipment=shipment, key="1", code="KC-1", outcome="counted", by=staff)
    OrderDiscount.objects.create(order=order, amount="1.00", message="-")
    Redemption.objects.create(order=order, times=1, amount="1.00", changed_at=now, buyer_key="-")
    ShippingEvent.objects.create(order=order, event_type=ShippingEventType.objects.create(name=order.number))
    LineAttribute.objects.create(
        line=line, option=Option.objects.create(name=order.number), type="x", value="-"
    )
    attempt = PaymentAttempt.objects.create(
        order=order, method="x", key=order.number, reference=order.number, state="succeeded", **MONEY
    )
    charge = Charge.objects.create(
        order=order, attempt=attempt, method="x", reference=order.number, state="succeeded", **MONEY
    )
    Refund.objects.create(order=order, charge=charge, key=order.number, state="succeeded", **MONEY)
    WriteOff.objects.create(order=order, key=order.number, by=staff, reason="-", **MONEY)
    OrderChange.objects.create(
        order=order, key=order.number, reason="-", summary="-", currency="EUR", difference=0, due=0
    )
    Dispute.objects.create(charge=charge, reference=order.number, state="won", opened_at=now, **MONEY)
    statement = BankStatement.objects.create(name="june.csv", digest=order.number, by=staff)
    BankEntry.objects.create(
        statement=statement, reference=order.number, booked_on=now.date(), payer="-", text="-",
        state="booked", charge=charge, **MONEY
    )  # fmt: skip
    account = LedgerAccount.objects.create(kind="gift_card", currency="EUR", balance=0)
    Transfer.objects.create(key=order.number, kind="issue", currency="EUR", order=order, reason="-")
    GiftCard.objects.create(
        account=account, code_hash=order.number, salt="-", last_four="ABCD", amount=1, order_line=line,
        message="-", sender_name="-", recipient_name="-", reason="-",
    )  # fmt: skip
    traces_of_return(order, line)
    source = Source.objects.create(order=order, source_type=SourceType.objects.create(name=order.number))
    Transaction.objects.create(source=source, txn_type="Debit", amount="1.00", reference="-")
    Mail.objects.create(
        key=f"staff:{order.number}", kind="x", to="shop@example.com", subject="-",
        text=f"Order {order.number}", due_at=now,
    )  # fmt: skip
    customer = attach_order(order)
    record(customer, kind="order.placed", occurred_at=now, source=f"o:{order.pk}", data={"told": ""})
    return customer


def traces_of_return(order, line):
    """A return that is done, with photo and label, and a withdrawal."""
    now = timezone.now()
    back = Return.objects.create(
        order=order, number=f"{order.number}-R1", key=order.number, state="settled", requested_at=now,
        closed_at=now, comment="-", refusal="-",
    )  # fmt: skip
    row = back.lines.create(line=line, quantity=1)
    row.inspections.create(quantity=1, condition="as_new", disposition="restock", note="-", inspected_at=now)
    ReturnPhoto(parent=back).file.save("mei.webp", ContentFile(TOLD.encode()))
    ReturnLabel(parent=back, carrier="-").file.save("mei.pdf", ContentFile(TOLD.encode()))
    closed_repair(line)
    withdrawal = Withdrawal.objects.create(
        order=order, number=f"{order.number}-W1", key=order.number, pieces=[], is_whole=True,
        statement="-", language="en", confirmed_at=now,
    )  # fmt: skip
    Declarant.objects.create(withdrawal=withdrawal, name=NAME, email=EMAIL)
    WithdrawalOutcome.objects.create(withdrawal=withdrawal, returned=back, decided_at=now)


def traces_of_address(email, staff):
    """What goes by an e-mail address alone, without an account."""
    now, product = timezone.now(), ProductFactory()
    order = an_order(guest_email=email)
    customer = traces_of_order(order, staff)
    basket = BasketFactory(owner=None, lines=[product])
    BasketContact.objects.create(basket=basket, email=email)
    BasketLineAttribute.objects.create(
        line=basket.lines.get(), option=Option.objects.create(name="Engraving"), value="-"
    )
    ProductAlert.objects.create(email=email, product=product)
    LedgerAccount.objects.create(kind="credit", currency="EUR", email=email, balance=0)
    AlertQuestion.objects.create(email=email, asked_at=now)
    Email.objects.create(email=email, subject="-")
    AddressChange.objects.create(user=UserFactory(), email=email, new_email="li@example.com", changed_at=now)
    WishListSharedEmail.objects.create(wishlist=WishList.objects.create(owner=UserFactory()), email=email)
    ProductReview.objects.create(
        product=product, score=5, title="-", body="-", name=NAME, email=email, homepage=""
    )
    Mail.objects.create(key="guest", kind="x", to=email, subject="-", text="-", due_at=now)
    written = SubmittedEntry(answers={"email": email, "told": TOLD}, labels={}, copy_number="1", email=email)
    entry = submit_entry(make_form(), written, now=now)
    FormReply.objects.create(entry=entry, key="5e1f4c0e-0000-4000-8000-000000000001", text="-", by=staff)
    visitor = Visitor.objects.create(customer=customer, first_name="Zaubermei")
    BasketVisitor.objects.create(basket=basket, visitor=visitor)
    Interaction.objects.create(visitor=visitor, customer=customer, kind="search", query="-", occurred_at=now)
    Dismissal.objects.create(visitor=visitor, product=product)
    session = SessionStore()
    session["checkout_data"] = {"guest": {"email": email}, "address": TOLD}
    session.create()
    record(
        customer,
        kind="identity.conflict",
        occurred_at=now,
        source="c:1",
        data={"value": email, "key": "email"},
    )
    return customer


def duplicates_of(customer, staff):
    """A record of theirs that was merged, one that waits to be, and one of somebody else that names them."""
    twin = identify(email=EMAIL, name=NAME, phone="+49 30 1234567")
    other = identify(email="zaubermei.q@example.com", name=NAME, phone=PHONE)
    CustomerIdentifier.objects.filter(customer=other, kind="email").delete()
    Customer.records.filter(pk=other.pk).update(email=EMAIL)
    merge_customers(twin, other, by=staff)
    third = identify(email="else@else.example", name="Someone Else")
    Customer.records.filter(pk=third.pk).update(email=EMAIL)
    for each in Customer.objects.all():
        log(each, "wagtail.edit", user=staff)
    return twin


def traces_of_account(user, staff):
    """What hangs on an account."""
    now, product = timezone.now(), ProductFactory()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    traces_of_order(an_order(user=user), staff)
    UserAddressFactory(user=user, first_name="Zaubermei", last_name="Quitzow", line1=STREET)
    Authenticator.objects.create(user=user, type="totp", data={"told": TOLD})
    client = Client()
    client.force_login(user)
    UserSession.objects.create(
        user=user, session_key=client.session.session_key, ip="1.2.3.4", user_agent="x", data={}
    )
    Notification.objects.create(recipient=user, subject="-", body="-")
    Bankcard.objects.create(user=user, card_type="Visa", name="-", number="1", expiry_date=now.date())
    UserSearch.objects.create(user=user, query="-")
    company = Company.objects.create(name="Nordlicht")
    CompanyContact.objects.create(company=company, user=user, name=NAME, email=EMAIL, phone=PHONE)
    CompanyInvitation.objects.create(
        company=Company.objects.create(name="Other"), name=NAME, email=EMAIL, sent_at=now, expires_at=now
    )
    CompanyLocation.objects.create(
        company=company, name="-", first_name="Zaubermei", last_name="Quitzow", country=CountryFactory()
    )
    weekly = ShoppingList.objects.create(owner=user, name=NAME, note=TOLD)
    weekly.lines.create(product=product, title=NAME, note=NAME)
    purchase = PurchaseRequest.objects.create(
        company=company,
        user=user,
        buyer_name=NAME,
        basket=BasketFactory(owner=user),
        currency="EUR",
        total=1,
        total_excl_tax=1,
        state=PurchaseRequest.State.REJECTED,
        expires_at=now,
    )
    step = RequestStep.objects.create(request=purchase, round=1, level=1)
    RequestApprover.objects.create(step=step, user=user, name=NAME, comment="-")
    wish_list = WishList.objects.create(owner=user, name=NAME)
    wish_list.lines.create(product=product, title=product.title)
    review = ProductReview.objects.create(user=user, product=product, score=4, title="-", body="-")
    photo = ReviewPhoto(review=review)
    photo.picture.save("mei.webp", ContentFile(TOLD.encode()))
    ReviewDecision.objects.create(review=review, reason="-", reply="-")
    account = PartnerAccount.objects.create(
        company=Company.objects.create(name="Agency"), code="AGENCY", commission_rate=5
    )
    traces_of_partner(account, user, NAME)
    application = CompanyApplicationFactory(
        user=user,
        name=NAME,
        contact_name=NAME,
        phone=PHONE,
        line1="-",
        wants="-",
        website="https://x.example",
    )
    paper = ApplicationDocument(application=application, name="-", size=1)
    paper.file.save("mei.pdf", ContentFile(TOLD.encode()))
    RepMessage.objects.create(
        company=Company.objects.create(name="Harbour"),
        user=user,
        key="-",
        subject=TOLD,
        text=TOLD,
        sent_at=now,
    )
    traces_of_tender(user, name=NAME, told=TOLD)
    application.answers.create(state="returned", message=TOLD, at=now)
    Interaction.objects.create(user=user, kind="search", query="-", occurred_at=now)
    Dismissal.objects.create(user=user, product=product)
    model = RecommendationModel.objects.create(started_at=now)
    RecommendationRow.objects.create(model=model, kind="new", user=user, entries=[[product.pk, 1.0, ""]])
    log(user, "wagtail.edit", user=staff)


def traces_of_machines(staff):
    """What stands in logs, events and drafts."""
    now = timezone.now()
    event = Event.objects.create(name="Told", payload={})
    Delivery.objects.create(event=event, subscriber="x", state="done", done_at=now)
    GatewayEvent.objects.create(reference="evt_1", kind="x", told_at=now, received_at=now)
    kind = ContentType.objects.get_for_model(Customer)
    FormState.objects.create(user=staff, content_type=kind, object_id="1", data={}, last_updated_at=now)
    SavedView.objects.create(owner=staff, list_name="customers", name="-", query="-")
    page = Page.objects.first()
    Revision.objects.create(
        content_type=kind, base_content_type=kind, object_id="1", content={}, created_at=now
    )
    PageLogEntry.objects.create(page=page, label="-", action="wagtail.edit", timestamp=now, content_type=kind)
    FormSubmission.objects.create(page=page, form_data={})
    DeletionRequest.objects.create(
        origin="staff", email=EMAIL, reason="-", requested_at=now, due_at=now + timedelta(days=900)
    )


def write_into_every_text():
    """Write the person's words into every column that an eraser answers for; return models without a row.

    Only the person's rows are in these tables, but for a few that the traces name as others'.
    """
    first, second = Customer.objects.order_by("pk")[:2]
    MatchCandidate.objects.get_or_create(first=first, second=second, defaults={"score": 5})
    empty = []
    for name in {field for eraser in ERASERS for field in eraser.fields}:
        label, _dot, column = name.rpartition(".")
        model = apps.get_model(label)
        if not model._base_manager.exists():
            empty.append(label)
        for field in () if label in SOURCES else model._meta.local_fields:
            if column in ("*", field.name) and f"{label}.{field.name}" not in STRUCTURES:
                _write(model, field)
    return sorted(set(empty))


def _write(model, field):
    rows = model._base_manager.all()
    if isinstance(field, models.JSONField):
        rows.update(**{field.name: {"told": TOLD, "deep": [{"by": NAME}]}})
    elif isinstance(field, models.EmailField) or field.unique or field.choices:
        return
    elif isinstance(field, (models.TextField, models.CharField)):
        length = field.max_length or len(TOLD)
        rows.update(**{field.name: TOLD if length >= len(TOLD) else NAME[:length]})
