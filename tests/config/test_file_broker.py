import threading
import time

import pytest
from kombu import Connection, Exchange, Queue
from kombu.transport import filesystem

from config.file_broker import BELL, Transport, ring

# Far longer than any test waits: what comes sooner was rung for.
NEVER = 60


class CountingTransport(Transport):
    class Channel(Transport.Channel):
        looks = 0

        def _get(self, queue):
            CountingTransport.Channel.looks += 1
            return super()._get(queue)


@pytest.fixture
def folder(tmp_path):
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    return tmp_path


def connection(folder, transport=Transport, polling_interval=NEVER):
    options = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
        "polling_interval": polling_interval,
    }
    return Connection(transport=transport, transport_options=options)


def queue_of(folder):
    """Kombu keeps what is bound for the whole process, so each test has a queue of its own."""
    name = folder.name
    return Queue(name, Exchange(name, type="direct"), routing_key=name)


def publish(folder, body, transport=Transport):
    with connection(folder, transport) as publisher:
        queue = queue_of(folder)
        publisher.Producer().publish(
            body, exchange=queue.exchange, routing_key=queue.routing_key, declare=[queue]
        )


def listening(folder, consumer, received, *, prefetch=0):
    channel = consumer.channel()
    if prefetch:
        channel.basic_qos(0, prefetch, apply_global=False)
    return consumer.Consumer(queue_of(folder), channel=channel, callbacks=[lambda *it: received.append(it)])


def later(seconds, call, *arguments):
    timer = threading.Timer(seconds, call, arguments)
    timer.start()
    return timer


def test_a_message_wakes_who_waits(folder):
    received = []
    with connection(folder) as consumer, listening(folder, consumer, received):
        timer = later(0.2, publish, folder, "now")
        begun = time.monotonic()
        consumer.drain_events(timeout=20)
        timer.join()
    assert [body for body, _ in received] == ["now"]
    assert time.monotonic() - begun < 5


def test_who_waits_does_not_look_meanwhile(folder):
    CountingTransport.Channel.looks = 0
    with (
        connection(folder, CountingTransport) as consumer,
        listening(folder, consumer, []),
        pytest.raises(TimeoutError),
    ):
        consumer.drain_events(timeout=0.5)
    assert CountingTransport.Channel.looks == 2  # before and after the wait


def test_an_acknowledgement_makes_a_full_worker_look_again(folder):
    publish(folder, 1)
    publish(folder, 2)
    received = []
    with connection(folder) as consumer, listening(folder, consumer, received, prefetch=1):
        consumer.drain_events(timeout=5)
        timer = later(0.2, received[0][1].ack)
        begun = time.monotonic()
        consumer.drain_events(timeout=20)
        timer.join()
    assert [body for body, _ in received] == [1, 2]
    assert time.monotonic() - begun < 5


def test_a_message_without_a_ring_is_found_by_the_next_look(folder):
    received = []
    with connection(folder, polling_interval=0.3) as consumer, listening(folder, consumer, received):
        timer = later(0.1, publish, folder, "silent", filesystem.Transport)
        consumer.drain_events(timeout=20)
        timer.join()
    assert [body for body, _ in received] == ["silent"]


def test_a_message_that_is_being_written_is_not_read(folder):
    (folder / "messages" / f"1_x.{folder.name}.msg.part").write_bytes(b'{"body": "ha')
    received = []
    with (
        connection(folder, polling_interval=0.1) as consumer,
        listening(folder, consumer, received),
        pytest.raises(TimeoutError),
    ):
        consumer.drain_events(timeout=0.3)
    assert received == []


def test_nobody_who_waits_costs_a_publisher_nothing(folder):
    publish(folder, "for nobody yet")
    ring(folder / "control" / BELL)
    assert len(list((folder / "messages").iterdir())) == 1


def test_a_closed_connection_puts_the_bell_away(folder):
    with connection(folder) as consumer:
        with listening(folder, consumer, []), pytest.raises(TimeoutError):
            consumer.drain_events(timeout=0.1)
        transport = consumer.transport
        assert transport._bell is not None
    assert transport._bell is None
