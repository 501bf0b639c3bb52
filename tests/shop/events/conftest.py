from datetime import UTC, datetime

import pytest
import time_machine

from shop.events.registry import EVENTS, PARTITIONS, SUBSCRIBERS, subscribe
from tests.shop.events.declared import KilnOpened, PotSold, PotThrown, Recorder

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DECLARED = (PotThrown, PotSold, KilnOpened)


@pytest.fixture(autouse=True)
def _own_registry():
    """Only the events of these tests are declared, and nobody subscribes but the test itself."""
    events, subscribers, partitions = dict(EVENTS), dict(SUBSCRIBERS), dict(PARTITIONS)
    EVENTS.clear()
    EVENTS.update({kind.__name__: kind for kind in DECLARED})
    SUBSCRIBERS.clear()
    yield
    EVENTS.clear()
    EVENTS.update(events)
    SUBSCRIBERS.clear()
    SUBSCRIBERS.update(subscribers)
    PARTITIONS.clear()
    PARTITIONS.update(partitions)


@pytest.fixture
def recorder():
    """Makes a subscriber to the named events, to all by default."""

    def make(name="recorder", *kinds, module="tests.shop.events.declared"):
        made = Recorder(name, module)
        for kind in kinds or DECLARED:
            subscribe(kind)(made)
        return made

    return make


@pytest.fixture
def clock():
    """Time stands still at noon until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller
