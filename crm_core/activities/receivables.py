"""What companies owe becomes work of their representative: a reminder to follow up, a dispute to answer."""

from dataclasses import replace
from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _, gettext_noop

from crm_core.activities.access import AssigneeRefusedError
from crm_core.activities.models import Activity
from crm_core.activities.reasons import REASONS, Reason
from crm_core.activities.series import start_of_day
from crm_core.activities.services import PlannedActivity, plan_activity
from crm_core.customers.models import Customer
from shop.b2b.models import Company
from shop.events.registry import subscribe
from shop.order.models import Order
from shop.time_zones import shop_day
from shop.trade_credit.events import CreditApprovalAsked, InvoiceDisputed, PaymentReminderSent
from shop.trade_credit.models import CreditApproval, InvoiceDispute, PaymentReminder

REMINDED, DISPUTED, ABOVE_LIMIT = "payment-reminded", "invoice-disputed", "above-credit-limit"
REASONS.register(
    Reason(
        name=REMINDED, words=lambda data: _("Payment reminder, level %(level)s") % {"level": data["level"]}
    )
)
REASONS.register(Reason(name=DISPUTED, words=lambda data: str(data["why"])))
REASONS.register(
    Reason(name=ABOVE_LIMIT, words=lambda data: _("Order %(number)s") % {"number": data["number"]})
)


@subscribe(PaymentReminderSent)
def on_payment_reminder_sent(event: PaymentReminderSent) -> None:
    """Have the representative ask where the money is; the reminder plans one activity."""
    reminder = PaymentReminder.objects.select_related("company").get(pk=event.reminder_id)
    _plan(
        reminder.company,
        text=gettext_noop("Overdue invoices of %(name)s"),
        kind=Activity.Kind.CALL,
        reason=REMINDED,
        data={"level": reminder.level},
        source=f"payment-reminder:{reminder.pk}",
    )


@subscribe(InvoiceDisputed)
def on_invoice_disputed(event: InvoiceDisputed) -> None:
    """Have the representative answer."""
    dispute = InvoiceDispute.objects.select_related("order__company", "document").get(pk=event.dispute_id)
    company = dispute.order.company
    if company is not None:
        _plan(
            company,
            text=gettext_noop("Disputed invoice of %(name)s"),
            kind=Activity.Kind.TODO,
            reason=DISPUTED,
            data={"why": f"{dispute.document.number}: {dispute.get_reason_display()}"},
            source=f"invoice-dispute:{dispute.pk}",
            order=dispute.order,
        )


@subscribe(CreditApprovalAsked)
def on_credit_approval_asked(event: CreditApprovalAsked) -> None:
    """Have the representative see to it that somebody decides."""
    approval = CreditApproval.objects.select_related("order__company").get(order=event.order_id)
    company = approval.order.company
    if company is not None:
        _plan(
            company,
            text=gettext_noop("Order above the credit limit of %(name)s"),
            kind=Activity.Kind.TODO,
            reason=ABOVE_LIMIT,
            data={"number": approval.order.number},
            source=f"credit-approval:{approval.pk}",
            order=approval.order,
        )


def _plan(
    company: Company,
    *,
    text: str,
    kind: str,
    reason: str,
    data: dict[str, object],
    source: str,
    order: Order | None = None,
) -> None:
    """Plan it for tomorrow, once per source: for the representative, else for nobody yet."""
    rep = company.sales_rep
    customer = _customer(company, order)
    with translation.override(rep.language if rep and rep.language else None):
        subject = _(text) % {"name": company.name}
    planned = PlannedActivity(
        subject=subject,
        due_at=start_of_day(shop_day() + timedelta(days=1)),
        kind=kind,
        customer=customer,
        reason=reason,
        reason_data=data,
        source=source,
    )
    try:
        plan_activity(replace(planned, assignee=rep))
    except AssigneeRefusedError:  # gone, or does not see the customer: it waits for somebody else
        plan_activity(planned)


def _customer(company: Company, order: Order | None) -> Customer | None:
    """Return who it concerns: who placed the order, else the first customer of the company."""
    if order is not None:
        found = Customer.objects.filter(customer_orders__order=order).first()
        if found is not None:
            return found
    return Customer.objects.filter(company=company).order_by("pk").first()
