"""Companies with people who may do something there."""

import factory

from shop.b2b.access import access_of
from shop.b2b.models import CompanyLocation, CompanyRole
from shop.b2b.presets import preset_role
from shop.user.models import User
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory
from tests.shop.factories import CountryFactory, UserFactory

__all__ = ["CompanyContactFactory", "CompanyFactory", "CompanyLocationFactory", "access", "member"]


class CompanyLocationFactory(factory.django.DjangoModelFactory):
    company = factory.SubFactory(CompanyFactory)
    name = factory.Sequence(lambda n: f"Warehouse {n}")
    line1 = "Kai 7"
    line4 = "Hamburg"
    postcode = "20457"
    country = factory.SubFactory(CountryFactory)

    class Meta:
        model = CompanyLocation


def member(company, role="buyer", **kwargs):
    """A contact with an account; `role` is a preset's name, or a dict of grants for a role of the company."""
    if isinstance(role, dict):
        name = f"Role {CompanyRole.objects.count()}"
        role = CompanyRole.objects.create(company=company, name=name, grants=role)
    else:
        role = preset_role(role)
    kwargs.setdefault("user", UserFactory())
    return CompanyContactFactory(company=company, role=role, **kwargs)


def access(contact):
    """What the contact's account may do, read anew."""
    return access_of(User.objects.get(pk=contact.user_id))
