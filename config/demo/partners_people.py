"""The demo's distributors: companies with partner accounts, their people and profiles."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.utils import timezone
from oscar.apps.address.models import UserAddress

from config.demo.b2b_structure import DISTRIBUTORS
from config.demo.customers import JOINED
from config.demo.order_plan import random_for
from config.demo.people import PARTNER_COMPANY
from partners.accounts.models import PartnerAccount
from partners.accounts.services import add_person
from partners.onboarding.models import PartnerProfile
from partners.onboarding.profiles import profile_of, save_profile
from partners.referrals.models import ReferralClicks
from shop.b2b.models import Company, CompanyContact, CompanyGroup, CompanyInvitation, CompanyLocation
from shop.b2b.presets import ACCOUNTANT, ADMINISTRATOR, BUYER, preset_role
from shop.catalogue.models import Category
from shop.configuration.queries import shop_currency
from shop.slugs import slugify
from shop.trade_credit.services import open_account
from shop.user.models import User

LIMIT = Decimal(25_000)
REASON = "Agreed with the distributor"
CLICK_DAYS = 180
INVITED = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who works at a distributor, in the role of a preset."""

    first_name: str
    last_name: str
    email: str
    preset: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Distributor:
    """A company that sells for the shop; the first of its people leads it.

    `done` says how far its first steps are: 0 nothing, 1 the profile, 2 all but the link, 3 everything.
    `rate` is in per cent, `volume` what it means to buy in a year.
    """

    code: str
    company: str
    country: str
    city: str
    line1: str
    postcode: str
    phone: str
    website: str
    area: str
    about: str
    tier: int
    volume: int
    people: tuple[Person, ...]
    language: str = "en"
    vat_id: str = ""
    rate: str = "6.00"
    done: int = 3
    interests: tuple[str, ...] = ()

    @property
    def leader(self) -> Person:
        """Who acts for it first."""
        return self.people[0]


def _person(name: str, email: str, preset: str, title: str) -> Person:
    first, _space, last = name.partition(" ")
    return Person(first_name=first, last_name=last, email=email, preset=preset, title=title)


#: Tiers by rank: 4 the best.
DISTRIBUTORS_OF_KILN = (
    Distributor(
        code="nordlicht",
        company=PARTNER_COMPANY,
        country="DE",
        city="Kiel",
        line1="Holstenbrücke 12",
        postcode="24103",
        phone="+494315550180",
        website="https://nordlicht.example",
        area="Schleswig-Holstein, Hamburg, Mecklenburg",
        about="Furnishes hotels, galleries and offices along the coast, with a showroom at the harbour.",
        tier=3,
        volume=40_000,
        interests=("vases", "bowls", "plates"),
        people=(
            _person("Jonas Berg", "partner@kiln.example", ADMINISTRATOR, "Managing director"),
            _person("Swantje Petersen", "petersen@nordlicht.example", BUYER, "Purchasing"),
            _person("Malte Claussen", "claussen@nordlicht.example", ACCOUNTANT, "Accounts"),
        ),
    ),
    Distributor(
        code="osmanthus",
        company="Osmanthus Tea House",
        country="NL",
        city="Amsterdam",
        line1="Zeedijk 106",
        postcode="1012",
        phone="+31206221177",
        website="https://osmanthus.example",
        area="North Holland, Utrecht",
        about="A tea house and the tea ware importer behind it: two shops, forty restaurants.",
        tier=4,
        volume=60_000,
        interests=("tea-ware", "cups-and-mugs"),
        people=(_person("Fen Bakker", "fen@osmanthus.example", ADMINISTRATOR, "Owner"),),
    ),
    Distributor(
        code="slow-leaf",
        company="Slow Leaf Tea",
        country="TW",
        city="Taipei",
        line1="No. 28, Section 1, Dihua Street",
        postcode="103",
        phone="+886225562299",
        website="https://slowleaf.example",
        area="台北、新北",
        about="茶行與選品店, 供應茶具給北臺灣的茶館。",
        tier=2,
        volume=18_000,
        language="zh-hant",
        interests=("tea-ware",),
        people=(_person("Yuchen Liao", "yuchen@slowleaf.example", ADMINISTRATOR, "Owner"),),
    ),
    Distributor(
        code="hafenhof",
        company="Hafenhof Handel",
        vat_id="DE999951002",
        country="DE",
        city="Hamburg",
        line1="Große Elbstraße 133",
        postcode="22767",
        phone="+494055501220",
        website="https://hafenhof.example",
        area="Hamburg, Bremen, Lower Saxony",
        about="Equips restaurants and canteens in the north; twelve in sales, a warehouse by the river.",
        tier=3,
        volume=55_000,
        rate="8.00",
        interests=("plates", "bowls", "serving"),
        people=(
            _person("Inga Behrens", "behrens@hafenhof.example", ADMINISTRATOR, "Head of sales"),
            _person("Ole Janssen", "janssen@hafenhof.example", BUYER, "Purchasing"),
        ),
    ),
    Distributor(
        code="alpenblick",
        company="Alpenblick Gastro",
        vat_id="DE999952005",
        country="DE",
        city="München",
        line1="Thalkirchner Straße 45",
        postcode="80337",
        phone="+498955501330",
        website="https://alpenblick.example",
        area="Bavaria",
        about="",
        tier=1,
        volume=12_000,
        done=0,
        people=(_person("Vroni Maier", "maier@alpenblick.example", ADMINISTRATOR, "Owner"),),
    ),
    Distributor(
        code="grachten",
        company="Grachten Groothandel",
        vat_id="NL999990107B01",
        country="NL",
        city="Utrecht",
        line1="Oudegracht 218",
        postcode="3511",
        phone="+31305550144",
        website="https://grachten.example",
        area="Utrecht, Gelderland",
        about="Wholesale for cafés and caterers, with a cash-and-carry and a van on every street.",
        tier=2,
        volume=30_000,
        rate="7.00",
        done=2,
        interests=("cups-and-mugs", "jugs"),
        people=(
            _person("Bram Vos", "vos@grachten.example", ADMINISTRATOR, "Commercial director"),
            _person("Lieke Smit", "smit@grachten.example", BUYER, "Category manager"),
        ),
    ),
    Distributor(
        code="deltatafel",
        company="Delta Tafel",
        vat_id="NL999990110B01",
        country="NL",
        city="Rotterdam",
        line1="Wijnhaven 60",
        postcode="3011",
        phone="+31105550155",
        website="https://deltatafel.example",
        area="South Holland, Zeeland",
        about="Tableware for ships, harbour canteens and hotels.",
        tier=1,
        volume=9_000,
        done=1,
        people=(_person("Joris Kok", "kok@deltatafel.example", ADMINISTRATOR, "Owner"),),
    ),
    Distributor(
        code="shanhai",
        company="山海器物",
        country="TW",
        city="Tainan",
        line1="No. 77, Shennong Street",
        postcode="700",
        phone="+88662550188",
        website="https://shanhai.example",
        area="臺南、高雄",
        about="南臺灣的餐具經銷商, 服務飯店與餐廳。",
        tier=2,
        volume=22_000,
        language="zh-hant",
        rate="7.00",
        interests=("plates", "bowls"),
        people=(
            _person("美玲 陳", "chen@shanhai.example", ADMINISTRATOR, "總經理"),
            _person("志豪 黃", "huang@shanhai.example", BUYER, "採購"),
        ),
    ),
)


def add_distributors(*, now: datetime) -> None:
    """Add the distributors that are missing, each with its people, terms, profile and first steps."""
    group, _made = CompanyGroup.objects.get_or_create(name=DISTRIBUTORS)
    for one in DISTRIBUTORS_OF_KILN:
        if not PartnerProfile.objects.filter(account__code=one.code).exists():
            account = _account(one, group)
            for person in one.people:
                _add_person(account, person, one, now=now)
            _add_place(account.company, one)
            _add_profile(account, one, now=now)
            _add_first_steps(account, one, now=now)


def distributors() -> list[tuple[Distributor, PartnerAccount]]:
    """Return those that are there with their accounts, in the order above."""
    found = PartnerAccount.objects.select_related("company").in_bulk(field_name="code")
    return [(one, found[one.code]) for one in DISTRIBUTORS_OF_KILN if one.code in found]


def leader_of(one: Distributor) -> User:
    """Return the user who leads a distributor."""
    return User.objects.get(email=one.leader.email)


def _account(one: Distributor, group: CompanyGroup) -> PartnerAccount:
    company, _new = Company.objects.get_or_create(name=one.company, defaults={"vat_id": one.vat_id})
    if company.group_id is None:
        company.group = group
    company.phone, company.payment_terms_days = one.phone, 30
    company.save()
    account, _new = PartnerAccount.objects.get_or_create(
        code=one.code, defaults={"company": company, "commission_rate": Decimal(one.rate)}
    )
    open_account(
        company,
        currency=shop_currency(),
        limit=LIMIT,
        by=None,
        reason=REASON,
        key=f"demo:partner:{company.pk}",
    )
    return account


def _add_person(account: PartnerAccount, person: Person, one: Distributor, *, now: datetime) -> None:
    """Add an account that nobody logs in by, unless it is one of the demo's logins."""
    names = {"first_name": person.first_name, "last_name": person.last_name}
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User(email=person.email, language=one.language, date_joined=now - JOINED, **names)
        user.set_unusable_password()
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if not UserAddress.objects.filter(user=user).exists():
        address = address_of(one, person)
        UserAddress.objects.create(user=user, is_default_for_shipping=True, **address)
    add_person(account, user, preset=person.preset)
    CompanyContact.objects.filter(user=user, job_title="").update(job_title=person.title)


def address_of(one: Distributor, person: Person) -> dict[str, str]:
    """Return the address to which a distributor's goods go."""
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "line1": one.line1,
        "line4": one.city,
        "postcode": one.postcode,
        "country_id": one.country,
        "phone_number": one.phone,
    }


def _add_place(company: Company, one: Distributor) -> None:
    place = {"line1": one.line1, "line4": one.city, "postcode": one.postcode, "country_id": one.country}
    CompanyLocation.objects.get_or_create(
        company=company, name="Main entrance", defaults={**place, "is_billing": True}
    )


def _add_profile(account: PartnerAccount, one: Distributor, *, now: datetime) -> None:
    profile = profile_of(account)
    profile.country_id, profile.territory = one.country, one.area
    profile.expected_volume = Decimal(one.volume)
    if one.done:
        profile.website, profile.phone, profile.about = one.website, one.phone, one.about
    save_profile(profile, now=now - timedelta(days=200))
    profile.interests.set(Category.objects.filter(slug__in=one.interests))


def _add_first_steps(account: PartnerAccount, one: Distributor, *, now: datetime) -> None:
    if one.done > 1:
        name = one.company.split()[0]
        CompanyInvitation.objects.create(
            company=account.company,
            email=f"sales@{slugify(one.code)}.example",
            name=f"{name} sales",
            role=preset_role(BUYER),
            invited_by=leader_of(one),
            sent_at=now - INVITED,
            expires_at=now - INVITED + timedelta(days=14),
        )
    if one.done > 2 and not ReferralClicks.objects.filter(account=account).exists():  # noqa: PLR2004
        drawn = random_for(f"clicks on {one.code}")
        today = timezone.localdate(now)
        days = [(today - timedelta(days=day), drawn.randint(0, 6)) for day in range(1, CLICK_DAYS)]
        ReferralClicks.objects.bulk_create(
            ReferralClicks(account=account, date=day, count=count) for day, count in days if count
        )
