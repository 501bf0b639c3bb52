import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import transaction

from shop.configuration import memory
from shop.configuration.memory import LazyMemory, Memory

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


def in_a_request(call):
    """Call something as a page of its own."""
    request_started.send(sender=None)
    try:
        return call()
    finally:
        request_finished.send(sender=None)


@pytest.mark.parametrize("kind", [Memory, LazyMemory])
@pytest.mark.django_db(transaction=True)
def test_the_next_request_of_another_process_sees_a_change(source, kind):
    one, other = (kind(KEY, lambda: source["value"]) for _process in "ab")
    assert in_a_request(other.get) == "old"
    source["value"] = "new"
    one.forget()

    assert (in_a_request(one.get), in_a_request(other.get)) == ("new", "new")


@pytest.mark.parametrize("kind", [Memory, LazyMemory])
@pytest.mark.django_db
def test_a_request_reads_the_shared_cache_once(source, kind, monkeypatch):
    kept = [kind(f"{KEY}{number}", lambda: source["value"]) for number in range(3)]
    in_a_request(lambda: [memory_.get() for memory_ in kept])
    reads, single, many = [], cache.get, cache.get_many
    monkeypatch.setattr(
        cache, "get", lambda key, *rest, **how: reads.append(key) or single(key, *rest, **how)
    )
    monkeypatch.setattr(
        cache, "get_many", lambda keys, *rest, **how: reads.append(keys) or many(keys, *rest, **how)
    )

    assert in_a_request(lambda: [memory_.get() for memory_ in kept]) == ["old"] * 3
    assert reads[0] == (memory.VERSION_KEY, memory.PAGES_KEY)
    assert reads[1:] in (
        [],
        [memory.VERSION_KEY, memory.PAGES_KEY],
    )  # a memory of this process reads one by one


@pytest.mark.django_db(transaction=True)
def test_a_lazy_reader_that_was_overtaken_leaves_nothing(source):
    writer = LazyMemory(KEY, lambda: source["value"])

    def read_slowly():
        before = source["value"]
        if before == "old":
            source["value"] = "new"
            writer.forget()
        return before

    slow = LazyMemory(KEY, read_slowly)
    assert slow.get() == "old"

    assert [slow.get(), writer.get()] == ["new", "new"]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_read_lazily_for_a_thousand_changes(source):
    reads = []
    kept = LazyMemory(KEY, lambda: reads.append(1) or source["value"])
    for _time in range(1000):
        kept.forget()

    assert reads == []
    assert [kept.get(), kept.get(), len(reads)] == ["old", "old", 1]


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_wrote_is_kept_only_after_it(source):
    kept = LazyMemory(KEY, lambda: source["value"])
    with transaction.atomic():
        source["value"] = "never"
        kept.forget()
        assert kept.get() == "never"
        transaction.set_rollback(True)
    source["value"] = "old"

    assert kept.get() == "old"


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_read_of_its_own_is_gone_with_it(source):
    """Or this process would show for minutes what never came to be."""
    kept = memory_of(source)
    request_started.send(sender=None)
    try:
        with transaction.atomic():
            source["value"] = "never"
            kept.forget()
            assert kept.get() == "never"
            transaction.set_rollback(True)
        source["value"] = "old"
        assert kept.get() == "old"
    finally:
        request_finished.send(sender=None)


def test_whole_pages_have_a_version_of_their_own():
    before = memory.shared_version(), memory.pages_version()
    memory.change_pages_version()
    assert memory.shared_version() == before[0]
    assert memory.pages_version() != before[1]
