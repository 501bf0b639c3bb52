"""One page of a timeline as the customer page and the timeline's own page show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.timeline.kinds import GROUPS, KINDS, TimelineKind, hidden_kinds, kind_of
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.next_steps import ShownStep, steps_of
from crm_core.timeline.queries import Selection, entry_page, pinned_entries, timeline_of
from crm_core.timeline.written import may_be_removed
from shop.user.models import User

ADD, CHANGE, DELETE = (f"timeline.{action}_timelineentry" for action in ("add", "change", "delete"))
WRITE_MAIL = "timeline.mail_timelineentry"


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """An entry as it is told to one reader, and what they may do with it."""

    entry: TimelineEntry
    kind: TimelineKind
    steps: Sequence[ShownStep] = ()
    is_others: bool = False
    may_pin: bool = False
    may_edit: bool = False
    may_remove: bool = False
    may_answer: bool = False
    may_read_mail: bool = False

    @property
    def has_actions(self) -> bool:
        """Say whether there is anything to choose."""
        return self.may_pin or self.may_edit or self.may_remove or self.may_answer


def may_edit(entry: TimelineEntry, user: User) -> bool:
    """Say whether somebody may change an entry: its author, or who may change everybody's."""
    if entry.removed_at is not None or not kind_of(entry.kind).is_written:
        return False
    return user.has_perm(CHANGE) or (entry.author_id == user.pk and user.has_perm(ADD))


def may_remove(entry: TimelineEntry, user: User) -> bool:
    """Say whether somebody may take an entry's words away: who has that right, of what people wrote."""
    return entry.removed_at is None and may_be_removed(entry) and user.has_perm(DELETE)


def row_of(
    entry: TimelineEntry,
    user: User,
    *,
    customer: Customer | None = None,
    steps: Mapping[int, Sequence[ShownStep]] | None = None,
) -> EntryRow:
    """Return how an entry is told to `user` in the timeline of `customer`."""
    is_there = entry.removed_at is None
    return EntryRow(
        entry=entry,
        kind=kind_of(entry.kind),
        steps=(steps or {}).get(entry.pk, ()),
        is_others=customer is not None and entry.customer_id != customer.pk,
        may_pin=is_there and user.has_perm(ADD),
        may_edit=may_edit(entry, user),
        may_remove=may_remove(entry, user),
        may_answer=is_there and entry.thread_id is not None and user.has_perm(WRITE_MAIL),
        may_read_mail=entry.mail is not None and not entry.mail.is_secret,
    )


def timeline_page(
    customer: Customer, user: User, asked: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Return one page of the timeline as a template's context; `asked` is what a `Selection` is read from.

    Who may not see orders does not read them here either.
    """
    selection = Selection.of(asked or {})
    entries = timeline_of(customer, user, selection)
    page = entry_page(entries, selection)
    shows_pinned = selection.is_first_page and not selection.is_narrowed
    pinned = pinned_entries(entries) if shows_pinned else []
    steps = steps_of([*page.entries, *pinned])
    return {
        "customer": customer,
        "page": page,
        "rows": [row_of(entry, user, customer=customer, steps=steps) for entry in page.entries],
        "pinned": [row_of(entry, user, customer=customer, steps=steps) for entry in pinned],
        "selection": selection,
        "links": _Links(reverse("customer_timeline", args=[customer.pk]), selection, page.older, page.newer),
        **_filters(user),
    }


def _filters(user: User) -> dict[str, object]:
    """Return the groups as chips and the kinds as choices, without those that this user may not read."""
    hidden = set(hidden_kinds(user))
    shown = [kind for kind in KINDS if kind.name not in hidden]
    used = {kind.group for kind in shown} | {"other"}
    groups = [(name, label) for name, label in GROUPS.items() if name in used]
    kinds = [
        (label, [(kind.name, kind.label) for kind in shown if kind.group == name]) for name, label in groups
    ]
    return {"groups": [("", _("All")), *groups], "kinds": [(label, found) for label, found in kinds if found]}


class _Links:
    """The addresses of the pages beside this one."""

    def __init__(self, url: str, selection: Selection, older: str, newer: str) -> None:
        kept = {"group": selection.group, "kind": selection.kind, "text": selection.text}
        self.url = url
        self._kept = {name: value for name, value in kept.items() if value}
        self.older = self._to(before=older) if older else ""
        self.newer = self._to(after=newer) if newer else ""
        self.latest = self._to()

    def _to(self, **place: str) -> str:
        query = urlencode({**self._kept, **place})
        return f"{self.url}?{query}" if query else self.url
