"""Looking through customers who were never compared with the others, or have no words to be found by."""

from celery import shared_task

from crm_core.customers.finding.services import write_missing
from crm_core.customers.matching.services import compare_next

BATCH = 1000
#: Twenty thousand a night; `manage.py find_duplicates` does all at once.
MOST_BATCHES = 20


@shared_task
def find_duplicates() -> int:
    """Compare customers who never were, and merge nothing; return how many."""
    return compare_waiting(batches=MOST_BATCHES)


def compare_waiting(*, batches: int | None = None) -> int:
    """Compare customers who never were, so many batches or all, each in a transaction; return how many."""
    number, last, done = 0, 0, 0
    while batches is None or done < batches:
        customers = compare_next(after=last, limit=BATCH)
        if not customers:
            break
        number, last, done = number + len(customers), customers[-1], done + 1
    return number


@shared_task
def write_missing_words() -> int:
    """Have customers found who were loaded in bulk; return how many."""
    number = 0
    for _batch in range(MOST_BATCHES):
        written = write_missing(limit=BATCH)
        number += written
        if written < BATCH:
            break
    return number
