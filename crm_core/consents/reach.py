"""Who may be reached by telephone, text message and post, asked of every customer at once.

The rule is that of `queries.may_send`: a consent of any key of a person counts, as long as it was said after
every no of theirs. That is: the latest yes is later than the latest no. Nested as the rule for mails is, it
would be too deep for SQLite's parser; so the moments are read flat and compared.
"""

from datetime import UTC, datetime
from typing import TypeVar, cast

from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Greatest
from django.db.models.lookups import GreaterThan

from crm_core.consents.models import Consent, ConsentSubject, Suppression
from crm_core.consents.purposes import Channel
from crm_core.consents.queries import PERSONAL
from crm_core.customers.models import Customer, CustomerIdentifier, CustomerMerge

M = TypeVar("M", bound=Model)
Kind, Action = ConsentSubject.Kind, Consent.Action
NEVER = Value(datetime(1970, 1, 1, tzinfo=UTC), output_field=DateTimeField())


def may_be_reached(purpose: str, channel: str) -> Q:
    """Return the condition on `Customer` that they may be reached for a purpose by a channel but e-mail.

    By telephone and text message a number of theirs is needed that is not suppressed; by post the record must
    not be. Of a company only the consent of the number, or of the record, counts: its people each speak for
    themselves. Where a no stands on a record that others were merged into, a yes counts after the merge.
    """
    said = _answers(purpose, channel)
    is_company, is_post = Q(kind=Customer.Kind.COMPANY), channel == Channel.POST
    active = Suppression.objects.filter(lifted_at=None)
    if is_post:
        is_open = ~Q(Exists(_of_record(active)))
        own = Q(Exists(_of_record(_granted_last(purpose, channel))))
    else:
        numbers = _keys().filter(~Exists(_of_key(active)), kind=Kind.PHONE)
        is_open, own = (
            Q(Exists(numbers)),
            Q(Exists(_with_answer(numbers, _of_key(said)).filter(Q(answer=Action.GRANTED)))),
        )
    return is_open & ((is_company & own) | (~is_company & _agrees(said)))


def _agrees(said: QuerySet[Consent]) -> Q:
    """Return the condition that a person's latest yes is later than all that speaks against it."""
    yes = _latest_of(said, Q(answer=Action.GRANTED))
    personal = Suppression.objects.filter(lifted_at=None, reason__in=PERSONAL)
    no = Greatest(
        _latest_of(said, Q(answer__isnull=False) & ~Q(answer=Action.GRANTED)),
        _moment(_keys().annotate(at=_first(_of_key(personal).order_by("-added_at"), "added_at"))),
        Coalesce(_first(_of_record(personal).order_by("-added_at"), "added_at"), NEVER),
    )
    merges = CustomerMerge.objects.filter(survivor=OuterRef("pk"), undone_at=None)
    merged = _moment(merges.annotate(at=F("merged_at")))
    is_undisputed = ~Q(GreaterThan(no, NEVER)) | Q(GreaterThan(yes, merged))
    return Q(GreaterThan(yes, no)) & is_undisputed


def _latest_of(said: QuerySet[Consent], wanted: Q) -> Combinable:
    """Return when the latest answer of this kind was given, by a key or for the record; long ago for none."""
    by_key = _moment(_with_answer(_keys(), _of_key(said)).filter(wanted))
    record = _with_answer(Customer.records.filter(pk=OuterRef("pk")), _of_record(said)).filter(wanted)
    return Greatest(by_key, _moment(record))


def _answers(purpose: str, channel: str) -> QuerySet[Consent]:
    answers = Consent.objects.filter(purpose=purpose, channel=channel).exclude(action=Action.REQUESTED)
    return answers.order_by("-decided_at", "-pk")


def _granted_last(purpose: str, channel: str) -> QuerySet[Consent]:
    """List the consents after which nothing was said by the same subject."""
    answers = _answers(purpose, channel).order_by()
    later = Q(decided_at__gt=OuterRef("decided_at")) | Q(
        decided_at=OuterRef("decided_at"), pk__gt=OuterRef("pk")
    )
    return answers.filter(~Exists(answers.filter(later, subject=OuterRef("subject"))), action=Action.GRANTED)


def _keys() -> QuerySet[CustomerIdentifier]:
    return CustomerIdentifier.objects.filter(customer=OuterRef("pk")).order_by()


def _of_key(rows: QuerySet[M]) -> QuerySet[M]:
    return rows.filter(subject__kind=OuterRef("kind"), subject__value=OuterRef("value"))


def _of_record(rows: QuerySet[M]) -> QuerySet[M]:
    return rows.filter(subject__kind=Kind.CUSTOMER, subject__value=Cast(OuterRef("pk"), CharField()))


def _with_answer(rows: QuerySet[M], said: QuerySet[Consent]) -> QuerySet[M]:
    """Give each row the latest answer and its moment."""
    answered = rows.annotate(answer=Subquery(said.values("action")[:1]), at=_first(said, "decided_at"))
    return cast("QuerySet[M]", answered)


def _first(rows: QuerySet[M], name: str) -> Subquery:
    return Subquery(rows.values(name)[:1], output_field=DateTimeField())


def _moment(rows: QuerySet[M]) -> Coalesce:
    """Return the latest moment of the rows; long ago for none."""
    return Coalesce(_first(rows.filter(at__isnull=False).order_by("-at"), "at"), NEVER)
