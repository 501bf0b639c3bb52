"""Mails of the outbox in the timelines of those they go to."""

from django.db.models import Q, QuerySet

from crm_core.customers.events import IdentityFactsChanged
from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.queries import customer_of_identifier, customer_of_user
from crm_core.timeline.kinds import TOLD_MAILS
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.services import record
from shop.contact_data import email_spellings, normalised_email
from shop.events.registry import subscribe
from shop.mail.events import MailWritten
from shop.mail.models import Mail

MOST_AT_ONCE = 500
Kind = CustomerIdentifier.Kind


@subscribe(MailWritten)
def on_mail_written(event: MailWritten) -> None:
    """Tell the mail to whoever's it is; of nobody we know it is told once we know them."""
    mail = _untold().filter(pk=event.mail_id).select_related("user").first()
    customer = _customer_of(mail) if mail else None
    if mail is not None and customer is not None:
        tell_mail(mail, customer)


@subscribe(IdentityFactsChanged)
def on_identity_facts_changed(event: IdentityFactsChanged) -> None:
    """Tell the mails that went to an address before it led to this customer."""
    customer = Customer.objects.filter(pk=event.customer_id).first()
    if customer is not None:
        tell_mails_of(customer)


def tell_mails_of(customer: Customer) -> int:
    """Tell a customer's mails that are not told yet, 500 at most; return how many."""
    keys = list(customer.identifiers.values_list("kind", "value"))
    addresses = {
        spelling for kind, value in keys if kind == Kind.EMAIL for spelling in email_spellings(value)
    }
    users = [int(value) for kind, value in keys if kind == Kind.USER]
    mails = _untold().filter(Q(to__in=addresses) | Q(user__in=users))[:MOST_AT_ONCE]
    told = [tell_mail(mail, customer) for mail in mails] if addresses or users else []
    return len(told)


def tell_mail(mail: Mail, customer: Customer) -> TimelineEntry:
    """Write the entry of one mail; the mail itself says how far it has come."""
    return record(
        customer,
        kind="mail.written",
        occurred_at=mail.created_at,
        source=f"mail:{mail.pk}",
        title=mail.subject,
        mail=mail,
        data={"mail_kind": mail.kind, "email": normalised_email(mail.to)},
    )


def _untold() -> QuerySet[Mail]:
    """List the mails that have no entry and get one."""
    kinds = [told.name for told in TOLD_MAILS]
    return (
        Mail.objects.filter(is_personal=False, timeline_entries=None).exclude(kind__in=kinds).order_by("pk")
    )


def _customer_of(mail: Mail) -> Customer | None:
    if mail.user_id is not None and (customer := customer_of_user(mail.user_id)):
        return customer
    email = normalised_email(mail.to)
    return customer_of_identifier(Kind.EMAIL, email) if email else None
