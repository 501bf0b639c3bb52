"""Filling what a rule writes: for the customer as a mail template, for a colleague by what they may see."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import gettext_lazy as _

from crm_core.automation.models import RuleRun, RunVoucher
from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.models import Customer
from crm_core.timeline.placeholders import BRACES, PLACEHOLDERS, Placeholder, fill
from shop.user.models import User

#: The field of a customer (`customers.access.fields`) that a placeholder would give away.
GIVES_AWAY = {"company": "company", "next_order_day": "next_order_on"}
#: Stands where a colleague may not read the value.
KEPT = "…"
_run: ContextVar[RuleRun | None] = ContextVar("automation_run", default=None)


@contextmanager
def writing_for(run: RuleRun) -> Iterator[None]:
    """Have the placeholder of vouchers name the one that this run issued."""
    token = _run.set(run)
    try:
        yield
    finally:
        _run.reset(token)


def _voucher(customer: Customer, _by: User) -> str:
    """Return the code that a rule issued last to the customer, in the current run where one is writing."""
    rows = RunVoucher.objects.filter(customer=customer).select_related("voucher")
    run = _run.get()
    if run is not None:
        rows = rows.filter(run=run)
    latest = rows.order_by("-pk").first()
    return str(latest.voucher.code) if latest is not None else ""


PLACEHOLDERS.register(
    Placeholder(name="voucher", label=_("the code that a rule issued to the customer"), value=_voucher)
)


def for_colleague(text: str, customer: Customer | None, reader: User, *, language: str) -> str:
    """Fill a text that a colleague reads; what their role does not see of customers stays out of it."""
    if customer is None:
        return text
    access = fields_of(reader)

    named = text.replace("{name}", name_for(reader, customer))
    for name, field in GIVES_AWAY.items():
        if not access.shows(field):
            named = named.replace(f"{{{name}}}", KEPT)
    filled = fill(named, customer, by=reader, language=language)
    return BRACES.sub(lambda found: KEPT if found[1] in PLACEHOLDERS else found.group(), filled)
