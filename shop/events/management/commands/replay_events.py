"""Deliver past events again, or for the first time to a subscriber that is new."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from shop.events.models import Delivery, Event
from shop.events.registry import EVENTS, SUBSCRIBERS, subscribers_of
from shop.events.services import deliver_missing, replay

MISSING = "missing"
STATES = (Delivery.State.DEAD.value, Delivery.State.DONE.value, MISSING)


class Command(BaseCommand):
    help = (
        "Delivers past events again. Without --state: the dead ones, the done ones, and those that "
        "a subscriber never got because it is newer than the event (state 'missing'); a subscriber "
        "must then be named. "
        "Deliveries that are on their way are left alone. Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--event", default="", help="only events of this name, for example OrderPlaced")
        parser.add_argument("--subscriber", default="", help="only this subscriber, by its dotted path")
        parser.add_argument("--since", type=moment, help="only events published since (ISO 8601, in UTC)")
        parser.add_argument("--state", choices=STATES, help="only deliveries in this state")
        parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")

    def handle(self, *args: object, **options: Any) -> None:
        check_names(options["event"], options["subscriber"])
        state = options["state"]
        if not state and not options["subscriber"]:
            raise CommandError("Say what to replay: --state, --subscriber, or both.")
        events = wanted_events(options["event"], options["since"])
        count = 0
        if state != MISSING:
            count += self.replay_existing(events, options)
        if state in (None, MISSING):
            count += self.deliver_missing(events, options)
        verb = "would be replayed" if options["dry_run"] else "are on their way"
        self.stdout.write(f"{count} deliveries {verb}.")

    def replay_existing(self, events: QuerySet[Event], options: dict[str, object]) -> int:
        """Replay what has been delivered or given up."""
        found = Delivery.objects.filter(event__in=events).exclude(state=Delivery.State.PENDING)
        if options["subscriber"]:
            found = found.filter(subscriber=options["subscriber"])
        if options["state"]:
            found = found.filter(state=options["state"])
        return found.count() if options["dry_run"] else replay(found)

    def deliver_missing(self, events: QuerySet[Event], options: dict[str, Any]) -> int:
        """Deliver for the first time, to the named subscriber or to all, what it subscribes to now."""
        count = 0
        for name in [options["event"]] if options["event"] else sorted(SUBSCRIBERS):
            for subscriber in subscribers_of(name):
                if options["subscriber"] in ("", subscriber):
                    count += self.deliver_missing_to(subscriber, events.filter(name=name), options)
        return count

    def deliver_missing_to(self, subscriber: str, events: QuerySet[Event], options: dict[str, object]) -> int:
        """Let one subscriber catch up with events of one name."""
        if options["dry_run"]:
            return events.exclude(deliveries__subscriber=subscriber).count()
        return deliver_missing(events, subscriber=subscriber)


def moment(text: str) -> datetime:
    """Read a date or a moment in ISO 8601; UTC where it names no offset."""
    try:
        found = parse_datetime(text)
        if found is None and (day := parse_date(text)):
            found = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - made aware below
    except ValueError as error:
        raise CommandError(f"--since {text}: {error}") from error
    if found is None:
        raise CommandError(f"--since {text}: not a moment like 2026-11-22 or 2026-11-22T08:00.")
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def check_names(event: str, subscriber: str) -> None:
    """Refuse a misspelt name; names that have left the code are fine while the log has them."""
    if event and event not in EVENTS and not Event.objects.filter(name=event).exists():
        raise CommandError(f"No event is called {event}. Known: {', '.join(sorted(EVENTS))}.")
    known = sorted({name for handlers in SUBSCRIBERS.values() for name in handlers})
    if subscriber and subscriber not in known and not Delivery.objects.filter(subscriber=subscriber).exists():
        raise CommandError(f"No subscriber is called {subscriber}. Known: {', '.join(known)}.")


def wanted_events(name: str, since: datetime | None) -> QuerySet[Event]:
    """List the events by name and age."""
    events = Event.objects.all()
    if name:
        events = events.filter(name=name)
    if since:
        events = events.filter(published_at__gte=since)
    return events
