"""Staff act for customers that they see, and for no others."""

from crm_core.customers.access.rows import may_see, scope_of
from crm_core.customers.models import Customer
from crm_core.customers.queries import customer_of_user
from shop.act_as.access import RULES, ActingRule
from shop.b2b.queries import company_of
from shop.user.models import User


def sees_buyer(staff: User, user: User) -> bool:
    """Tell whether a colleague sees an account's customer, or the customer that is its company."""
    if scope_of(staff).sees_all:
        return True
    customer = customer_of_user(user.pk)
    if customer is not None and may_see(staff, customer):
        return True
    company = company_of(user)
    of_company = Customer.objects.filter(kind=Customer.Kind.COMPANY, company=company) if company else ()
    return any(may_see(staff, each) for each in of_company)


RULES.register(ActingRule(name="customers", allows=sees_buyer))
