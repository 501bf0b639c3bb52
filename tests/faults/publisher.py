"""A process that states facts and publishes them, one transaction each: `python -m tests.faults.publisher`."""

import argparse
import random
import sys
import time

import django
from django.db import transaction

django.setup()

from shop.events.services import publish, publish_all  # noqa: E402 - Django comes first
from tests.faults.models import Fact  # noqa: E402
from tests.faults.subscribers import FactNoted  # noqa: E402


def state_facts(facts: list[tuple[str, int]], *, then_fail: bool) -> bool:
    """Write facts and publish them in one transaction; with `then_fail` nothing remains."""
    with transaction.atomic():
        if len(facts) == 1:
            Fact.objects.create(key=facts[0][0], number=facts[0][1])
            publish(FactNoted(key=facts[0][0], number=facts[0][1]))
        else:
            Fact.objects.bulk_create(Fact(key=key, number=number) for key, number in facts)
            publish_all(FactNoted(key=key, number=number) for key, number in facts)
        if then_fail:
            transaction.set_rollback(True)
    return not then_fail


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10**9)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--rate", type=float, default=float("inf"), help="facts a second at most")
    parser.add_argument("--together", type=int, default=1, help="facts in a transaction")
    parser.add_argument("--keys", type=int, default=50)
    parser.add_argument("--failing", type=float, default=0, help="share that is rolled back")
    parser.add_argument("--name", default="a", help="of this publisher, part of its keys")
    options = parser.parse_args()

    numbers = dict.fromkeys(range(options.keys), 0)
    start = time.monotonic()
    stated = 0
    while stated < options.count and time.monotonic() - start < options.seconds:
        keys = random.sample(range(options.keys), options.together)
        facts = [(f"{options.name}{key}", numbers[key]) for key in keys]
        if state_facts(facts, then_fail=random.random() < options.failing):
            numbers.update({key: numbers[key] + 1 for key in keys})
            stated += len(keys)
        time.sleep(max(0.0, start + stated / options.rate - time.monotonic()))
    sys.stdout.write(f"{stated}\n")


if __name__ == "__main__":
    main()
