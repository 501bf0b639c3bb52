"""Who is to be let in, who acted for whom, and who does not see what: the demo's companies at the door."""

from datetime import datetime, timedelta

from django.db import transaction

from config.demo.b2b_structure import DOMAIN, RETAILERS
from config.demo.people import COMPANY_LOGINS
from config.demo.sales_team import MANAGER
from shop.act_as.access import may_act_for
from shop.act_as.models import ActAsSession
from shop.act_as.services import end, note, start
from shop.b2b.models import CompanyGroup
from shop.catalogue.models import Category
from shop.catalogue_visibility.models import VisibilityRule
from shop.catalogue_visibility.services import save_rule
from shop.company_accounts.models import CompanyApplication
from shop.company_accounts.registration.services import return_application, submit, take_up
from shop.countries import Country
from shop.user.models import User

#: Applicant, company, town, wish; the first waits, the second is looked at, the third was given back.
APPLICANTS = (
    ("Lena Falk", "Falk Catering", "Leipzig", "Plates and bowls for 200 guests, twice a year."),
    ("Tomas Reiter", "Reiter Wohnen", "Regensburg", "Vases and cups for our two shops."),
    ("Ines Kolb", "Pension Kolb", "Kempten", "Breakfast sets for 24 rooms."),
)
PAGES = (("GET", "basket:summary"), ("POST", "basket:add"), ("GET", "customer:order-list"))


def add_access(*, now: datetime) -> None:
    """Add registrations, a session of acting for a buyer, and a rule of visibility; each once."""
    manager = User.objects.filter(email=MANAGER).first()
    if manager is None:
        return
    _add_applications(manager, now=now)
    _add_session(manager, now=now)
    _add_rule(manager)


@transaction.atomic
def _add_applications(manager: User, *, now: datetime) -> None:
    country = Country.objects.filter(iso_3166_1_a2="DE").first()
    if country is None or CompanyApplication.objects.exists():
        return
    for place, (name, company, town, wants) in enumerate(APPLICANTS):
        first, last = name.split()
        email = f"{first}.{last}@{DOMAIN}".lower()
        user, _new = User.objects.get_or_create(
            email=email, defaults={"first_name": first, "last_name": last, "language": "en"}
        )
        application = CompanyApplication(
            user=user,
            name=company,
            line1=f"Marktplatz {place + 3}",
            city=town,
            postcode=f"0410{place}",
            country=country,
            contact_name=name,
            phone=f"+49 30 2312500{place}",
            wants=wants,
            language="en",
            terms_accepted_at=now,
        )
        came = now - timedelta(days=place + 1)
        submit(application, [], now=came)
        if place:
            take_up(application)
        if place == len(APPLICANTS) - 1:
            message = "Please add your VAT id, so that we can check it."
            return_application(application, message=message, by=manager, now=came + timedelta(hours=5))


@transaction.atomic
def _add_session(manager: User, *, now: datetime) -> None:
    buyer = User.objects.filter(email=COMPANY_LOGINS[0].email).first()
    if buyer is None or ActAsSession.objects.exists() or not may_act_for(manager, buyer):
        return
    began = now - timedelta(days=2)
    session = start(manager, buyer, reason="Asked by telephone to reorder the cups of May.", now=began)
    for minute, (method, view) in enumerate(PAGES):
        note(session, method=method, view=view, status=200, now=began + timedelta(minutes=minute + 1))
    end(session, how=ActAsSession.End.STOPPED, now=began + timedelta(minutes=9))


@transaction.atomic
def _add_rule(manager: User) -> None:
    group = CompanyGroup.objects.filter(name=RETAILERS).first()
    category = Category.objects.filter(is_public=True, numchild=0).order_by("path").last()
    if group is None or category is None or VisibilityRule.objects.exists():
        return
    note_text = "Made for hotels; retailers sell it under their own name."
    save_rule(VisibilityRule(group=group, category=category, note=note_text), by=manager)
