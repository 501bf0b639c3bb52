import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from shop.breakers import CalledInTransactionError, ProviderUnavailableError, call_provider, is_open
from shop.deadlines import page

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Provider:
    """Fails as it is told to and counts how often it is asked."""

    def __init__(self):
        self.asked, self.error = 0, None

    def __call__(self, _seconds):
        self.asked += 1
        if self.error:
            raise self.error
        return "here"


def fail(provider, times):
    for _time in range(times):
        with pytest.raises(OSError, match="away"):
            call_provider("pots", provider, patience=5)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as travel:
        yield travel


@pytest.fixture
def provider():
    return Provider()


def test_who_failed_three_times_in_a_row_is_left_alone(provider, clock):
    provider.error = OSError("away")
    fail(provider, 2)
    assert not is_open("pots")
    fail(provider, 1)

    with pytest.raises(ProviderUnavailableError) as told:
        call_provider("pots", provider, patience=5)
    assert (provider.asked, told.value.is_asked) == (3, False)
    assert call_provider("pans", lambda _seconds: "others are asked", patience=5) == "others are asked"


def test_an_answer_in_between_begins_the_count_anew(provider, clock):
    for _round in range(3):
        provider.error = OSError("away")
        fail(provider, 2)
        provider.error = None
        assert call_provider("pots", provider, patience=5) == "here"

    assert not is_open("pots")


def test_an_error_that_is_an_answer_is_no_failure(provider):
    provider.error = LookupError("no such pot")
    for _time in range(5):
        with pytest.raises(LookupError):
            call_provider("pots", provider, patience=5, answers=[LookupError])

    assert (provider.asked, is_open("pots")) == (5, False)


def test_after_the_pause_it_is_tried_once_and_asked_by_all_when_it_answers(provider, clock):
    provider.error = OSError("away")
    fail(provider, 3)
    clock.shift(timedelta(seconds=31))
    fail(provider, 1)
    with pytest.raises(ProviderUnavailableError):
        call_provider("pots", provider, patience=5)
    assert provider.asked == 4

    clock.shift(timedelta(seconds=31))
    provider.error = None
    assert [call_provider("pots", provider, patience=5) for _time in range(2)] == ["here", "here"]
    assert not is_open("pots")


def test_while_one_tries_it_the_others_do_not_wait(provider, clock):
    provider.error = OSError("away")
    fail(provider, 3)
    clock.shift(timedelta(seconds=31))
    begun, over = threading.Event(), threading.Event()

    def slow(_seconds):
        begun.set()
        over.wait(5)
        return "here"

    trying = threading.Thread(target=call_provider, args=["pots", slow], kwargs={"patience": 5})
    trying.start()
    assert begun.wait(5)
    with pytest.raises(ProviderUnavailableError):
        call_provider("pots", provider, patience=5)
    over.set()
    trying.join()
    assert provider.asked == 3
    assert not is_open("pots")


def test_many_at_once_wait_side_by_side_and_not_one_after_the_other():
    def silent():
        with pytest.raises(ProviderUnavailableError):
            call_provider("pots", lambda _seconds: time.sleep(3), patience=0.4)

    threads = [threading.Thread(target=silent) for _number in range(8)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert time.monotonic() - began < 2
    assert is_open("pots")


@pytest.mark.django_db
def test_nobody_is_asked_inside_a_transaction(provider):
    with transaction.atomic(), pytest.raises(CalledInTransactionError):
        call_provider("pots", provider, patience=5)

    assert provider.asked == 0


def test_a_page_whose_time_another_server_took_is_no_failure_of_this_one(provider, settings):
    settings.KILN_PAGE_PATIENCE_SECONDS = 0.2
    with page():
        with pytest.raises(ProviderUnavailableError):
            call_provider("pans", lambda _seconds: time.sleep(2), patience=5)
        for _time in range(5):
            with pytest.raises(ProviderUnavailableError) as told:
                call_provider("pots", provider, patience=5)

    assert (provider.asked, told.value.is_asked, is_open("pots")) == (0, False, False)
