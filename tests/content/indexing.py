"""Wagtail's background work without its two indexes, which hardly any test reads."""

from typing import Any

from django.utils import timezone
from django_tasks.base import Task, TaskResult, TaskResultStatus

from config.tasks_backend import CeleryBackend

#: The back office's own search, and the table of what refers to what: a fifth of what publishing costs.
INDEXES = {"insert_or_update_object_task", "update_reference_index_task"}


class BackendWithoutIndexes(CeleryBackend):
    """Runs every task as `CeleryBackend` does, except those that keep Wagtail's indexes."""

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        """Run it, or say that it waits for a worker."""
        if task.func.__name__ not in INDEXES:
            return super().enqueue(task, args, kwargs)
        return TaskResult(
            task=task,
            id="waiting",
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
