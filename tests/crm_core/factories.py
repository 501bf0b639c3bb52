"""Customers, their keys and staff of a role."""

import factory
from django.contrib.auth.models import Permission

from crm_core.customers.models import Customer, CustomerIdentifier
from shop.b2b.models import Company, CompanyContact
from tests.shop.factories import UserFactory


class CompanyFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Harbour Kitchens {n}")

    class Meta:
        model = Company


class CompanyContactFactory(factory.django.DjangoModelFactory):
    company = factory.SubFactory(CompanyFactory)
    name = "Jonas Beck"
    email = factory.Sequence(lambda n: f"jonas{n}@harbour.example")

    class Meta:
        model = CompanyContact


class CustomerFactory(factory.django.DjangoModelFactory):
    """A person known by an e-mail address; the key that leads to them is there too."""

    name = "Mara Lindt"
    email = factory.Sequence(lambda n: f"mara{n}@lindt.example")

    class Meta:
        model = Customer
        skip_postgeneration_save = True

    @factory.post_generation
    def key(self, create, extracted, **kwargs):
        if self.email:
            CustomerIdentifier.objects.create(customer=self, kind="email", value=self.email)


def staff_with(*permissions):
    """Somebody who may enter the back office and do just this: `staff_with("order.view_order")`.

    Who may view customers sees all of them; `rep_with` sees their own.
    """
    seen = ["customers.view_all_customer"] if "customers.view_customer" in permissions else []
    return rep_with(*permissions, *seen)


def rep_with(*permissions):
    """Somebody who may do just this, and sees of customers those that they own."""
    user = UserFactory(is_staff=True)
    for name in ("wagtailadmin.access_admin", *permissions):
        app, codename = name.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user
