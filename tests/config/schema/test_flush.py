"""Emptying the tables while a page is still being answered."""

import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands import flush
from django.db import OperationalError


@pytest.fixture
def attempts(monkeypatch):
    """What Django's own command does at each attempt."""
    errors: list[Exception | None] = []
    made = []

    def handle(command, **options):
        made.append(options["database"])
        if error := errors.pop(0):
            raise CommandError("could not be flushed") from error

    monkeypatch.setattr(flush.Command, "handle", handle)
    return errors, made


@pytest.mark.django_db(transaction=True)
def test_a_deadlock_is_tried_again(attempts):
    errors, made = attempts
    errors += [OperationalError("deadlock detected"), None]

    call_command("flush", interactive=False)
    assert made == ["default", "default"]
    errors += [None]  # for the end of this test


@pytest.mark.django_db(transaction=True)
def test_any_other_error_is_told_at_once(attempts):
    errors, made = attempts
    errors += [OperationalError("no such table")]

    with pytest.raises(CommandError):
        call_command("flush", interactive=False)
    assert made == ["default"]
    errors += [None]
