"""The page of a customer says how far this year's plan is."""

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from crm_core.account_plans.access import ADD, VIEW
from crm_core.account_plans.models import AccountPlan
from crm_core.account_plans.queries import ordered_by, percent_of
from crm_core.account_plans.views import sees_sums
from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from shop.backoffice.panels import SIDE, Panel
from shop.configuration.queries import shop_currency
from shop.user.models import User


def plan_panel(customer: Customer, user: User) -> dict[str, object] | None:
    """This year's plan with how much of it was ordered, or the way to make one for a company."""
    plan = AccountPlan.objects.filter(customer=customer, year=timezone.localdate().year).first()
    if plan is None:
        if customer.kind != Customer.Kind.COMPANY or not user.has_perm(ADD):
            return None
        return {"add_url": f"{reverse('account_plans:add')}?{urlencode({'customer': customer.pk})}"}
    found: dict[str, object] = {"plan": plan, "currency": shop_currency()}
    if sees_sums(user):
        ordered = ordered_by([plan])[plan.pk]
        found |= {"ordered": ordered, "percent": percent_of(ordered, plan.goal)}
    return found


PANELS.register(
    Panel(
        name="account-plan",
        title=_("Account plan"),
        template="crm_core/account_plans/customer_panel.html",
        context=plan_panel,
        order=35,
        area=SIDE,
        permission=VIEW,
    )
)
