import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session

from config.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_a_known_session_is_written_by_one_statement(django_assert_num_queries):
    session = SessionStore()
    session["answer"] = "first"
    session.save()
    session["answer"] = "second"

    with django_assert_num_queries(1):
        session.save()

    session._cache.clear()
    assert SessionStore(session.session_key)["answer"] == "second"


def test_one_that_was_ended_meanwhile_is_not_written_again():
    session = SessionStore()
    session["answer"] = "first"
    session.save()
    Session.objects.all().delete()

    with pytest.raises(UpdateError):
        session.save()

    assert not Session.objects.exists()
