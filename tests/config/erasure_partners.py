"""What is kept of a person who acts for a partner, and what partners report of one who bought from them."""

from django.utils import timezone

from partners.accounts.models import PartnerDelegate
from partners.onboarding.models import PartnerApplication
from partners.portal.models import NewsReading, PartnerNews
from partners.sell_through.models import SellThroughLine
from partners.training.models import Attempt, Certificate, Enrolment
from shop.b2b.presets import ADMINISTRATOR, preset_role
from tests.partners.sell_through.factories import draft, october
from tests.partners.training.factories import CourseFactory
from tests.shop.factories import ProductFactory


def traces_of_partner(account, user, name):
    news = PartnerNews.objects.create(title="-", body="-", published_from=timezone.now())
    NewsReading.objects.create(news=news, user=user)
    PartnerDelegate.objects.create(account=account, user=user, role=preset_role(ADMINISTRATOR))
    PartnerApplication.objects.create(user=user, company_name=name, plan="-", language="en")
    traces_of_reports(account, name)
    traces_of_training(account, user, name)


def traces_of_reports(account, name):
    report = draft(account, f"sku,quantity,customer\nNONE,1,{name}\n")
    SellThroughLine.objects.create(
        report=report,
        account=account,
        row=2,
        product=ProductFactory(),
        sku="-",
        quantity=1,
        sold_on=october().ends_on,
        customer=name,
    )


def traces_of_training(account, user, name):
    """An attempt and a certificate."""
    course = CourseFactory(title="-")
    enrolment = Enrolment.objects.create(course=course, account=account, user=user)
    Attempt.objects.create(
        enrolment=enrolment, number=1, questions=[name], answers={"-": name}, started_at=timezone.now()
    )
    Certificate.objects.create(
        number="KC-AAAAA-BBBBB",
        course=course,
        account=account,
        user=user,
        holder_name=name,
        issued_at=timezone.now(),
        revoked_at=timezone.now(),
        revoke_reason=name,
    )
