"""Work of the scheduler on many rows: one that fails is logged and does not keep the others waiting."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
logger = logging.getLogger(__name__)


def one_by_one(items: Iterable[T], work: Callable[[T], bool], *, what: str) -> int:
    """Do the work on each; return for how many it said True. `what` names one in the log."""
    done = 0
    for item in items:
        try:
            done += work(item)
        except Exception:
            logger.exception("%s %s is left for the next time", what, item)
    return done
