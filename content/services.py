"""Keeping what visitors wrote, and letting it go."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Q

from content.events import FormSubmitted
from content.models.forms import Form, FormEntry
from shop.events.services import publish
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class SubmittedEntry:
    """What somebody wrote: answers by field name, their questions, and the copy they wrote into."""

    answers: Mapping[str, Any]
    labels: Mapping[str, str]
    copy_number: str
    email: str = ""
    consent_text: str = ""
    user: User | None = None
    page_id: int | None = None


def submit_entry(form: Form, written: SubmittedEntry, *, now: datetime) -> FormEntry:
    """Keep an entry and publish FormSubmitted, once per copy of the form and answers.

    The second of two clicks gets the first one's entry and publishes nothing. `now` is aware.
    Raises nothing of its own. Effects in order: entry, event; both or neither.
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
            publish(FormSubmitted(entry_id=entry.pk, form_id=form.pk))
    except IntegrityError:
        return FormEntry.objects.get(digest=digest)
    return entry


def _digest(form: Form, copy_number: str, answers: dict[str, object]) -> str:
    told = json.dumps([form.pk, copy_number, answers], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


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
