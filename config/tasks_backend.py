"""Wagtail's background work (search and reference index, cache purge) as Celery tasks."""

from collections.abc import Iterable
from typing import Any

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus


@shared_task(name="config.run_django_task", autoretry_for=(OperationalError,), retry_backoff=5, max_retries=6)
def run_django_task(path: str, args: list[object], kwargs: dict[str, object]) -> None:
    """Call the function behind a Django task by its dotted path.

    A database that is busy or away is asked again, after 5, 10, 20 ... seconds: these tasks bring an index up
    to date and may run twice.
    """
    import_string(path).call(*args, **kwargs)


class CeleryBackend(BaseTaskBackend):
    """Sends each task to the Celery worker; results are not kept."""

    supports_defer = True
    supports_async_task = True
    supports_get_result = False

    def enqueue(self, task: Task, args: Iterable[object], kwargs: dict[str, object]) -> TaskResult:
        """Hand the task to the broker and say that it is ready."""
        self.validate_task(task)
        when: dict[str, Any] = {"eta": task.run_after} if task.run_after else {}
        sent = run_django_task.apply_async((task.module_path, list(args), kwargs), **when)
        return TaskResult(
            task=task,
            id=sent.id,
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
