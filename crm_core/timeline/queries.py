"""Reading the timeline: whose entries, which of them, and one page without counting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from crm_core.customers.access.rows import rows_visible_to, visible_to
from crm_core.customers.models import Customer
from crm_core.customers.queries import account_of
from crm_core.timeline.kinds import GROUPS, KINDS, hidden_kinds, kind_names
from crm_core.timeline.models import TimelineEntry
from shop.tokens import normalise_text
from shop.user.models import User

Reader = User | AnonymousUser
ENTRIES_PER_PAGE = 20
MOST_PINNED = 10
MOST_PEOPLE = 200
LONGEST_SEARCH = 100


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What of a timeline is asked for: a group or a kind, words, and from where on.

    `before` and `after` are cursors (see `cursor_of`), `entry` the number of an entry with which the page
    begins.
    """

    group: str = ""
    kind: str = ""
    text: str = ""
    before: str = ""
    after: str = ""
    entry: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, object]) -> "Selection":
        """Read it from an address; what it does not know is left out."""
        kind, group = str(asked.get("kind", "")), str(asked.get("group", ""))
        return cls(
            group=group if group in GROUPS else "",
            kind=kind if kind in KINDS else "",
            text=" ".join(str(asked.get("text", "")).split())[:LONGEST_SEARCH],
            before=str(asked.get("before", "")),
            after=str(asked.get("after", "")),
            entry=str(asked.get("entry", "")),
        )

    @property
    def is_narrowed(self) -> bool:
        """Say whether it leaves anything out."""
        return bool(self.group or self.kind or self.text)

    @property
    def is_first_page(self) -> bool:
        """Say whether it begins with the latest entry."""
        return not (self.before or self.after or self.entry)


@dataclass(frozen=True, kw_only=True)
class EntryPage:
    """Some entries, latest first, and the cursors of the pages beside it; empty where there is none."""

    entries: Sequence[TimelineEntry]
    older: str = ""
    newer: str = ""


def people_of(customer: Customer, user: Reader) -> QuerySet[Customer]:
    """List whose entries the timeline of a customer tells and `user` sees, the customer among them."""
    return visible_to(user, account_of(customer))


def timeline_of(customer: Customer, user: Reader, selection: Selection) -> QuerySet[TimelineEntry]:
    """List what happened to a customer and may be read by `user`; in no order yet.

    Kinds that nobody registered (their package is gone) belong to "other".
    """
    if customer.kind == Customer.Kind.COMPANY and customer.company_id is not None:
        people = [customer.pk, *people_of(customer, user).order_by("pk").values_list("pk", flat=True)]
        entries = TimelineEntry.objects.filter(customer__in=sorted(set(people[:MOST_PEOPLE])))
    else:
        entries = TimelineEntry.objects.filter(customer=customer)
    if hidden := hidden_kinds(user):
        entries = entries.exclude(kind__in=hidden)
    if selection.group == "other":
        entries = entries.exclude(kind__in=[kind.name for kind in KINDS if kind.group != "other"])
    elif selection.group:
        entries = entries.filter(kind__in=kind_names(selection.group))
    if selection.kind:
        entries = entries.filter(kind=selection.kind)
    return _searched(entries, selection.text)


def _searched(entries: QuerySet[TimelineEntry], text: str) -> QuerySet[TimelineEntry]:
    for word in normalise_text(text).split():
        in_mail = Q(mail__text__icontains=word, mail__is_secret=False)
        entries = entries.filter(Q(search_text__contains=word) | in_mail)
    return entries


def cursor_of(entry: TimelineEntry) -> str:
    """Return the place of an entry in a timeline, as it stands in an address."""
    return f"{entry.occurred_at.isoformat()}_{entry.pk}"


def _place(cursor: str) -> tuple[datetime, int] | None:
    """Read a cursor; None for what is none."""
    moment, _sign, number = cursor.rpartition("_")
    try:
        at, pk = datetime.fromisoformat(moment), int(number)
    except ValueError:
        return None
    return (at, pk) if at.tzinfo is not None and 0 <= pk < 2**63 else None


def entry_page(
    entries: QuerySet[TimelineEntry], selection: Selection, *, size: int = ENTRIES_PER_PAGE
) -> EntryPage:
    """Read one page by its cursor: `size` entries and one more, whatever their number."""
    start = None
    if selection.entry.isdecimal() and len(selection.entry) < 19:  # noqa: PLR2004 - digits of a bigint
        start = entries.filter(pk=int(selection.entry)).first()
    # A range on the first column of the index, and what of it lies on the wrong side of equal moments.
    if start is not None:
        at, pk = start.occurred_at, start.pk
        rows = entries.filter(occurred_at__lte=at).exclude(occurred_at=at, pk__gt=pk)
    elif place := _place(selection.before):
        rows = entries.filter(occurred_at__lte=place[0]).exclude(occurred_at=place[0], pk__gte=place[1])
    elif place := _place(selection.after):
        later = entries.filter(occurred_at__gte=place[0]).exclude(occurred_at=place[0], pk__lte=place[1])
        return _page_after(_complete(later).order_by("occurred_at", "pk"), size)
    else:
        found = list(_complete(entries).order_by("-occurred_at", "-pk")[: size + 1])
        return EntryPage(entries=found[:size], older=cursor_of(found[size - 1]) if len(found) > size else "")
    found = list(_complete(rows).order_by("-occurred_at", "-pk")[: size + 1])
    older = cursor_of(found[size - 1]) if len(found) > size else ""
    return EntryPage(entries=found[:size], older=older, newer=cursor_of(found[0]) if found else "")


def _page_after(rows: QuerySet[TimelineEntry], size: int) -> EntryPage:
    """Read the page above a place, which is nearest to it first."""
    found = list(rows[: size + 1])
    entries = found[:size][::-1]
    return EntryPage(
        entries=entries,
        older=cursor_of(entries[-1]) if entries else "",
        newer=cursor_of(entries[0]) if len(found) > size else "",
    )


def pinned_entries(entries: QuerySet[TimelineEntry]) -> list[TimelineEntry]:
    """List the pinned ones, the last pinned first."""
    return list(_complete(entries.exclude(pinned_at=None)).order_by("-pinned_at", "-pk")[:MOST_PINNED])


def _complete(entries: QuerySet[TimelineEntry]) -> QuerySet[TimelineEntry]:
    """Read with entries what their rows tell, in as many queries whatever their number."""
    rows = entries.select_related("author", "removed_by", "customer", "mail", "thread")
    return rows.defer("mail__html", "search_text").prefetch_related(
        "attachments", "mail__attachments", "revisions__replaced_by"
    )


def entries_visible_to(user: Reader) -> QuerySet[TimelineEntry]:
    """List the entries that somebody may read, of the customers that they see."""
    return rows_visible_to(user, TimelineEntry.objects.exclude(kind__in=hidden_kinds(user)))


def last_talk(customer: int) -> TimelineEntry | None:
    """Return the latest thing that a colleague wrote of a customer."""
    kinds = [kind.name for kind in KINDS if kind.is_written]
    entries = TimelineEntry.objects.filter(customer=customer, kind__in=kinds, removed_at=None)
    return entries.select_related("author").order_by("-occurred_at", "-pk").first()
