from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.apps import apps
from django.utils import timezone

from crm_core.consents.models import Consent
from personalization.interactions.queries import latest_consent
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


class Records:
    """The table of before: what `apps.get_model` gave then."""

    def __init__(self, rows):
        self.rows = rows
        self.objects = self

    def order_by(self, *_names):
        return self

    def iterator(self, chunk_size):
        return iter(self.rows)


def test_every_choice_of_before_stands_in_the_ledger(monkeypatch):
    user, visitor, now = UserFactory(), uuid4(), timezone.now()
    facts = {"text_version": "2026-11", "source": "banner", "given_at": now}
    rows = [
        SimpleNamespace(pk=1, user_id=user.pk, visitor_key=visitor, granted=True, **facts),
        SimpleNamespace(pk=2, user_id=None, visitor_key=visitor, granted=False, **facts),
        SimpleNamespace(pk=3, user_id=None, visitor_key=None, granted=True, **facts),
        SimpleNamespace(
            pk=4,
            user_id=user.pk,
            visitor_key=None,
            granted=False,
            **{**facts, "given_at": now + timedelta(1)},
        ),
    ]
    before = SimpleNamespace(
        get_model=lambda app, name: Records(rows) if app == "interactions" else apps.get_model(app, name)
    )
    migration = import_module("personalization.interactions.migrations.0003_choices_into_the_ledger")
    monkeypatch.setattr(migration, "BATCH", 3)
    migration.move(before, None)

    told = Consent.objects.order_by("pk").values_list("subject__kind", "subject__value", "action", "source")
    assert list(told) == [
        ("user", str(user.pk), "granted", "banner"),
        ("visitor", str(visitor), "refused", "banner"),
        ("visitor", "record:3", "granted", "banner"),
        ("user", str(user.pk), "refused", "banner"),
    ]
    assert latest_consent(user).action == "refused"
