"""Deals that the demo's distributors have registered: in every state, two of them for one end customer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from config.demo.b2b_goods import most_in_stock
from config.demo.partners_people import Distributor, distributors, leader_of
from config.demo.partners_programme import manager
from partners.accounts.models import PartnerAccount
from partners.deal_registrations.decisions import Protection, approve, expire_due, give_back, reject, take
from partners.deal_registrations.models import DealRegistration
from partners.deal_registrations.services import (
    WantedLine,
    ask_extension,
    lose,
    save_draft,
    submit,
    withdraw,
    write_message,
)
from shop.catalogue.models import Product

State = DealRegistration.State
#: For whom the deal was registered that an order has won since (`partners_orders`).
WON_BY = "jule@morgenrot.example"
ANSWERS = {
    State.RETURNED: "Which rooms is it for, and when do they open? Please add both and submit again.",
    State.REJECTED: "We have supplied this house directly since last year.",
}
LOST = "They chose glass for the terrace."
FIRST_HOURS = 5


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A registration: by whom, for whom, when submitted (days ago), and how far it has come.

    `value` is net in the shop's currency; `pieces` of each of two products; `days` of protection.
    """

    code: str
    customer: str
    contact: str
    email: str
    city: str
    postcode: str
    country: str
    state: str
    submitted: float
    value: int
    note: str
    vat_id: str = ""
    pieces: int = 24
    discount: int = 0
    days: int = 120
    wants_more_time: bool = False
    message: str = ""


WANTED = (
    Wanted(
        code="nordlicht",
        customer="Café Morgenrot",
        contact="Jule Hartmann",
        email=WON_BY,
        city="Leipzig",
        postcode="04107",
        country="DE",
        state=State.APPROVED,
        submitted=78,
        value=1_400,
        note="A second room with forty seats.",
        discount=12,
    ),
    Wanted(
        code="nordlicht",
        customer="Strandhotel Möwe",
        contact="Heike Lorenz",
        email="lorenz@strandhotel-moewe.example",
        city="Timmendorfer Strand",
        postcode="23669",
        country="DE",
        state=State.APPROVED,
        submitted=31,
        value=9_800,
        note="Breakfast room and terrace, 120 settings.",
        vat_id="DE999961004",
        pieces=96,
        discount=15,
        wants_more_time=True,
        message="The architect wants to see the iron glaze by daylight first.",
    ),
    # The same house, registered by another distributor eleven days later: who was first is protected.
    Wanted(
        code="hafenhof",
        customer="Strandhotel Moewe GmbH",
        contact="Heike Lorenz",
        email="einkauf@strandhotel-moewe.example",
        city="Timmendorfer Strand",
        postcode="23669",
        country="DE",
        state=State.IN_REVIEW,
        submitted=1.2,
        value=11_000,
        note="New tableware for 130 guests.",
        vat_id="DE999961004",
        pieces=120,
    ),
    Wanted(
        code="nordlicht",
        customer="Galerie Kai 7",
        contact="Ruben Thiel",
        email="thiel@kai-sieben.example",
        city="Flensburg",
        postcode="24937",
        country="DE",
        state=State.SUBMITTED,
        submitted=0.4,
        value=2_600,
        note="Vases for an exhibition in March, sold afterwards.",
        pieces=12,
    ),
    Wanted(
        code="nordlicht",
        customer="Kurhaus Glücksburg",
        contact="Anja Voss",
        email="voss@kurhaus-gluecksburg.example",
        city="Glücksburg",
        postcode="24960",
        country="DE",
        state=State.DRAFT,
        submitted=0,
        value=4_200,
        note="They call back after the season.",
    ),
    Wanted(
        code="nordlicht",
        customer="Kantine am Hafen",
        contact="Tim Brandt",
        email="brandt@kantine-hafen.example",
        city="Rostock",
        postcode="18055",
        country="DE",
        state=State.RETURNED,
        submitted=9,
        value=3_300,
        note="Canteen.",
    ),
    Wanted(
        code="nordlicht",
        customer="Gutshaus Lindtorf",
        contact="Carla Wendt",
        email="wendt@gutshaus-lindtorf.example",
        city="Schwerin",
        postcode="19053",
        country="DE",
        state=State.LOST,
        submitted=96,
        value=5_100,
        note="Terrace for weddings.",
    ),
    Wanted(
        code="hafenhof",
        customer="Hotel Seeblick",
        contact="Elke Stadler",
        email="stadler@seeblick.example",
        city="Konstanz",
        postcode="78462",
        country="DE",
        state=State.REJECTED,
        submitted=44,
        value=7_500,
        note="Whole house.",
    ),
    Wanted(
        code="grachten",
        customer="Brasserie Kade",
        contact="Noor van Dijk",
        email="noor@brasserie-kade.example",
        city="Arnhem",
        postcode="6811",
        country="NL",
        state=State.EXPIRED,
        submitted=130,
        value=3_800,
        note="Sixty covers.",
        days=90,
    ),
    Wanted(
        code="osmanthus",
        customer="Theehuis De Linde",
        contact="Sam Visser",
        email="sam@theehuis-delinde.example",
        city="Haarlem",
        postcode="2011",
        country="NL",
        state=State.APPROVED,
        submitted=22,
        value=2_900,
        note="Tea ware for three rooms.",
        discount=10,
    ),
    Wanted(
        code="shanhai",
        customer="府城行館",
        contact="林怡君",
        email="lin@fucheng-hotel.example",
        city="Tainan",
        postcode="700",
        country="TW",
        state=State.SUBMITTED,
        submitted=2.1,
        value=12_500,
        note="飯店餐廳, 一百六十人份。",
        pieces=160,
    ),
    Wanted(
        code="slow-leaf",
        customer="竹里茶室",
        contact="許文彥",
        email="hsu@zhuli-tea.example",
        city="Hsinchu",
        postcode="300",
        country="TW",
        state=State.WITHDRAWN,
        submitted=35,
        value=1_900,
        note="茶室開幕。",
    ),
)


def add_registrations(*, now: datetime) -> None:
    """Add the registrations, the earliest first, each at its moment; nothing where there are some."""
    if DealRegistration.objects.exists():
        return
    goods = list(most_in_stock()[: 2 * len(WANTED)])
    partners = {one.code: (one, account) for one, account in distributors()}
    for place, wanted in enumerate(sorted(WANTED, key=lambda each: -each.submitted)):
        if wanted.code in partners:
            one, account = partners[wanted.code]
            products = goods[2 * place : 2 * place + 2]
            _bring(_draft(wanted, one, account, products, now=now), wanted, one, now=now)
    expire_due(now=now)


def _draft(
    wanted: Wanted, one: Distributor, account: PartnerAccount, products: list[Product], *, now: datetime
) -> DealRegistration:
    begun = now - timedelta(days=wanted.submitted, hours=2)
    registration = save_draft(
        DealRegistration(
            account=account,
            created_by=leader_of(one),
            customer_name=wanted.customer,
            contact_name=wanted.contact,
            contact_email=wanted.email,
            vat_id=wanted.vat_id,
            city=wanted.city,
            postcode=wanted.postcode,
            country=wanted.country,
            expected_value=Decimal(wanted.value),
            expected_close_on=timezone.localdate(begun) + timedelta(days=wanted.days),
            note=wanted.note,
        ),
        [WantedLine(product=product, quantity=wanted.pieces) for product in products],
    )
    DealRegistration.objects.filter(pk=registration.pk).update(created_at=begun)
    return registration


def _bring(registration: DealRegistration, wanted: Wanted, one: Distributor, *, now: datetime) -> None:
    """Bring a draft as far as it has come, through what either side did."""
    if wanted.state == State.DRAFT:
        return
    partner, staff = leader_of(one), manager()
    came = now - timedelta(days=wanted.submitted)
    submit(registration, by=partner, now=came)
    if wanted.message:
        write_message(registration, text=wanted.message, by=partner, from_partner=True)
    if wanted.state == State.SUBMITTED:
        return
    if wanted.state == State.WITHDRAWN:
        withdraw(registration, by=partner, now=came + timedelta(days=1))
        return
    looked = came + timedelta(hours=FIRST_HOURS)
    take(registration, by=staff, now=looked)
    _decide(registration, wanted, at=looked + timedelta(hours=3))
    if wanted.state == State.LOST:
        lose(registration, reason=LOST, by=partner, now=came + timedelta(days=40))
    if wanted.wants_more_time:
        until = timezone.localdate(came) + timedelta(days=wanted.days + 60)
        reason = "The house opens a month later than planned."
        ask_extension(registration, until=until, reason=reason, by=partner, now=now - timedelta(days=1))


def _decide(registration: DealRegistration, wanted: Wanted, *, at: datetime) -> None:
    staff = manager()
    if wanted.state in {State.APPROVED, State.LOST, State.EXPIRED}:
        granted = Protection(until=at + timedelta(days=wanted.days), discount=Decimal(wanted.discount))
        approve(registration, granted, by=staff, now=at)
    elif wanted.state == State.RETURNED:
        give_back(registration, answer=ANSWERS[State.RETURNED], by=staff, now=at)
    elif wanted.state == State.REJECTED:
        reject(registration, answer=ANSWERS[State.REJECTED], by=staff, now=at)
