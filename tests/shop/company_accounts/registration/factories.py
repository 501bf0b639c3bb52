"""Applications of companies."""

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone

from shop.company_accounts.models import CompanyApplication
from tests.shop.factories import CountryFactory, UserFactory

WORDS = {
    "name": "Nordform GmbH",
    "vat_id": "",
    "registration_number": "HRB 1234",
    "line1": "Hafenstr. 1",
    "line2": "",
    "postcode": "20457",
    "city": "Hamburg",
    "state_name": "",
    "country": "DE",
    "contact_name": "Anna Weber",
    "job_title": "Buyer",
    "phone": "+49 40 123456",
    "website": "https://nordform.example",
    "wants": "Cups for twelve cafés.",
    "terms": "on",
}


def confirmed_user(**kwargs):
    """Make an account whose address is confirmed."""
    user = UserFactory(**kwargs)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


class CompanyApplicationFactory(factory.django.DjangoModelFactory):
    user = factory.LazyFunction(confirmed_user)
    name = "Nordform GmbH"
    registration_number = "HRB 1234"
    line1 = "Hafenstr. 1"
    postcode = "20457"
    city = "Hamburg"
    country = factory.SubFactory(CountryFactory)
    contact_name = "Anna Weber"
    phone = "+49 40 123456"
    wants = "Cups for twelve cafés."
    language = "en"
    terms_accepted_at = factory.LazyFunction(timezone.now)
    submitted_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = CompanyApplication
