"""Whoever was erased stands in no table, no file, no session and no index, by whichever way they asked."""

import json

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone

from config.sessions import SessionStore
from crm_core.contact_import.models import ContactFile
from crm_core.customers.models import Customer
from crm_core.customers.services import identify
from shop.events.models import Delivery
from shop.order.models import Order
from shop.privacy.models import DeletionRequest
from shop.privacy.services import (
    confirm_guest_request,
    erase_account,
    request_as_guest,
    request_deletion,
    request_for_customer,
)
from shop.privacy.tasks import erase_due
from tests.config import erasure_world as world
from tests.config.erasure_crm import traces_of_crm
from tests.shop.factories import StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
#: What tax law asks to keep as it was printed; the certificate of an erasure says so.
PRINTED = {"documents.Document.buyer", "documents.Document.data"}
#: Rows of these are of others, whom the sweep does not touch: other people's names in them are their own.
TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField)


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.KILN_PRIVATE_ROOT = tmp_path / "private"


def places_of(words):
    """List the columns of all models in which some row holds one of the words, with what it holds."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.local_fields:
            if not isinstance(field, TEXTS):
                continue
            texts = model._base_manager.annotate(cast_words=Cast(field.name, models.TextField()))
            for told in texts.values_list("cast_words", flat=True):
                if told and any(word in _plain(told) for word in words):
                    found[f"{model._meta.label}.{field.name}"] = told[:200]
    return found


def _plain(text):
    """Read escapes of JSON and of addresses as what they stand for."""
    return text.encode().decode("unicode_escape", "replace").casefold() if "\\u" in text else text.casefold()


def files_with(words):
    """List the stored files that hold one of the words, or are named by it."""
    found, folders = [], [""]
    while folders:
        folder = folders.pop()
        below, names = default_storage.listdir(folder)
        folders += [f"{folder}/{name}".lstrip("/") for name in below]
        for name in names:
            path = f"{folder}/{name}".lstrip("/")
            with default_storage.open(path) as file:
                held = file.read().decode("utf-8", "replace") + path
            if any(word in held.casefold() for word in words):
                found.append(path)
    return found


def sessions_with(words):
    """List the sessions in which one of the words stands."""
    keys = apps.get_model("sessions", "Session").objects.values_list("session_key", flat=True)
    held = {key: json.dumps(SessionStore(key).load(), ensure_ascii=False).casefold() for key in keys}
    return [key for key, told in held.items() if any(word in told for word in words)]


def test_account_is_found_nowhere_afterwards(django_capture_on_commit_callbacks):
    staff, now = StaffFactory(), timezone.now()
    user = UserFactory(email=world.EMAIL, first_name="Zaubermei", last_name="Quitzow")
    with django_capture_on_commit_callbacks(execute=True):
        world.traces_of_account(user, staff)
        customer = world.traces_of_address(world.EMAIL, staff)
        traces_of_crm(customer, world.EMAIL, world.TOLD, staff)
        world.duplicates_of(customer, staff)
        world.traces_of_machines(staff)
    assert world.write_into_every_text() == ["account.EmailConfirmation"]
    assert files_with(world.WORDS)
    assert len(places_of(world.WORDS)) > 60
    Delivery.objects.update(state="done", done_at=now)
    request = request_deletion(user, now=now)

    with django_capture_on_commit_callbacks(execute=True):
        assert erase_account(request, now=request.due_at)

    assert set(places_of(world.WORDS)) - PRINTED == set()
    assert (files_with(world.WORDS), sessions_with(world.WORDS)) == ([], [])
    assert bytes(ContactFile.objects.get().content) == b""
    assert Order.objects.filter(total_incl_tax__gt=0).count() == 2
    request.refresh_from_db()
    assert (request.done_at, request.email, request.counts["orders"]) == (request.due_at, "", 2)


@pytest.mark.parametrize("way", ["guest", "staff"])
def test_somebody_without_an_account_is_found_nowhere_afterwards(way, django_capture_on_commit_callbacks):
    staff, now = StaffFactory(), timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        customer = world.traces_of_address(world.EMAIL, staff)
        traces_of_crm(customer, world.EMAIL, world.TOLD, staff)
        twin = world.duplicates_of(customer, staff)
        world.traces_of_machines(staff)
        DeletionRequest.objects.update(email="")
    world.write_into_every_text()
    bystander = identify(email="li@example.com", name="Li Other", phone="+49 30 9999999")
    assert twin == customer
    assert {"order.ShippingAddress.line1", "customers.Customer.name"} <= set(places_of(world.WORDS))
    Delivery.objects.update(state="done", done_at=now)

    with django_capture_on_commit_callbacks(execute=True):
        if way == "guest":
            request = request_as_guest(world.EMAIL, now=now)
            confirm_guest_request(request, now=now)
        else:
            request = request_for_customer(
                {"customers": [customer.pk]}, by=staff, reason=f"Letter of {world.NAME}", now=now
            )
    erase_due()

    assert set(places_of(world.WORDS)) - PRINTED == set()
    assert sessions_with(world.WORDS) == []
    request.refresh_from_db()
    assert (request.done_at is not None, request.email, request.reason) == (True, "", "")
    assert Customer.objects.get(pk=customer.pk).name == ""
    assert Customer.objects.get(pk=bystander.pk).name == "Li Other"
