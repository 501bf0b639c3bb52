"""Companies in the search of the back office, by name, VAT id and the people who speak for them."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from shop.b2b.models import Company, CompanyContact
from shop.backoffice.global_search.registry import CANDIDATES, PROVIDERS, Hit, SearchProvider, fit_of
from shop.backoffice.row_limits import limited
from shop.backoffice.searching import contains, name_contains


def find_companies(text: str, user: AbstractBaseUser) -> list[Hit]:
    """Find the companies; there are some thousand of them at most, which are read once."""
    people = CompanyContact.objects.filter(contains("email", text) | name_contains(text, "name"))
    wanted = name_contains(text, "name") | contains("vat_id", text) | Q(pk__in=people.values("company"))
    return [
        Hit(
            title=company.name,
            url=reverse("companies:inspect", args=[company.pk]),
            note=company.vat_id,
            fit=fit_of(text, company.name, company.vat_id),
        )
        for company in limited(user, Company.objects.filter(wanted)).order_by("name", "pk")[:CANDIDATES]
    ]


PROVIDERS.register(
    SearchProvider(
        name="companies",
        label=_("Companies"),
        icon="group",
        order=20,
        permission="b2b.view_company",
        find=find_companies,
        list_url=lambda text: f"{reverse('companies:index')}?{urlencode({'q': text})}",
    )
)
