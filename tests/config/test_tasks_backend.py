"""Wagtail's work in the background is done in the end, also where the database was busy."""

import pytest
from celery.exceptions import Retry
from django.db import OperationalError

from config.tasks_backend import run_django_task


class Locked:
    """Work that finds the database locked."""

    @staticmethod
    def call():
        raise OperationalError("database is locked")


class Broken:
    """Work that cannot be done, however often it is tried."""

    @staticmethod
    def call():
        raise ValueError("no such page")


@pytest.mark.parametrize(("work", "told"), [(Locked, Retry), (Broken, ValueError)])
def test_only_a_busy_database_is_asked_again(work, told):
    with pytest.raises(told):
        run_django_task.apply((f"{__name__}.{work.__name__}", [], {}), throw=True)
