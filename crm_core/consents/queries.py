"""What holds now: read from the ledger, the suppressions and who is whose customer."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from crm_core.consents.addresses import Key, UnknownAddressError, digests, key_of
from crm_core.consents.models import Consent, ConsentSubject, Suppression
from crm_core.consents.purposes import PURPOSES, Channel
from crm_core.customers.models import Customer, CustomerIdentifier, CustomerMerge
from crm_core.customers.records.trees import survivor_of, tree_ids
from shop.mail.models import Mail

NO_CONSENT, WITHDRAWN = str(Mail.Refusal.NO_CONSENT), str(Mail.Refusal.WITHDRAWN)
OBJECTED, BAD_ADDRESS = str(Mail.Refusal.OBJECTED), str(Mail.Refusal.BAD_ADDRESS)
#: These are said by a person, and hold for all addresses of theirs.
PERSONAL = (Suppression.Reason.OBJECTED, Suppression.Reason.COMPLAINED)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Whether somebody may be reached. `reason` is a `Mail.Refusal`, empty where they may."""

    is_allowed: bool
    reason: str = ""
    consent: Consent | None = None

    def __bool__(self) -> bool:
        return self.is_allowed


def subject_of(key: Key) -> ConsentSubject | None:
    """Return whom a key names, also under a hash of an earlier secret; None for who was never asked."""
    kind, value = key
    named = Q(digest__in=digests(key)) | Q(value=value)
    return ConsentSubject.objects.filter(named, kind=kind).order_by("pk").first()


def subjects_of(keys: Iterable[Key]) -> dict[int, Key]:
    """Return the subjects of several keys by number, the first first, in one query."""
    by_digest: dict[Key, Key] = {}
    by_value: dict[str, dict[str, Key]] = {}
    for key in keys:
        kind, value = key
        by_digest |= {(kind, one): key for one in digests(key)}
        by_value.setdefault(kind, {})[value] = key
    wanted = Q(pk__in=[])
    for kind, values in by_value.items():
        hashes = [hashed for of_kind, hashed in by_digest if of_kind == kind]
        wanted |= Q(kind=kind) & (Q(digest__in=hashes) | Q(value__in=values))
    rows = ConsentSubject.objects.filter(wanted).order_by("pk")
    return {row.pk: by_digest.get((row.kind, row.digest)) or by_value[row.kind][row.value] for row in rows}


def decisions(subjects: Collection[int]) -> QuerySet[Consent]:
    """List what these subjects answered, the latest first; what merely was asked is no answer."""
    answered = Consent.objects.filter(subject__in=subjects).exclude(action=Consent.Action.REQUESTED)
    return answered.order_by("-decided_at", "-pk")


def latest_consents(subject: ConsentSubject) -> dict[tuple[str, str], Consent]:
    """Return what holds of each purpose and channel; nothing for what was never answered."""
    latest: dict[tuple[str, str], Consent] = {}
    for row in decisions([subject.pk]).select_related("text"):
        latest.setdefault((row.purpose, row.channel), row)
    return latest


def latest_consent(
    subject: ConsentSubject | None, purpose: str, channel: str, *, version: str = ""
) -> Consent | None:
    """Return the latest answer, or None; with `version` only answers to those words count."""
    if subject is None:
        return None
    rows = decisions([subject.pk]).filter(purpose=purpose, channel=channel)
    return (rows.filter(text__version=version) if version else rows).first()


def may_send(
    purpose: str,
    *,
    channel: str = Channel.EMAIL,
    email: str = "",
    phone: str = "",
    customer: Customer | None = None,
) -> Decision:
    """Tell whether somebody may be reached for a purpose by a channel; whatever is unknown is refused.

    An e-mail address needs a consent of its own; by phone, text message and post the customer is reached, so
    that a consent of any of their addresses counts. A refusal by one address of a customer holds for all of
    them, until they agree again after it, and after the records became one if they were merged: no merge
    loses a refusal, and an undone merge leaves none behind, for all of it is read from whose address is
    whose. The people of a company each speak for themselves. Raises KeyError for an unknown purpose.
    """
    is_requested = PURPOSES[purpose].is_requested
    try:
        key = key_of(email=email, phone=phone, customer=customer)
    except UnknownAddressError:
        return Decision(is_allowed=False, reason=BAD_ADDRESS)
    circle = _circle(key)
    rows = decisions(circle.homes).filter(purpose=purpose, channel=channel)
    latest: dict[int, Consent] = {}
    for row in rows:
        latest.setdefault(row.subject_id, row)
    own = {circle.own} if channel == Channel.EMAIL else set(circle.homes)
    answers = [row for pk, row in latest.items() if pk in own]
    if suppressed := _suppressed(circle, answers):
        return Decision(is_allowed=False, reason=suppressed)
    refusals = [row for row in latest.values() if not row.is_granted]
    grants = [
        row
        for row in answers
        if row.is_granted and all(row.decided_at > circle.since(refusal, row) for refusal in refusals)
    ]
    if grants:
        return Decision(is_allowed=True, consent=grants[0])
    if refusals:
        reason = OBJECTED if refusals[0].action == Consent.Action.OBJECTED else WITHDRAWN
        return Decision(is_allowed=False, reason=reason, consent=refusals[0])
    return Decision(is_allowed=is_requested, reason="" if is_requested else NO_CONSENT)


@dataclass(frozen=True, kw_only=True)
class _Circle:
    """The subjects of one person by number, each with the record it belongs to; `own` is who is asked about.

    `parents` says of merged records into which one they went and when.
    """

    own: int | None
    homes: Mapping[int, int | None]
    parents: Mapping[int, tuple[int, datetime]]

    def since(self, refusal: Consent, grant: Consent) -> datetime:
        """Return after when a grant outweighs a refusal: it was said, and the two were one customer."""
        ours, theirs = self._path(self.homes[grant.subject_id]), self._path(self.homes[refusal.subject_id])
        shared = ours.keys() & theirs.keys()
        apart = [when for path in (ours, theirs) for pk, when in path.items() if pk not in shared and when]
        return max([refusal.decided_at, *apart])

    def _path(self, home: int | None) -> dict[int, datetime | None]:
        path: dict[int, datetime | None] = {}
        while home is not None and home not in path:
            parent = self.parents.get(home)
            path[home] = parent[1] if parent else None
            home = parent[0] if parent else None
        return path


def _circle(key: Key) -> _Circle:
    """Gather whose address a key is and which other subjects are the same person."""
    subject = subject_of(key)
    own = subject.pk if subject else None
    customer, homes = _homes_of_keys(key)
    if customer is None:
        return _Circle(own=own, homes={own: None} if own else {}, parents={})
    found = subjects_of(homes)
    merges = CustomerMerge.objects.filter(merged__in=set(homes.values()) | _tree(homes), undone_at=None)
    parents = {m: (s, when) for m, s, when in merges.values_list("merged", "survivor", "merged_at")}
    by_subject: dict[int, int | None] = {pk: homes[named] for pk, named in found.items()}
    if own is not None:
        by_subject.setdefault(own, customer.pk)
    return _Circle(own=own, homes=by_subject, parents=parents)


def _tree(homes: Mapping[Key, int]) -> set[int]:
    return {int(value) for kind, value in homes if kind == ConsentSubject.Kind.CUSTOMER}


def _homes_of_keys(key: Key) -> tuple[Customer | None, dict[Key, int]]:
    """Return the person a key leads to with all keys of theirs, each with the record that it came with."""
    kind, value = key
    if kind == ConsentSubject.Kind.CUSTOMER:
        record = Customer.records.filter(pk=value).first()
        customer = survivor_of(record) if record else None
    else:
        customer = Customer.objects.filter(identifiers__kind=kind, identifiers__value=value).first()
    if customer is None:
        return None, {}
    if customer.kind == Customer.Kind.COMPANY:
        return customer, {key: customer.pk}
    keys = CustomerIdentifier.objects.filter(customer=customer).values_list("kind", "value", "home")
    homes: dict[Key, int] = {(kind, value): home or customer.pk for kind, value, home in keys}
    homes |= {(str(ConsentSubject.Kind.CUSTOMER), str(pk)): pk for pk in tree_ids(customer.pk)}
    return customer, homes


def _suppressed(circle: _Circle, answers: Iterable[Consent]) -> str:
    """Return why nothing goes to this address; what a person said holds for their other addresses, too."""
    granted = [row for row in answers if row.is_granted]
    rows = Suppression.objects.filter(subject__in=circle.homes, lifted_at=None).order_by("pk")
    for row in rows:
        if row.subject_id == circle.own:
            return row.reason
        said = Consent(subject_id=row.subject_id, decided_at=row.added_at)
        if row.reason in PERSONAL and not any(yes.decided_at > circle.since(said, yes) for yes in granted):
            return row.reason
    return ""


def has_objected(key: Key) -> bool:
    """Tell whether somebody has objected or complained, by this address or another one of theirs."""
    personal = Suppression.objects.filter(lifted_at=None, reason__in=PERSONAL)
    return personal.filter(subject__in=_circle(key).homes).exists()


def has_refused(key: Key, purpose: str, channel: str) -> bool:
    """Tell whether the latest answer of any address of a person about a purpose is no."""
    latest: dict[int, Consent] = {}
    for row in decisions(_circle(key).homes).filter(purpose=purpose, channel=channel):
        latest.setdefault(row.subject_id, row)
    return any(not row.is_granted for row in latest.values())


def active_suppressions(subject: ConsentSubject) -> QuerySet[Suppression]:
    """List what keeps mail from an address now."""
    return subject.suppressions.filter(lifted_at=None).order_by("-added_at", "-pk")


def keys_of_customer(customer: Customer) -> list[Key]:
    """List every key by which a customer may have consented."""
    keys = CustomerIdentifier.objects.filter(customer=customer).values_list("kind", "value")
    kinds = set(ConsentSubject.Kind.values)
    own = [(str(ConsentSubject.Kind.CUSTOMER), str(pk)) for pk in tree_ids(customer.pk)]
    return [key for key in keys if key[0] in kinds] + own
