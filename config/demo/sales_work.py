"""What the demo's representatives did and have to do: past talks, and days with a reason for each task."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from config.demo.order_plan import random_for
from crm_core.activities.models import Activity
from crm_core.customers.models import Customer
from crm_core.leads.first_contact import plan_first_contact
from crm_core.leads.models import Lead
from crm_core.pipeline.models import Deal
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.services import record_all
from shop.json_types import JsonObject
from shop.user.models import User

PAST_DAYS, GAP = 540, (24, 62)
LEAST, MOST = 8, 12
DAYS_AHEAD = 9
Kind = Activity.Kind
# Kind, subject, what came of it, outcome.
TALKS = (
    (
        Kind.CALL,
        "How the last delivery arrived",
        "All whole. They wash at 85 degrees, no marks so far.",
        "reached",
    ),
    (Kind.CALL, "Next order", "Will count the shelves first and order by the end of the month.", "reached"),
    (Kind.CALL, "Next order", "At a fair this week; call again on Monday.", "message"),
    (
        Kind.MEETING,
        "Sample box",
        "They took the celadon and the iron glaze. The tide glaze is too dark.",
        "agreed",
    ),
    (Kind.CALL, "Price of the large plate", "Wants the price for 120 pieces, and a date.", "open"),
    (
        Kind.VISIT,
        "Visit to the dining room",
        "Looked at breakage: rims mostly. Spoke about stacking.",
        "agreed",
    ),
    (Kind.MAIL, "Catalogue and price list", "Sent with the terms for trade.", ""),
    (Kind.CALL, "Second delivery address", "No: everything goes to the kitchen entrance.", "reached"),
    (Kind.TODO, "Check the credit limit", "Fine until autumn.", ""),
)
TOLD = {Kind.CALL: "call", Kind.MEETING: "meeting", Kind.VISIT: "meeting"}


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something to do now, with its reason; smaller `rank` comes first."""

    rank: int
    kind: str
    subject: str
    customer: Customer
    reason: str
    data: JsonObject = field(default_factory=dict)
    about: Model | None = None


@transaction.atomic
def add_past(companies: Sequence[Customer], *, now: datetime) -> int:
    """Add what was talked with companies since they first ordered, once; return how many talks."""
    if Activity.objects.filter(source__startswith="demo:talk:").exists():
        return 0
    rows = [activity for company in companies for activity in _past_of(company, now)]
    written = Activity.objects.bulk_create(rows)
    record_all(
        TimelineEntry(
            customer=activity.customer,
            kind=TOLD[Kind(activity.kind)],
            occurred_at=activity.done_at,
            source=f"activity:{activity.pk}",
            title=activity.subject,
            text=activity.result,
            outcome=activity.outcome,
            author=activity.done_by,
        )
        for activity in written
        if activity.kind in TOLD and activity.customer is not None and activity.done_at is not None
    )
    return len(written)


def _past_of(company: Customer, now: datetime) -> Iterator[Activity]:
    drawn = random_for(f"talks with {company.name}")
    moment = max(company.created_at, now - timedelta(days=PAST_DAYS)) + timedelta(days=drawn.uniform(1, 20))
    while moment < now - timedelta(days=2):
        kind, subject, result, outcome = drawn.choice(TALKS)
        done = timezone.localtime(moment).replace(hour=drawn.randint(9, 16), minute=drawn.choice([0, 15, 40]))
        yield Activity(
            kind=kind,
            subject=subject,
            customer=company,
            assignee=company.owner,
            created_by=company.owner,
            created_at=done - timedelta(days=2),
            due_at=_midnight(done.date()),
            state=Activity.State.DONE,
            done_at=done,
            done_by=company.owner,
            result=result,
            outcome=outcome if kind in TOLD else "",
            source=f"demo:talk:{company.pk}:{done:%Y%m%d}",
        )
        moment += timedelta(days=drawn.uniform(*GAP))


@transaction.atomic
def add_days(reps: Sequence[User], *, now: datetime) -> int:
    """Give each representative eight to twelve things for today, and some for the days after, once."""
    if Activity.objects.filter(source__startswith="demo:day:").exists():
        return 0
    rows: list[Activity] = []
    last_talks = _last_talks()
    for place, rep in enumerate(reps):
        tasks = sorted(_tasks_of(rep, last_talks, now=now), key=lambda task: (task.rank, task.customer.pk))
        number = LEAST + place % (MOST - LEAST + 1) - _first_contacts(rep)
        number = max(0, min(number, len(tasks)))
        rows += [_open(task, rep, row, now=now) for row, task in enumerate(tasks[:number])]
        # Deals first, so that each has a next step.
        later = sorted(tasks[number:], key=lambda task: task.about is None)[: 2 * DAYS_AHEAD]
        rows += [
            _open(task, rep, number + row, now=now, ahead=1 + row // 2) for row, task in enumerate(later)
        ]
    return len(Activity.objects.bulk_create(rows))


def _first_contacts(rep: User) -> int:
    """Put the first contacts of a representative's leads on their days as a worker does; return how many."""
    leads = Lead.objects.filter(owner=rep, open_slot=True, first_contacted_at=None)
    running = leads.exclude(first_contact_due_at=None).select_related("customer", "owner").order_by("pk")
    return sum(plan_first_contact(lead) is not None for lead in running)


def _open(task: Task, rep: User, row: int, *, now: datetime, ahead: int = 0) -> Activity:
    """Make an open activity: of today's the second is from yesterday, every fourth has a time of day."""
    day = timezone.localdate(now) + timedelta(days=ahead - (1 if ahead == 0 and row == 1 else 0))
    has_time = row % 4 == 0 and task.kind in {Kind.CALL, Kind.MEETING, Kind.VISIT}
    about = task.about
    hours = timedelta(hours=9 + row % 8)
    return Activity(
        kind=task.kind,
        subject=task.subject,
        customer=task.customer,
        content_type=ContentType.objects.get_for_model(about) if about is not None else None,
        object_id=about.pk if about is not None else None,
        assignee=rep,
        due_at=_midnight(day) + hours if has_time else _midnight(day),
        all_day=not has_time,
        duration=30 if has_time else None,
        priority=Activity.Priority.HIGH if task.rank <= 1 else Activity.Priority.NORMAL,
        reason=f"demo.{task.reason}",
        reason_data=task.data,
        source=f"demo:day:{rep.pk}:{row}",
        created_at=now,
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _tasks_of(rep: User, last_talks: Mapping[int, date], *, now: datetime) -> Iterator[Task]:
    """Find what a representative could do, at most one thing for each customer."""
    today, seen = timezone.localdate(now), set()
    for task in (
        *_of_leads(rep, now),
        *_of_deals(rep, today),
        *_of_customers(rep, last_talks, today),
    ):
        if task.customer.pk not in seen:
            seen.add(task.customer.pk)
            yield task


def _of_leads(rep: User, now: datetime) -> Iterator[Task]:
    unasked = Lead.objects.filter(owner=rep, open_slot=True, first_contact_due_at=None)
    leads = unasked.filter(first_contacted_at=None).select_related("customer").order_by("created_at")
    for lead in leads:
        hours = int((now - lead.latest_fact_at).total_seconds() // 3600)
        subject = f"Call {lead.customer} about their inquiry"
        yield Task(
            rank=0,
            kind=Kind.CALL,
            subject=subject,
            customer=lead.customer,
            reason="lead",
            data={"hours": hours},
            about=lead,
        )


def _of_deals(rep: User, today: date) -> Iterator[Task]:
    deals = Deal.objects.filter(owner=rep, state=Deal.State.OPEN).select_related("customer")
    for deal in deals.order_by("expected_close_on", "pk"):
        close = deal.expected_close_on
        if close is not None and close <= today + timedelta(days=14):
            yield Task(
                rank=1,
                kind=Kind.CALL,
                subject=f"Ask for the decision: {deal.title}",
                customer=deal.customer,
                reason="closing",
                data={"day": close.isoformat()},
                about=deal,
            )
            continue
        days = (today - timezone.localdate(deal.stage_since)).days
        yield Task(
            rank=4,
            kind=Kind.TODO if days % 2 else Kind.MAIL,
            subject=f"Send samples and prices: {deal.title}",
            customer=deal.customer,
            reason="standing",
            data={"days": days},
            about=deal,
        )


def _of_customers(rep: User, last_talks: Mapping[int, date], today: date) -> Iterator[Task]:
    owned = Customer.objects.filter(owner=rep, score__last_order_on__isnull=False).select_related("score")
    for customer in owned.order_by("-spent", "pk"):
        score = customer.score
        if score.last_order_on is None or score.first_order_on is None:
            continue
        days = (today - score.last_order_on).days
        data: JsonObject = {"days": days, "usual": round(score.interval or 0)}
        found = _about_orders(customer, data)
        if found is None:
            talked = (today - last_talks.get(customer.pk, score.first_order_on)).days
            found = (5 + talked // 400, Kind.CALL, "Ask how things are", "talked", {"days": talked})
        rank, kind, subject, reason, known = found
        yield Task(rank=rank, kind=kind, subject=subject, customer=customer, reason=reason, data=known)


def _about_orders(customer: Customer, data: JsonObject) -> tuple[int, str, str, str, JsonObject] | None:
    """Say what a customer's orders suggest; nothing where everything goes its way."""
    stage, is_company = customer.stage, customer.company_id is not None
    if stage in {Customer.Stage.AT_RISK, Customer.Stage.LOST}:
        kind = Kind.VISIT if is_company and stage == Customer.Stage.AT_RISK else Kind.CALL
        return 2, kind, "Find out why they do not order any more", "silent", data
    if stage == Customer.Stage.WON_BACK:
        return 3, Kind.MAIL, "Thank them for coming back", "back", {}
    if stage == Customer.Stage.NEW:
        return 3, Kind.CALL, "Ask how the first delivery arrived", "first", data
    if data["usual"] and data["days"] >= data["usual"] - 3:
        return 3, Kind.CALL, "Offer the next delivery", "due", data
    return None


def _last_talks() -> Mapping[int, date]:
    """Return the day of the last talk with each customer."""
    days: dict[int, date] = defaultdict(lambda: date.min)
    rows = Activity.objects.filter(state=Activity.State.DONE, customer__isnull=False)
    for customer, done_at in rows.values_list("customer", "done_at"):
        days[customer] = max(days[customer], timezone.localdate(done_at))
    return dict(days)
