"""One shop with everything that belongs to somebody, and everybody who may ask for it."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from config.roles.services import set_up_roles
from config.roles.table import ROLES
from crm_core.abandoned_baskets.links import restore_url
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.activities.feed import feed_path, renew_feed
from crm_core.approvals.links import address_of, link_for
from crm_core.approvals.routes import Level, StepAsk
from crm_core.approvals.services import ApprovalRequest, request_approval
from crm_core.consents.addresses import key_of
from crm_core.consents.links import choices_url, confirmation_url, ending_url
from crm_core.consents.services import write
from crm_core.quotes.links import quote_token
from crm_core.tenders.models import Tender, TenderFile
from partners.accounts.queries import account_of
from shop.b2b.invitations import invite_member, token_of as company_token
from shop.b2b.members import Membership
from shop.b2b.models import CompanyRole, CostCentre, Department
from shop.b2b.presets import ADMINISTRATOR, BUYER, preset_role
from shop.customer.models import ProductAlert
from shop.documents.services import issue_invoice
from shop.events.tasks import deliver_due as deliver_events
from shop.gift_cards.mail import print_token
from shop.gift_cards.services import Gift, issue
from shop.mail.models import Mail
from shop.order.links import order_token
from shop.privacy.models import DeletionRequest
from shop.returns.links import form_token, return_token
from shop.returns.models import Return, ReturnLabel
from shop.shopping_lists.services import add_products, create_list
from shop.trade_credit.invoice_payments import Wanted, start
from shop.trade_credit.models import InvoicePayment
from shop.user.invitations import invite, token_of as invitation_token
from shop.user.mail import token_of
from shop.user.models import AddressChange, User
from shop.warranties.links import order_token as warranty_token, repair_token
from shop.warranties.models import Repair
from shop.withdrawal.links import receipt_token, statement_token
from shop.withdrawal.models import Withdrawal
from tests.access.partner_world import make_partner_things
from tests.access.purchases import make_company_purchase
from tests.content.factories import make_home, make_page
from tests.crm_core.factories import CompanyContactFactory
from tests.crm_core.quotes.factories import offer, requested
from tests.partners.factories import PartnerUserFactory
from tests.shop.b2b.factories import CompanyLocationFactory
from tests.shop.factories import (
    BasketFactory,
    CategoryFactory,
    CountryFactory,
    OrderFactory,
    ProductFactory,
    StaffFactory,
    UserAddressFactory,
    UserFactory,
    make_seller,
)
from tests.shop.warranties.kit import unit_of

Range, WishList = get_model("offer", "Range"), get_model("wishlists", "WishList")
Condition, Benefit = get_model("offer", "Condition"), get_model("offer", "Benefit")
ConditionalOffer, ProductReview = (
    get_model("offer", "ConditionalOffer"),
    get_model("reviews", "ProductReview"),
)
STAFF = [role.name for role in ROLES]


@dataclass(frozen=True)
class World:
    """`things` are named as the table names them; `people` by the kind of visitor, None for a stranger."""

    things: SimpleNamespace = field(default_factory=SimpleNamespace)
    people: dict[str, User | None] = field(default_factory=dict)

    def address(self, ask: str) -> str:
        """Write the real address of a row."""
        return ask.format(**vars(self.things))


def make_world(site: Any) -> World:
    """Make it: about a second."""
    world = World()
    _make_people(world.people)
    CountryFactory()
    _make_goods(world.things)
    _make_orders(world)
    _make_quotes(world)
    _make_own_things(world)
    _make_company_things(world)
    _make_approval(world)
    make_company_purchase(world)
    _make_closed_pages(world.things, site)
    deliver_events()
    Mail.objects.update(status=Mail.Status.SENT)  # what was written until here concerns no test
    return world


def _make_people(people: dict[str, User | None]) -> None:
    people["stranger"] = None
    people["shopper"], people["another shopper"] = UserFactory(), UserFactory()
    for name in ("company buyer", "another company's buyer"):
        contact = CompanyContactFactory(user=UserFactory(), role=preset_role(ADMINISTRATOR))
        people[name] = contact.user
    for name in ("partner", "another partner"):
        people[name] = PartnerUserFactory().user
    set_up_roles()
    for role in STAFF:
        user = people[role] = UserFactory(is_staff=True)
        user.groups.add(Group.objects.get(name=role))
    people["superuser"] = StaffFactory()
    # All that somebody outside can be at once: what is closed to them is closed to each of those.
    people["outsider"] = PartnerUserFactory().user


def _make_goods(things: SimpleNamespace) -> None:
    category = CategoryFactory()
    things.product = ProductFactory(categories=[category])
    things.other_product = ProductFactory(categories=[category])
    things.hidden = ProductFactory(is_public=False, categories=[category])
    things.product_url, things.hidden_url = (
        item.get_absolute_url() for item in (things.product, things.hidden)
    )
    things.category_url = category.get_absolute_url()
    everything = Range.objects.create(name="All", slug="all", includes_all_products=True, is_public=True)
    ConditionalOffer.objects.create(
        name="Spring",
        slug="spring",
        condition=Condition.objects.create(range=everything, type=Condition.COUNT, value=1),
        benefit=Benefit.objects.create(range=everything, type=Benefit.PERCENTAGE, value=10),
    )


def _make_orders(world: World) -> None:
    things, people = world.things, world.people
    things.order = OrderFactory(user=people["shopper"], lines=[things.other_product], number="K-1")
    things.order_line = things.order.lines.get()
    things.tender = Tender.objects.create(
        company=people["company buyer"].company_contact.company,
        user=people["company buyer"],
        title="Cups",
        currency="EUR",
        deadline=timezone.now() + timedelta(days=5),
    )
    things.tender_file = TenderFile(tender=things.tender, name="plan.txt", size=4)
    things.tender_file.file.save("plan.txt", ContentFile(b"plan"))
    things.company_order = OrderFactory(user=people["company buyer"], number="K-2")
    things.guest_order = OrderFactory(number="K-3")
    things.guest_hash = things.guest_order.verification_hash()
    things.token = order_token(things.guest_order)
    make_seller()
    _make_company_invoice(world)
    things.invoice, things.invoice_token = issue_invoice(things.order), order_token(things.order)
    gift_card = issue(Decimal(20), "EUR", key="world", gift=Gift(language="en"))
    things.gift_card_token = print_token(gift_card)
    _make_return(things)
    make_partner_things(things, account_of(people["partner"]), people["partner"])


def _make_return(things: SimpleNamespace) -> None:
    now, order = timezone.now(), things.guest_order
    back = Return.objects.create(order=order, number="K-3-R1", key="one", requested_at=now, state="approved")
    ReturnLabel(parent=back, carrier="Post").file.save("label.pdf", ContentFile(b"%PDF-1.7"))
    withdrawal = Withdrawal.objects.create(
        order=order, number="K-3-W1", key="one", pieces=[], is_whole=True, statement="-", confirmed_at=now
    )
    unit = unit_of(order.lines.first())
    repair = Repair.objects.create(unit=unit, number="K-3-S1", key="one", fault="-", requested_at=now)
    things.warranty_unit, things.warranty_order = unit, warranty_token(order)
    things.repair = repair_token(repair)
    things.return_form, things.returned = form_token(order), return_token(back)
    things.statement, things.receipt = statement_token(order), receipt_token(withdrawal)


def _make_quotes(world: World) -> None:
    """One of a guest, behind its link, and one of a company; each with a file."""
    things = world.things
    pdf = [ContentFile(b"two floors", name="plan.txt")]
    guests = offer(requested(files=pdf), "20.00")
    theirs = offer(requested(user=world.people["company buyer"], files=pdf), "20.00")
    things.quote, things.quote_file = quote_token(guests), guests.files.get()
    things.company_quote, things.company_quote_file = theirs, theirs.files.get()


def _make_own_things(world: World) -> None:
    things, shopper = world.things, world.people["shopper"]
    assert shopper is not None
    things.line = BasketFactory(owner=shopper, lines=[things.product]).lines.get()
    things.address = UserAddressFactory(user=shopper)
    things.review = ProductReview.objects.create(
        product=things.other_product, user=shopper, score=5, title="Good", body="Stands well.", status=1
    )
    things.alert = ProductAlert.objects.create(user=shopper, product=things.product, status="Active")
    things.guest_alert = ProductAlert.objects.create(email="guest@example.com", product=things.product)
    things.calendar = feed_path(renew_feed(world.people["superuser"]))
    things.shopping_list = create_list(shopper, name="Weekly")
    add_products(things.shopping_list, {things.product.pk: 1})
    things.wishlist = WishList.objects.create(owner=shopper, name="Mine", visibility=WishList.PRIVATE)
    things.wishlist.add(things.product)
    things.wished = things.wishlist.lines.get()
    things.shared_list = WishList.objects.create(owner=shopper, name="Ours", visibility=WishList.SHARED)
    things.their_list = WishList.objects.create(owner=world.people["another shopper"], name="Theirs")
    things.passkey = Authenticator.objects.create(
        user=world.people["outsider"],
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Key", "passwordless": True},
    )
    change = AddressChange.objects.create(
        user=shopper, email="before@example.com", new_email=shopper.email, changed_at=timezone.now()
    )
    things.way_back = token_of(change)
    _make_consents(things)
    colleague = invite(
        email="colleague@example.com",
        first_name="Ida",
        last_name="Berg",
        groups=[],
        is_superuser=False,
        by=None,
        now=timezone.now(),
    )
    now = timezone.now()
    requested = {"origin": "guest", "requested_at": now, "confirmed_at": now}
    things.asked = DeletionRequest.objects.create(
        email="guest@example.com", due_at=now + timedelta(days=14), **requested
    )
    things.erased = DeletionRequest.objects.create(due_at=now, done_at=now, **requested)
    things.invitation = invitation_token(colleague.invitation)


def _left_basket(things: SimpleNamespace) -> AbandonedBasket:
    basket, now = BasketFactory(owner=None, lines=[things.product]), timezone.now()
    return AbandonedBasket.objects.create(basket=basket, quiet_since=now, abandoned_at=now, currency="EUR")


def _make_consents(things: SimpleNamespace) -> None:
    key = key_of(email="reader@example.com")
    question = write(key, purpose="newsletter", action="requested", source="footer")
    urls = {
        "choices": choices_url(question.subject, language="en"),
        "ending": ending_url(question.subject, "newsletter", "email", language="en"),
        "question": confirmation_url(question, language="en"),
        "restored": restore_url(_left_basket(things), language="en"),
    }
    for name, url in urls.items():
        setattr(things, name, url.rstrip("/").rpartition("/")[2])


def _make_company_things(world: World) -> None:
    """What the company of "company buyer" has; its orders are `company_order`'s, which somebody else placed."""
    things, people = world.things, world.people
    company = people["company buyer"].company_contact.company
    things.company_member = CompanyContactFactory(company=company, user=UserFactory())
    things.company_location = CompanyLocationFactory(company=company)
    things.company_department = Department.objects.create(company=company, name="Kitchen")
    things.company_cost_centre = CostCentre.objects.create(company=company, code="4711")
    things.company_role = CompanyRole.objects.create(company=company, name="Helper", grants={})
    things.company_invitation = invite_member(
        company,
        email="ida@harbour.example",
        name="Ida",
        to=Membership(role=preset_role(BUYER)),
        by=None,
        sender=None,
        now=timezone.now(),
    )
    things.company_invitation_token = company_token(things.company_invitation)


def _make_approval(world: World) -> None:
    """A question that the superuser may answer by the link of a mail."""
    head = world.people["superuser"]
    level = Level(asks=(StepAsk(people=(head,)),))
    asked = request_approval(ApprovalRequest(kind="rule", data={"question": "?"}, levels=[level]))
    link, _is_new = link_for(asked.steps.get(), head.pk, now=timezone.now())
    world.things.approval = address_of(link, language="en").rstrip("/").rpartition("/")[2]


def _make_closed_pages(things: SimpleNamespace, site: Any) -> None:
    home = make_home(site)
    page = make_page(home, title="For you", slug="for-you")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    things.private_page_url = page.get_url()
    collection = Collection.get_first_root_node().add_child(name="For you")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    locked = make_page(home, title="Locked", slug="locked")
    things.page_lock = PageViewRestriction.objects.create(
        page=locked, restriction_type=PageViewRestriction.PASSWORD, password="kiln"
    )
    folder = Collection.get_first_root_node().add_child(name="Locked")
    things.folder_lock = CollectionViewRestriction.objects.create(
        collection=folder, restriction_type=CollectionViewRestriction.PASSWORD, password="kiln"
    )
    things.private_document = Document.objects.create(
        title="Prices", collection=collection, file=ContentFile(b"Prices", name="prices.txt")
    )


def browser_of(world, who):
    """A browser of this visitor, who has just shown that it is they."""
    client = Client(raise_request_exception=False)
    user = world.people[who]
    if user is not None:
        client.force_login(user)
        session = client.session
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [
            {"method": "password", "at": 4_102_444_800, "reauthenticated": True}
        ]
        session.save()
    return client


def _make_company_invoice(world: World) -> None:
    """An invoice of the company of "company buyer", and a payment of it that was announced."""
    things, user = world.things, world.people["company buyer"]
    things.company_invoice = issue_invoice(things.company_order)
    things.company_payment = start(
        user.company_contact.company,
        [Wanted(order=things.company_order)],
        method=InvoicePayment.Method.TRANSFER,
        user=user,
        key="world",
    )
