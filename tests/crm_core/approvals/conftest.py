import pytest

from crm_core.approvals.kinds import KINDS
from crm_core.customers.models import Team
from tests.crm_core.approvals import kit


@pytest.fixture(autouse=True)
def closed(monkeypatch):
    """Whatever the kind of these tests was told has ended."""
    monkeypatch.setitem(KINDS._entries, kit.KIND.name, kit.KIND)
    kit.CLOSED.clear()
    return kit.CLOSED


@pytest.fixture
def rep(db):
    return kit.colleague(name="Rita")


@pytest.fixture
def boss(db):
    return kit.colleague(name="Bea")


@pytest.fixture
def team(rep, boss):
    """The rep works for the boss."""
    made = Team.objects.create(name="North", manager=boss)
    made.members.add(rep)
    return made
