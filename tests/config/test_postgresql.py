"""How often a connection is asked whether its server is there."""

import pytest
from django.db import connections

from config.postgresql import base

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def looks(monkeypatch):
    """Begin requests with it; it returns how often the server was looked after."""
    connection = connections["default"]
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL goes away")
    monkeypatch.setattr(connection, "health_check_enabled", True)
    counted = []
    is_usable = connection.is_usable
    monkeypatch.setattr(connection, "is_usable", lambda: counted.append(1) or is_usable())

    def request():
        counted.clear()
        connection.close_if_unusable_or_obsolete()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 2")
        return len(counted)

    request()
    return request


def test_a_connection_that_just_answered_is_not_asked(looks):
    assert [looks(), looks()] == [0, 0]


def test_one_that_was_idle_is_asked_once_in_a_request(looks, monkeypatch):
    monkeypatch.setattr(base, "TRUSTED_SECONDS", -1)

    assert looks() == 1


def test_one_that_failed_is_asked_and_replaced(looks):
    connection = connections["default"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 1000)", [pid])
    other.close()
    with pytest.raises(Exception, match="terminat"):
        looks()

    assert looks() == 1
    assert connection.is_usable()
