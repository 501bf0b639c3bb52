"""Colleagues named by @ in a note or an activity: found, told by mail and in the shell, once."""

import re
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from crm_core.activities.access import sees_activity
from crm_core.activities.events import ColleagueMentioned
from crm_core.activities.models import Activity, Mention
from crm_core.customers.access.rows import VIEW, may_see
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.next_steps import ENTRY_LISTENERS, EntryListener
from shop.events.services import publish
from shop.user.models import User

MOST_MENTIONED = 20
#: What may follow a name in Latin letters; others are written without spaces between words.
_GOES_ON = re.compile(r"[A-Za-z0-9_]|[.-][A-Za-z0-9]")
_AT = re.compile(r"(?<![\w.+-])@|(?<=[^\x00-\x7f])@")


def mentioned_in(text: str, colleagues: Iterable[User]) -> list[User]:
    """List the colleagues whom a text names by @: full name, address or its first part, first name.

    The longest name that fits counts; a short one that two colleagues have names nobody.
    """
    if "@" not in text:
        return []
    names = _names(colleagues)
    found: dict[int, User] = {}
    for at in _AT.finditer(text):
        rest = text[at.end() : at.end() + 200].casefold()
        for name, user in names:
            if rest.startswith(name) and not (name[-1].isascii() and _GOES_ON.match(rest, len(name))):
                found.setdefault(user.pk, user)
                break
    return list(found.values())[:MOST_MENTIONED]


def _names(colleagues: Iterable[User]) -> list[tuple[str, User]]:
    """Return every name of one colleague alone, the longest first."""
    pairs: dict[tuple[str, int], User] = {}
    for user in colleagues:
        names = {user.get_full_name(), user.email, user.email.partition("@")[0], user.first_name}
        names.add(f"{user.last_name}{user.first_name}")
        for name in names:
            if name.strip():
                pairs[name.strip().casefold(), user.pk] = user
    count = Counter(name for name, _pk in pairs)
    alone = [(name, user) for (name, _pk), user in pairs.items() if count[name] == 1]
    return sorted(alone, key=lambda pair: -len(pair[0]))


@transaction.atomic
def note_mentions(
    text: str, *, by: User, activity: Activity | None = None, entry: TimelineEntry | None = None
) -> list[Mention]:
    """Note who is named in a text and may see what it is about; each colleague once, `by` never.

    Effects in one transaction: the mentions, `ColleagueMentioned` for each new one, which sends the mail.
    """
    if "@" not in text:
        return []
    staff = User.objects.filter(is_staff=True, is_active=True).exclude(pk=by.pk).order_by("pk")
    told = []
    for user in mentioned_in(text, staff):
        if not _may_see(user, activity, entry):  # guard: mention-sees-customer
            continue
        mention, is_new = Mention.objects.get_or_create(
            user=user, activity=activity, entry=entry, defaults={"by": by}
        )
        if is_new:
            publish(ColleagueMentioned(mention_id=mention.pk))
            told.append(mention)
    return told


def _may_see(user: User, activity: Activity | None, entry: TimelineEntry | None) -> bool:
    if not user.has_perm(VIEW):
        return False
    if activity is not None:
        return user.has_perm("activities.view_activity") and sees_activity(user, activity)
    return entry is not None and may_see(user, entry.customer)


def may_see_mention(mention: Mention) -> bool:
    """Say whether who was named may see, now, where they were."""
    return _may_see(mention.user, mention.activity, mention.entry)


def new_mentions(user: User) -> list[Mention]:
    """List where somebody was named and has not looked yet, the latest first; what they may still see."""
    rows = Mention.objects.filter(user=user, seen_at=None).select_related(
        "by", "entry__customer", "activity__customer"
    )
    return [mention for mention in rows[:MOST_MENTIONED] if _may_see(user, mention.activity, mention.entry)]


def see_mentions(user: User, *, activity: Activity | None = None, pk: int | None = None) -> int:
    """Note that somebody has looked at where they were named; return how many were new."""
    rows = Mention.objects.filter(user=user, seen_at=None)
    rows = rows.filter(pk=pk) if pk is not None else rows.filter(activity=activity, entry=None)
    return rows.update(seen_at=timezone.now())


def hear_of_entry(entry: TimelineEntry, by: User) -> None:
    """Look for names in what a colleague wrote into a timeline."""
    note_mentions(entry.text, by=by, entry=entry)


ENTRY_LISTENERS.register(EntryListener(name="mentions", heard=hear_of_entry))
