"""Which lists a buyer reads, in which order: reckoned for many users at once, written where it is another.

Assignments, memberships and the hierarchy change rarely and prices are read always, so each user carries
the name of their context. Whoever changes one of them calls `reckon_contexts` in the same transaction; the
schedule repairs what was changed past it (`shop.price_lists.tasks`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from shop.b2b.models import Company, CompanyContact
from shop.catalogue.services import announce_products
from shop.partner.contexts import products_of_lists
from shop.partner.price_list_models import PUBLIC_CONTEXT, ContextList
from shop.price_lists.models import PriceContext, PriceListAssignment
from shop.user.models import User

SLICE = 500
#: What is nearer to the buyer comes first among lists of one priority.
NEARNESS = {"user": 0, "location": 1, "company": 2, "programme": 3, "group": 4, "everybody": 5}
Lists = dict[int, int]


@dataclass
class Assigned:
    """All assignments: by kind of target, then by its key, the lists."""

    by_target: dict[str, dict[int, set[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    priorities: dict[int, int] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Assigned":
        """Read them in one query."""
        found = cls()
        columns = ("price_list_id", "price_list__priority", "everybody")
        targets = ("group_id", "company_id", "location_id", "user_id")
        rows = PriceListAssignment.objects.order_by().values_list(*columns, *targets)
        for list_id, priority, everybody, *keys in rows:
            found.priorities[list_id] = priority
            names = ("group", "company", "location", "user")
            target, key = next(
                ((name, key) for name, key in zip(names, keys, strict=True) if key), ("everybody", 0)
            )
            if target != "everybody" or everybody:
                found.by_target[target][key].add(list_id)
        return found

    def at(self, target: str, key: int | None) -> set[int]:
        """Return the lists of one target; none for None."""
        return self.by_target[target].get(key, set()) if key is not None else set()

    def ordered(self, lists: Mapping[int, int]) -> tuple[int, ...]:
        """Return lists, each with its nearness, in the order in which they are read."""
        return tuple(sorted(lists, key=lambda pk: (-self.priorities[pk], lists[pk], pk)))

    def of_everybody(self) -> tuple[int, ...]:
        """Return the lists of everybody in their order."""
        return self.ordered(dict.fromkeys(self.at("everybody", 0), NEARNESS["everybody"]))

    def of_member(self, member: "Member") -> tuple[int, ...]:
        """Return the lists of a buyer in their order; empty where none is theirs but everybody's."""
        found: Lists = {}
        _add(found, self.at("user", member.user_id), "user")
        _add(found, self.at("location", member.location_id), "location")
        _add(found, self._of_company(member.lineage), "company")
        _add(found, self.at("group", member.programme_group_id), "programme")
        _add(found, self.at("group", member.group_id), "group")
        if not found:
            return ()
        _add(found, self.at("everybody", 0), "everybody")
        return self.ordered(found)

    def _of_company(self, lineage: Iterable[int]) -> set[int]:
        """Return a company's own lists, else those of the nearest parent that has some."""
        return next((lists for key in lineage if (lists := self.at("company", key))), set())


def _add(found: Lists, lists: Iterable[int], target: str) -> None:
    for pk in lists:
        found.setdefault(pk, NEARNESS[target])


@dataclass(frozen=True, kw_only=True)
class Member:
    """Of a user what their lists depend on; `lineage` are company keys, the nearest first."""

    user_id: int
    lineage: tuple[int, ...] = ()
    group_id: int | None = None
    programme_group_id: int | None = None
    location_id: int | None = None


def members_of(user_ids: Collection[int] | None = None) -> dict[int, Member]:
    """Return users who act for a company, by key; one query. Closed companies have no members."""
    rows = CompanyContact.objects.filter(user__isnull=False, is_active=True)
    rows = rows.exclude(company__status=Company.Status.CLOSED)
    if user_ids is not None:
        rows = rows.filter(user__in=user_ids)
    groups = ("company__group_id", "company__programme_group_id")
    columns = ("user_id", "company_id", "company__path", "location_id", *groups)
    return {
        user: Member(
            user_id=user,
            lineage=_lineage(path, company),
            group_id=group,
            programme_group_id=programme,
            location_id=location,
        )
        for user, company, path, location, group, programme in rows.order_by().values_list(*columns)
    }


def member_of_company(company: Company) -> Member:
    """Return somebody who buys for a company, whoever it is."""
    return Member(
        user_id=0,
        lineage=tuple(company.lineage_keys),
        group_id=company.group_id,
        programme_group_id=company.programme_group_id,
    )


def _lineage(path: str, company_id: int) -> tuple[int, ...]:
    return tuple(int(key) for key in reversed(path.strip("/").split("/")) if key) or (company_id,)


@transaction.atomic
def reckon_contexts(user_ids: Collection[int] | None = None) -> int:
    """Write for these users, or for all, which price context is theirs; return how many changed.

    Contexts are made where a new choice of lists appears, and their products are announced. A handful of
    queries and one UPDATE for each context that somebody moves into.
    """
    assigned = Assigned.load()
    _write_lists(PUBLIC_CONTEXT, assigned.of_everybody())
    wanted = _wanted(assigned, user_ids)
    keys = _keys(set(wanted.values()))
    users = User.objects.all() if user_ids is None else User.objects.filter(pk__in=user_ids)
    held = dict(users.exclude(price_context="").order_by().values_list("pk", "price_context"))
    moves: dict[str, list[int]] = defaultdict(list)
    for user in {*held, *wanted}:
        key = keys[wanted[user]] if user in wanted else ""
        if held.get(user, "") != key:
            moves[key].append(user)
    return sum(_move(key, moved) for key, moved in sorted(moves.items()))


def _wanted(assigned: Assigned, user_ids: Collection[int] | None) -> dict[int, tuple[int, ...]]:
    """Return the lists of every user who has lists beside everybody's."""
    members = members_of(user_ids)
    for user in set(assigned.by_target["user"]) - set(members):
        if user_ids is None or user in user_ids:
            members[user] = Member(user_id=user)
    found = {user: assigned.of_member(member) for user, member in members.items()}
    return {user: lists for user, lists in found.items() if lists}


def _move(key: str, user_ids: list[int]) -> int:
    for start in range(0, len(user_ids), SLICE):
        User.objects.filter(pk__in=user_ids[start : start + SLICE]).update(price_context=key)
    return len(user_ids)


def _keys(choices: Collection[tuple[int, ...]]) -> dict[tuple[int, ...], str]:
    """Return the context of each ordered choice of lists, made where there was none."""
    signatures = {",".join(map(str, choice)): choice for choice in choices}
    known = dict(PriceContext.objects.filter(signature__in=signatures).values_list("signature", "pk"))
    for signature, choice in sorted(signatures.items()):
        if signature not in known:
            context, _created = PriceContext.objects.get_or_create(signature=signature)
            known[signature] = context.pk
            _write_lists(context.pk, choice)
    return {choice: f"c{known[signature]}" for signature, choice in signatures.items()}


def _write_lists(context: int, lists: tuple[int, ...]) -> None:
    """Have a context read these lists in this order; nothing where it does."""
    held = (
        ContextList.objects.filter(context=context).order_by("rank").values_list("price_list_id", flat=True)
    )
    if tuple(held) == lists:
        return
    announce_products(products_of_lists({*held, *lists}))
    ContextList.objects.filter(context=context).delete()
    ContextList.objects.bulk_create(
        ContextList(context=context, price_list_id=pk, rank=rank) for rank, pk in enumerate(lists)
    )


def is_in_use() -> bool:
    """Tell whether any list is assigned to anybody, or was: else nobody has a context. One or two queries."""
    return PriceListAssignment.objects.exists() or PriceContext.objects.exists()


def context_of(user_id: int) -> str:
    """Return the context that a user should have, as it is reckoned now: "public" without one."""
    assigned, member = Assigned.load(), members_of([user_id]).get(user_id, Member(user_id=user_id))
    lists = assigned.of_member(member)
    return _keys({lists})[lists] if lists else "public"


@transaction.atomic
def drop_unused_contexts() -> int:
    """Delete the contexts that no user has; return how many."""
    used = {key[1:] for key in User.objects.exclude(price_context="").values_list("price_context", flat=True)}
    unused = PriceContext.objects.exclude(pk__in=used)
    keys = list(unused.values_list("pk", flat=True))
    ContextList.objects.filter(context__in=keys).delete()
    PriceContext.objects.filter(pk__in=keys).delete()
    return len(keys)
