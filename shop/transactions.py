"""What a transaction does not do by itself: undo what it wrote on objects, and call after the commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Model


def in_transaction() -> bool:
    """Tell whether a transaction is open; that of a test case does not count."""
    # Django's own test for `atomic(durable=True)`; entering one would begin a transaction.
    return any(not block._from_testcase for block in connection.atomic_blocks)  # type: ignore[attr-defined]


@contextmanager
def atomic_with(*instances: Model) -> Iterator[None]:
    """Open a transaction after whose failure those of the instances that were new are new again.

    A rollback takes the row back and leaves its key on the object. SQLite gives that key to the next
    row, so whoever went on with such an object would work on somebody else's. Covers the commit, too.
    """
    new = [instance for instance in instances if instance.pk is None]
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for instance in new:
            instance.pk = None  # guard: key-after-rollback
            instance._state.adding = True
        raise


def after_commit(call: Callable[..., object], *args: object, **kwargs: object) -> None:
    """Call something once the transaction is in the database; what it raises is logged and goes no further.

    Django names the callback in its report, which breaks on a `partial`: the report would be lost, and
    the error would reach a page whose work is committed.
    """

    def run() -> None:
        call(*args, **kwargs)

    run.__qualname__ = getattr(call, "__qualname__", None) or repr(call)
    transaction.on_commit(run, robust=True)
