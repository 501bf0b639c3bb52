"""What CPython is spared while the tests run: a plugin of pytest, loaded by tests/conftest.py.

Both save processor time only (about a quarter of a view's test) and change nothing that a test can see.
"""

import gc
from typing import Any

import pytest
from _pytest import runner

from config.call_stack import with_room

_run = with_room(runner.pytest_runtest_protocol)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Any:
    """Run each test above one large frame, as the site answers a request."""
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
