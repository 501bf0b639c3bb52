"""What CPython is spared while the tests run: a plugin of pytest, loaded by tests/conftest.py.

Both save processor time only (about a quarter of a view's test) and change nothing that a test can see.
"""

import gc
from typing import Any

import pytest
from _pytest import runner

#: Words of a frame so large that its chunk of the data stack (1 MiB) has room for all that it calls.
FRAME_WORDS = 70_000


def _run(item: pytest.Item, nextitem: pytest.Item | None) -> Any:
    return runner.pytest_runtest_protocol(item, nextitem)


# Until CPython mends gh-142183 each call across the end of a chunk of 16 KiB maps new memory and gives it
# back: middleware and nested templates are deep enough to do that a hundred thousand times in one test.
_run.__code__ = _run.__code__.replace(co_stacksize=FRAME_WORDS)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Any:
    """Run each test above one large frame."""
    return _run(item, nextitem)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Keep what lives until the end (modules, models, collected tests) out of every later collection.

    And have the collector look less often, but where a live server answers a browser: the sockets that its
    threads leave behind are to be gone before the next test, which they would fail.
    """
    if any(item.get_closest_marker(name) for item in session.items for name in ("browser", "faults")):
        return
    gc.set_threshold(20_000, 100, 100)
    gc.collect()
    gc.freeze()
