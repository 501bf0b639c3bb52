"""Traces to which no row of the person's leads: sessions, logs, events, drafts, kept searches.

They are looked through for the person's addresses and telephone numbers. Sessions hold what a guest typed at
the checkout; they are signed, so they are read one by one.
"""

import json
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import FormState
from wagtail.contrib.forms.models import FormSubmission
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from shop.backoffice.models import BulkRun, SavedView
from shop.events.models import Delivery, Event
from shop.payments.models import GatewayEvent
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, Eraser
from shop.privacy.erasure.rows import CHUNK, holding, redact_rows

#: Texts that anything may have been written into, by a machine or a colleague.
SWEPT: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Event, ("payload",)),
    (Delivery, ("error",)),
    (GatewayEvent, ("error",)),
    (ModelLogEntry, ("label", "data")),
    (PageLogEntry, ("label", "data")),
    (Revision, ("object_str", "content")),
    (FormSubmission, ("form_data",)),
)
#: What is only a draft or a way back to a search: such rows go.
DROPPED: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (FormState, ("data",)),
    (SavedView, ("name", "query")),
    (BulkRun, ("query",)),
)


def words_of(person: Person) -> list[str]:
    """List what names the person wherever it stands: numbers and addresses, as in an address bar too."""
    encoded = [email.replace("@", "%40") for email in person.emails]
    return [*person.keys(), *encoded, *sorted(person.phones)]


def sweep(person: Person) -> int:
    """Strike out of logs and events what names the person; drop drafts and kept searches that do."""
    words = words_of(person)
    if not words:
        return 0
    number = 0
    for model, fields in SWEPT:
        number += redact_rows(holding(model._base_manager.all(), fields, words), fields, person)
    for model, fields in DROPPED:
        number += holding(model._base_manager.all(), fields, words).delete()[0]
    return number


def end_sessions(person: Person) -> int:
    """End the sessions in which the person typed an address or a number of theirs."""
    words = [word.casefold() for word in words_of(person)]
    if not words:
        return 0
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    reader, number = store(), 0
    for key, data in Session.objects.values_list("session_key", "session_data").iterator(chunk_size=CHUNK):
        held = json.dumps(reader.decode(data), ensure_ascii=False, default=str).casefold()
        if any(word in held for word in words):
            store(key).delete()
            number += 1
    return number


ERASERS.register(
    Eraser(
        name="sessions",
        label=_("sessions of the website"),
        fields=("sessions.Session.*",),
        erase=end_sessions,
        order=80,
    )
)
ERASERS.register(
    Eraser(
        name="logs",
        label=_("logs, events, drafts and kept searches"),
        fields=tuple(
            f"{model._meta.label}.{field}" for model, fields in (*SWEPT, *DROPPED) for field in fields
        ),
        erase=sweep,
        order=85,
    )
)
