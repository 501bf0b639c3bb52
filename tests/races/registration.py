"""Staff who decide on one company's application at the same moment, and an applicant who clicks twice."""

from functools import partial

from django.utils import timezone

from shop.b2b.models import Company, CompanyContact
from shop.company_accounts.models import ApplicationAnswer, CompanyApplication
from shop.company_accounts.registration.services import (
    AlreadyDecidedError,
    Terms,
    approve,
    reject,
    submit,
)
from tests.races.running import refused_is_fine
from tests.shop.checkout.race import at_once
from tests.shop.company_accounts.registration.factories import CompanyApplicationFactory, confirmed_user
from tests.shop.factories import CountryFactory, StaffFactory


def deciding(colleagues):
    """Have so many approve one application, every second of them reject it."""
    application, by = CompanyApplicationFactory(), StaffFactory()
    answers = at_once([partial(_decide, application.pk, by, number) for number in range(colleagues)])
    application.refresh_from_db()
    made = 1 if application.state == "approved" else 0
    return {
        "answers": sorted(answers),
        "decisions": ApplicationAnswer.objects.count(),
        "fits": (Company.objects.count(), CompanyContact.objects.count()) == (made, made),
    }


def _decide(pk, by, number):
    application = CompanyApplication.objects.get(pk=pk)
    now = timezone.now()

    def work():
        if number % 2:
            reject(application, message="No.", by=by, now=now)
        else:
            approve(application, Terms(), by=by, now=now)
        return "done"

    return refused_is_fine(work, AlreadyDecidedError)


def applying(clicks):
    """Have one account hand in its application so many times at once."""
    user, country = confirmed_user(), CountryFactory()
    answers = at_once([partial(_apply, user, country) for _click in range(clicks)])
    return {"answers": answers, "applications": CompanyApplication.objects.count()}


def _apply(user, country):
    application = CompanyApplicationFactory.build(user=user, country=country)
    submit(application, [], now=timezone.now())
    return "done"
