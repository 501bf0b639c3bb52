"""Disputes of invoices: opened by the buyer, answered by staff; meanwhile nobody is reminded of them."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.audit.services import record
from shop.documents.models import Document
from shop.events.services import publish
from shop.mail.services import send
from shop.order.models import Line
from shop.trade_credit.events import InvoiceDisputed, InvoiceDisputeResolved
from shop.trade_credit.exceptions import CreditRefusedError
from shop.trade_credit.mail import DISPUTE_ANSWERED
from shop.trade_credit.models import InvoiceDispute
from shop.user.models import User

RESOLVE = "trade_credit.change_invoicedispute"
State = InvoiceDispute.State


def open_dispute(
    invoice: Document, *, reason: str, text: str, by: User, line: Line | None = None
) -> InvoiceDispute:
    """Say that an invoice, or a line of it, is not right; one that is open already is returned.

    Effects: the dispute, a note on the order, `InvoiceDisputed`; reminders of the order wait. Raises
    CreditRefusedError without words, or for a line of another order.
    """
    if not text.strip():
        raise CreditRefusedError(_("Please say what is wrong."))
    if line is not None and line.order_id != invoice.order_id:
        raise CreditRefusedError(_("This item is not on the invoice."))
    try:
        with transaction.atomic():
            dispute = InvoiceDispute.objects.create(
                document=invoice,
                order_id=invoice.order_id,
                line=line,
                reason=reason,
                text=text.strip()[:2000],
                opened_by=by,
            )
            words = _("Invoice %(number)s is disputed: %(why)s")
            told = {"number": invoice.number, "why": dispute.get_reason_display()}
            invoice.order.notes.create(user=by, note_type="System", message=words % told)
            publish(InvoiceDisputed(order_id=invoice.order_id, dispute_id=dispute.pk))
    except IntegrityError:  # a double click
        return InvoiceDispute.objects.get(document=invoice, line=line, state=State.OPEN)
    return dispute


@transaction.atomic
def resolve_dispute(dispute: InvoiceDispute, *, is_accepted: bool, answer: str, by: User) -> InvoiceDispute:
    """Answer a dispute, once; the buyer gets a mail, and reminders go on.

    What is accepted is credited on the order's page, as any refund. Raises CreditRefusedError where the
    person `by` may not, without words, or where somebody else has answered.
    """
    if not by.has_perm(RESOLVE):
        raise CreditRefusedError(_("You do not have permission to resolve disputes."))
    if not answer.strip():
        raise CreditRefusedError(_("Please write an answer for the customer."))
    state = State.ACCEPTED if is_accepted else State.REJECTED
    waiting = InvoiceDispute.objects.filter(pk=dispute.pk, state=State.OPEN)
    values = {
        "state": state,
        "answer": answer.strip()[:2000],
        "resolved_by": by,
        "resolved_at": timezone.now(),
    }
    if not waiting.update(**values):
        raise CreditRefusedError(_("Somebody else has answered it meanwhile."))
    dispute.refresh_from_db()
    record(
        "trade_credit.dispute",
        actor=by,
        model="trade_credit.invoicedispute",
        object_id=dispute.pk,
        detail={"state": state},
    )
    publish(InvoiceDisputeResolved(order_id=dispute.order_id, dispute_id=dispute.pk))
    reader = dispute.opened_by
    if reader is not None:
        send(
            DISPUTE_ANSWERED,
            to=reader.email,
            language=reader.language or dispute.order.language,
            context={"dispute": dispute, "invoice": dispute.document, "order": dispute.order},
            key=f"dispute:{dispute.pk}:answered",
            user=reader,
        )
    return dispute
