import threading
import time

import pytest
import requests
from django.conf import settings as django_settings
from django.http import HttpResponse

from shop.deadlines import DeadlineExceededError, PageDeadlineMiddleware, call_with_deadline, is_page, page
from tests.shop.silent_server import SilentServer


def get(base):
    return lambda seconds: requests.get(base, timeout=seconds)


@pytest.mark.parametrize("drip", [False, True])
def test_a_server_that_never_ends_its_answer_is_waited_for_so_long_at_most(drip):
    with SilentServer(drip=drip) as server:
        began = time.monotonic()
        with pytest.raises((DeadlineExceededError, requests.Timeout)):
            call_with_deadline(0.3, get(server.base))

    assert time.monotonic() - began < 1.5


def test_an_answer_and_an_error_come_back_as_they_are():
    assert call_with_deadline(5, lambda seconds: seconds) == 5
    with pytest.raises(ZeroDivisionError):
        call_with_deadline(5, lambda _seconds: 1 / 0)


def test_all_questions_of_a_page_share_its_patience(settings):
    settings.KILN_PAGE_PATIENCE_SECONDS = 0.5
    asked = []
    with page():
        assert is_page()
        call_with_deadline(20, lambda seconds: asked.append(seconds) or time.sleep(0.2))
        with pytest.raises(DeadlineExceededError):
            call_with_deadline(20, lambda seconds: asked.append(seconds) or time.sleep(2))
        with pytest.raises(DeadlineExceededError):
            call_with_deadline(20, asked.append)

    assert asked[0] == 0.5
    assert 0.1 < asked[1] < 0.31
    assert len(asked) == 2
    assert not is_page()


def test_a_job_is_as_patient_as_it_says():
    assert call_with_deadline(20, lambda seconds: seconds) == 20


def test_questions_that_nobody_waits_for_do_not_pile_up(monkeypatch):
    monkeypatch.setattr("shop.deadlines._places", threading.BoundedSemaphore(1))
    over = threading.Event()
    with pytest.raises(DeadlineExceededError):
        call_with_deadline(0.1, lambda _seconds: over.wait(5))

    began = time.monotonic()
    with pytest.raises(DeadlineExceededError):
        call_with_deadline(5, lambda seconds: seconds)
    assert time.monotonic() - began < 1
    over.set()


def test_every_request_is_a_page(rf):
    made = PageDeadlineMiddleware(lambda _request: HttpResponse(str(is_page())))

    assert made(rf.get("/")).content == b"True"
    assert django_settings.MIDDLEWARE[0] == "shop.deadlines.PageDeadlineMiddleware"
