import threading
import time

import pytest
from kombu.exceptions import EncodeError, OperationalError

from personalization.interactions.buffer import Buffer


def test_full_buffer_is_handed_on_together():
    sent = []
    buffer = Buffer(sent.append, size=2, seconds=60)

    for number in range(3):
        buffer.add({"number": number})

    assert sent == [[{"number": 0}, {"number": 1}]]
    buffer.flush()
    assert sent[1:] == [[{"number": 2}]]


def test_single_payload_is_handed_on_after_a_while():
    sent = []
    buffer = Buffer(sent.append, size=20, seconds=0.01)

    buffer.add({"number": 0})

    deadline = time.monotonic() + 5
    while not sent and time.monotonic() < deadline:
        time.sleep(0.01)
    assert sent == [[{"number": 0}]]


def test_empty_buffer_sends_nothing():
    sent = []

    Buffer(sent.append, size=2, seconds=60).flush()

    assert sent == []


@pytest.mark.parametrize(
    "error", [OperationalError, ConnectionResetError, KeyError, MemoryError, EncodeError]
)
def test_whatever_goes_wrong_costs_the_batch_and_not_the_page(caplog, error):
    def refuse(_payloads):
        raise error

    buffer = Buffer(refuse, size=1, seconds=60)

    buffer.add({"number": 0})

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert buffer.waiting == []


def test_process_that_can_start_no_timer_hands_on_at_once(monkeypatch):
    def refuse(_timer):
        raise RuntimeError("can't start new thread")

    sent = []
    monkeypatch.setattr(threading.Timer, "start", refuse)
    buffer = Buffer(sent.append, size=20, seconds=60)

    buffer.add({"number": 0})
    buffer.add({"number": 1})

    assert sent == [[{"number": 0}], [{"number": 1}]]
