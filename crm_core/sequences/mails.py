"""The mail of a step: whose address, in whose name, in which words."""

from dataclasses import dataclass

from django.conf import settings

from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.sequences.models import Enrolment, Sequence, SequenceStep
from crm_core.sequences.purposes import mail_kind
from crm_core.timeline.correspondence import reply_address
from crm_core.timeline.mail_templates import filled_words
from crm_core.timeline.models import MailThread
from crm_core.timeline.placeholders import left_open
from crm_core.timeline.services import record
from shop.contact_data import normalised_email
from shop.mail.gates import links_of, refusal_of
from shop.mail.models import Mail
from shop.mail.rendering import from_text
from shop.mail.services import Correspondence, send_rendered
from shop.user.models import User


class OpenPlaceholderError(ValueError):
    """A placeholder has no value for this customer: nothing is sent before somebody looks at it."""


class NoSenderError(ValueError):
    """Nobody is there in whose name it could be written."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a customer reads of a step, and in which language."""

    subject: str
    text: str
    language: str


def address_of(customer: Customer) -> str:
    """Return where a customer is written to; empty for who has no address."""
    if customer.email:
        return customer.email
    keys = CustomerIdentifier.objects.filter(customer=customer, kind=CustomerIdentifier.Kind.EMAIL)
    return keys.order_by("pk").values_list("value", flat=True).first() or ""


def refusal_for(sequence: Sequence, address: str) -> str:
    """Return why a sequence may not write to an address; empty where it may."""
    return refusal_of(sequence.purpose, address) if address else str(Mail.Refusal.BAD_ADDRESS)


def sender_of(sequence: Sequence, customer: Customer) -> User | None:
    """Return who writes: the customer's owner, else the sequence's sender, if they work here."""
    people = [customer.owner, sequence.sender]
    return next((user for user in people if user is not None and user.is_active and user.is_staff), None)


def language_of(customer: Customer) -> str:
    """Return in which language a customer reads."""
    return customer.language if customer.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def words_of(step: SequenceStep, customer: Customer, *, by: User, language: str = "") -> Words:
    """Return what a customer reads of a step of mails; what has no value stays in its braces."""
    if step.template is None:
        raise ValueError("A step without a template has no words.")
    language = language or language_of(customer)
    subject, text = filled_words(step.template, customer, by=by, language=language)
    return Words(subject=subject, text=text, language=language)


def send_step(enrolment: Enrolment, step: SequenceStep) -> Mail | None:
    """Write the mail of a step into the outbox and tell it; once per enrolment and step.

    A mail that the ledger refuses is kept as not sent. None for an address to which nothing is written. In
    the caller's transaction. Raises NoSenderError and OpenPlaceholderError, and then nothing was written.
    """
    customer, sequence = enrolment.customer, enrolment.sequence
    sender = sender_of(sequence, customer)
    if sender is None:
        raise NoSenderError
    words = words_of(step, customer, by=sender)
    if unknown := left_open(words.subject + words.text):
        raise OpenPlaceholderError(", ".join(unknown))
    address = address_of(customer)
    if not address:
        return None
    thread = _thread_of(enrolment, words.subject)
    links = links_of(sequence.purpose, address, words.language)
    key = f"sequence:{enrolment.pk}:{step.pk}"
    mail = send_rendered(
        mail_kind(sequence.purpose),
        from_text(words.subject, words.text, language=words.language, unsubscribe=links),
        to=address,
        language=words.language,
        key=key,
        correspondence=Correspondence(author=sender, reply_to=reply_address(thread)),
    )
    if mail is not None and not mail.refusal:
        record(
            customer,
            kind="mail.sent",
            occurred_at=mail.created_at,
            source=key,
            title=mail.subject,
            author=sender,
            mail=mail,
            thread=thread,
            data={"email": normalised_email(address), "sequence": sequence.pk},
        )
    return mail


def _thread_of(enrolment: Enrolment, subject: str) -> MailThread:
    """Return the thread to which the answers of an enrolment belong, made with its first mail."""
    if enrolment.thread is None:
        enrolment.thread = MailThread.objects.create(customer=enrolment.customer, subject=subject[:300])
        enrolment.save(update_fields=["thread"])
    return enrolment.thread
