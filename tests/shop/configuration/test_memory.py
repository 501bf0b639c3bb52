import pytest
from django.core.cache import cache
from django.db import transaction

from shop.configuration import memory
from shop.configuration.memory import Memory

KEY = "kept"


@pytest.fixture
def source():
    return {"value": "old", "reads": 0}


def memory_of(source):
    def read():
        source["reads"] += 1
        return source["value"]

    return Memory(KEY, read)


def test_read_once_by_all_processes(source):
    one, other = memory_of(source), memory_of(source)

    assert [one.get(), one.get(), other.get(), source["reads"]] == ["old", "old", "old", 1]


@pytest.mark.django_db(transaction=True)
def test_another_process_sees_a_change_within_its_second(source, monkeypatch):
    one, other = memory_of(source), memory_of(source)
    other.get()
    source["value"] = "new"
    one.forget()

    assert (one.get(), other.get()) == ("new", "old")
    monkeypatch.setattr(memory, "PROCESS_SECONDS", -1)
    assert other.get() == "new"


@pytest.mark.django_db(transaction=True)
def test_a_slow_reader_does_not_put_back_what_was_before(source):
    """It read before the change, and writes what it read into the shared cache after it."""
    writer = memory_of(source)

    def read_slowly():
        before = source["value"]
        if before == "old":
            source["value"] = "new"
            writer.forget()
        return before

    slow = Memory(KEY, read_slowly)
    assert slow.get() == "old"

    assert cache.get(KEY) == "new"
    assert memory_of(source).get() == "new"


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_wrote_is_shared_only_after_it(source):
    kept = memory_of(source)
    with transaction.atomic():
        source["value"] = "never"
        kept.forget()
        assert (kept.get(), cache.get(KEY)) == ("never", None)
        transaction.set_rollback(True)

    assert cache.get(KEY) is None


def test_what_was_known_last_asks_nobody(source):
    kept = memory_of(source)
    assert kept.last() is None
    kept.get()
    cache.clear()
    assert (kept.last(), source["reads"]) == ("old", 1)
