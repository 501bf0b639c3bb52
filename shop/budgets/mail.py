"""The mail that warns of a budget that is nearly spent."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shop.b2b.access import access_of
from shop.b2b.models import CompanyContact
from shop.b2b.permissions import Level
from shop.budgets.models import BudgetPeriod
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.user.language import reader_language
from shop.user.models import User

NEARLY_SPENT = "budget-nearly-spent"


def tell_managers(period: BudgetPeriod) -> int:
    """Write to those who may set the company's budgets and to the budget's person; return how many were."""
    told = 0
    for user in _readers(period):
        mail = send(
            NEARLY_SPENT,
            to=user.email,
            language=reader_language(user),
            context=_context(period),
            key=f"{NEARLY_SPENT}:{period.pk}:{user.pk}",
            user=user,
        )
        told += mail is not None
    return told


def _readers(period: BudgetPeriod) -> list[User]:
    budget = period.budget
    people = CompanyContact.objects.filter(company=budget.company_id, is_active=True, user__is_active=True)
    readers = []
    for contact in people.select_related("user"):
        access = access_of(contact.user)
        may_manage = access is not None and access.can("budgets.manage", Level.COMPANY)
        if contact.user and (may_manage or contact.pk == budget.contact_id):
            readers.append(contact.user)
    return readers


def _context(period: BudgetPeriod) -> dict[str, object]:
    return {
        "name": period.budget.name,
        "holder": period.budget.holder,
        "currency": period.budget.currency,
        "amount": period.amount + period.extra,
        "left": period.amount + period.extra - period.spent - period.reserved,
        "ends_on": period.ends_on,
        "link": settings.KILN_BASE_URL.rstrip("/") + reverse("budgets:list"),
    }


def _sample() -> dict[str, object] | None:
    period = BudgetPeriod.objects.select_related("budget__company").order_by("-pk").first()
    return _context(period) if period else None


KINDS.register(
    EmailType(
        code=NEARLY_SPENT,
        name=_("Company: budget nearly spent"),
        template="budgets/mail/nearly_spent",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
