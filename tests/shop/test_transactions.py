import ast
import logging
from pathlib import Path

import pytest

from shop.basket.models import Basket
from shop.transactions import after_commit, atomic_with

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "content", "crm_core", "partners", "personalization", "search", "shop")
MAY_CALL_DJANGO = {"shop/transactions.py"}


def refused():
    raise ZeroDivisionError


@pytest.mark.django_db
def test_what_a_rollback_took_back_is_new_again():
    new, old = Basket(), Basket.objects.create()
    kept = old.pk

    def save_both():
        with atomic_with(new, old):
            new.save()
            refused()

    with pytest.raises(ZeroDivisionError):
        save_both()

    assert (new.pk, new._state.adding, old.pk, Basket.objects.count()) == (None, True, kept, 1)


@pytest.mark.django_db
def test_what_is_committed_keeps_its_key():
    new = Basket()

    with atomic_with(new):
        new.save()

    assert Basket.objects.get() == new


@pytest.mark.django_db(transaction=True)
def test_what_fails_after_the_commit_is_logged_by_its_name_and_stops_nothing(caplog):
    called = []

    with caplog.at_level(logging.ERROR), atomic_with():
        after_commit(refused)
        after_commit(called.append, 7)
        assert called == []

    assert called == [7]
    assert [record.getMessage() for record in caplog.records] == [
        "Error calling refused in on_commit() during transaction ()."
    ]


def test_nobody_calls_after_a_commit_in_another_way():
    found = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "on_commit"
    }

    assert found == MAY_CALL_DJANGO
