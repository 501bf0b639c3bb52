"""Keeping what visitors wrote, and letting it go."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Q

from content.events import FormReplied, FormSubmitted
from content.mail import send_reply
from content.models.forms import Form, FormEntry, FormReply
from crm_core.consents.addresses import UnknownAddressError
from crm_core.consents.asking import ask
from crm_core.consents.models import Consent
from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.queries import customer_of_identifier
from shop.contact_data import normalised_email
from shop.events.services import publish
from shop.order.models import Order
from shop.user.models import User

#: What may be an order's number in a text; whether it is one, the orders say.
NUMBER = re.compile(r"\b[A-Z]\d{2}-[0-9A-Z]{9,10}\b", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, kw_only=True)
class SubmittedEntry:
    """What somebody wrote: answers by field name, their questions, and the copy they wrote into."""

    answers: Mapping[str, object]
    labels: Mapping[str, str]
    copy_number: str
    email: str = ""
    consent_text: str = ""
    user: User | None = None
    page_id: int | None = None


def submit_entry(form: Form, written: SubmittedEntry, *, now: datetime) -> FormEntry:
    """Keep an entry and publish FormSubmitted, once per copy of the form and answers.

    The second of two clicks gets the first one's entry and publishes nothing. `now` is aware.
    Raises nothing of its own. Effects in order: entry, question to the ledger where a box was ticked, event;
    all or none.
    """
    answers = json.loads(json.dumps(dict(written.answers), cls=DjangoJSONEncoder))
    digest = _digest(form, written.copy_number, answers)
    try:
        with transaction.atomic():
            entry = FormEntry.objects.create(
                form=form,
                page_id=written.page_id,
                user=written.user,
                language=form.locale.language_code,
                email=written.email.strip().lower(),
                answers=answers,
                labels=dict(written.labels),
                consent_text=written.consent_text,
                sent_at=now,
                digest=digest,
            )
            if entry.consent_text and entry.email:
                _ask_consent(form, entry)
            publish(FormSubmitted(entry_id=entry.pk, form_id=form.pk))
    except IntegrityError:
        return FormEntry.objects.get(digest=digest)
    return entry


def _ask_consent(form: Form, entry: FormEntry) -> None:
    """Have the ledger keep the box that was ticked, and the owner of the address asked."""
    with suppress(UnknownAddressError):
        ask(
            entry.email,
            purpose=form.consent_purpose,
            source=Consent.Source.FORM,
            text=entry.consent_text,
            language=entry.language,
            user=entry.user,
            reference=f"form-entry:{entry.pk}",
        )


def _digest(form: Form, copy_number: str, answers: dict[str, object]) -> str:
    told = json.dumps([form.pk, copy_number, answers], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def reply_to_entry(entry: FormEntry, *, text: str, by: User, key: UUID, closes: bool) -> FormReply | None:
    """Answer an entry by mail; None where `key` was used before, and nothing happens.

    The entry is done, or in progress where the reply leaves it open; one that is nobody's becomes that of
    who answered. Effects in one transaction: reply, mail in the outbox, entry, FormReplied. Raises
    ValueError for an entry without an e-mail address.
    """
    if not entry.email:
        raise ValueError("There is no address to answer to.")
    with transaction.atomic():
        reply, is_new = FormReply.objects.get_or_create(
            key=key, defaults={"entry": entry, "text": text, "by": by}
        )
        if not is_new:
            return None
        reply.mail = send_reply(reply)
        reply.save(update_fields=["mail"])
        state = FormEntry.State.DONE if closes else FormEntry.State.IN_PROGRESS
        FormEntry.objects.filter(pk=entry.pk).update(state=state)
        FormEntry.objects.filter(pk=entry.pk, assignee=None).update(assignee=by)
        publish(FormReplied(entry_id=entry.pk, reply_id=reply.pk))
    return reply


def link_entry(entry: FormEntry) -> Customer | None:
    """Note whose entry it is by its address, and the order whose number stands in it; return the customer.

    What somebody has linked by hand stays.
    """
    customer = customer_of_identifier(CustomerIdentifier.Kind.EMAIL, normalised_email(entry.email))
    numbers = {found.group().upper() for _label, answer in entry.told for found in NUMBER.finditer(answer)}
    order = Order.objects.filter(number__in=numbers).order_by("-pk").first() if numbers else None
    FormEntry.objects.filter(pk=entry.pk, customer=None).update(customer=customer)
    FormEntry.objects.filter(pk=entry.pk, order=None).update(order=order)
    return customer


def claim_entries(user: User, addresses: Iterable[str]) -> int:
    """Say of entries that nobody's account has: they belong to this one, whose addresses these are.

    `addresses` are confirmed and in lower case. Returns how many.
    """
    return FormEntry.objects.filter(user=None, email__in=list(addresses)).update(user=user)


def delete_entries_of(user_id: int) -> int:
    """Delete what belongs to an account that has ended; return how many."""
    return FormEntry.objects.filter(user_id=user_id).delete()[0]


def delete_old_entries(*, now: datetime) -> int:
    """Delete what is older than its form says; return how many. `now` is aware."""
    old = Q(pk__in=[])
    for form_id, days in Form.objects.values_list("pk", "keep_days"):
        old |= Q(form=form_id, sent_at__lt=now - timedelta(days=days))
    return FormEntry.objects.filter(old).delete()[0]
