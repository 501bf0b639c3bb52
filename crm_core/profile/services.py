"""Writing a customer's profile: contact points, tags, households. All under the customer's lock."""

from collections.abc import Collection, Iterable

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.records import trees
from crm_core.profile.changes import Change, record_change
from crm_core.profile.models import (
    ContactPoint,
    ContactPreference,
    CustomerTag,
    Household,
    HouseholdMember,
    Tag,
)
from crm_core.profile.queries import household_of, tags_of
from crm_core.profile.values import folded_tag, tag_names
from shop.contact_data import normalised_email
from shop.user.models import User

Kind = ContactPoint.Kind


@transaction.atomic
def take_known_points(customers: Collection[int]) -> int:
    """Make contact points of the identifiers that lead to current customers; return how many are new.

    Addresses that their account's owner confirmed are verified. Asked again it changes nothing. The customers
    are held, so that an import that writes theirs waits.
    """
    list(Customer.records.select_for_update().filter(pk__in=customers).order_by("pk").values_list("pk"))
    keys = CustomerIdentifier.objects.filter(customer__in=customers, kind__in=[Kind.EMAIL, Kind.PHONE])
    wanted = list(keys.order_by("pk").values_list("customer", "kind", "value"))
    held = ContactPoint.objects.filter(customer__in=customers)
    known = set(held.values_list("customer", "kind", "value"))
    new = [row for row in wanted if row not in known]
    ContactPoint.objects.bulk_create(
        [ContactPoint(customer_id=pk, kind=kind, value=value) for pk, kind, value in new],
        batch_size=500,
        ignore_conflicts=True,
    )
    _verify_confirmed(customers)
    return len(new)


def _verify_confirmed(customers: Collection[int]) -> None:
    """Mark addresses verified that a customer's own account has confirmed."""
    users = CustomerIdentifier.objects.filter(customer__in=customers, kind=CustomerIdentifier.Kind.USER)
    owner_of = {int(value): pk for pk, value in users.values_list("customer", "value")}
    if not owner_of:
        return
    confirmed = EmailAddress.objects.filter(user__in=owner_of, verified=True).values_list("user", "email")
    for user, email in confirmed:
        points = ContactPoint.objects.filter(
            customer=owner_of[user], kind=Kind.EMAIL, value=normalised_email(email), verified_at=None
        )
        points.update(verified_at=timezone.now())


def ensure_tags(names: Iterable[str]) -> dict[str, Tag]:
    """Return the tags of these names by their folded names; those that are not there yet are made."""
    by_fold: dict[str, str] = {}
    for name in names:
        by_fold.setdefault(folded_tag(name), name)
    by_fold.pop("", None)
    found = {tag.folded: tag for tag in Tag.objects.filter(folded__in=by_fold)}
    new = [Tag(name=name, folded=fold) for fold, name in by_fold.items() if fold not in found]
    if new:
        Tag.objects.bulk_create(new, ignore_conflicts=True)
        found = {tag.folded: tag for tag in Tag.objects.filter(folded__in=by_fold)}
    return found


@transaction.atomic
def set_tags(customer: Customer, names: Iterable[str], *, by: User | None, via: str = "") -> list[Tag]:
    """Have a customer bear these tags and no others; new words become tags. Returns them."""
    held = trees.locked_survivor(customer.pk)
    before = tags_of([held.pk]).get(held.pk, [])
    wanted = ensure_tags(names)
    CustomerTag.objects.filter(customer=held).exclude(tag__in=wanted.values()).delete()
    CustomerTag.objects.bulk_create(
        [CustomerTag(customer=held, tag=tag) for tag in wanted.values()], ignore_conflicts=True
    )
    after = sorted(wanted.values(), key=lambda tag: tag.folded)
    record_change(held, [Change(field="tags", old=_names(before), new=_names(after))], by=by, via=via)
    return after


def add_tag(customer: Customer, text: str, *, by: User | None) -> list[Tag]:
    """Add the tags in a line to those that a customer bears."""
    with transaction.atomic():
        held = trees.locked_survivor(customer.pk)
        names = [tag.name for tag in tags_of([held.pk]).get(held.pk, [])]
        return set_tags(held, [*names, *tag_names(text)], by=by)


def remove_tag(customer: Customer, tag_id: int, *, by: User | None) -> list[Tag]:
    """Take a tag off a customer; one that they do not bear changes nothing."""
    with transaction.atomic():
        held = trees.locked_survivor(customer.pk)
        names = [tag.name for tag in tags_of([held.pk]).get(held.pk, []) if tag.pk != tag_id]
        return set_tags(held, names, by=by)


def _names(tags: Iterable[Tag]) -> str:
    return ", ".join(tag.name for tag in tags)


@transaction.atomic
def merge_tags(tags: Collection[Tag], *, into: Tag) -> int:
    """Have whoever bears one of these tags bear `into`; the others go. Returns how many got it."""
    others = Tag.objects.select_for_update().filter(pk__in=[tag.pk for tag in tags]).exclude(pk=into.pk)
    number = 0
    for other in list(others.order_by("pk")):
        has_it = CustomerTag.objects.filter(tag=into, customer=OuterRef("customer"))
        # The rows stay the same, so that an undone merge of customers puts them back.
        number += CustomerTag.objects.filter(~Exists(has_it), tag=other).update(tag=into)
        other.delete()
    return number


@transaction.atomic
def set_household(
    customer: Customer, name: str, others: Collection[Customer], *, by: User | None
) -> Household | None:
    """Have a customer live with these others in a household of that name; without others and name, alone.

    Somebody else who lives in another household moves; a household with fewer than two members ends.
    """
    people = [trees.locked_survivor(pk) for pk in sorted({customer.pk, *(other.pk for other in others)})]
    held = next(person for person in people if person.pk == trees.survivor_of(customer).pk)
    place = household_of(held)
    before = _household_words(place)
    left = set(HouseholdMember.objects.filter(customer__in=people).values_list("household", flat=True))
    others_there = [person for person in people if person != held]
    if not others_there:
        HouseholdMember.objects.filter(customer=held).delete()
        household = None
    else:
        household = place.household if place else Household.objects.create(name=name or str(held))
        household.name = name or household.name
        household.save(update_fields=["name"])
        household.members.exclude(customer__in=people).delete()
        for person in people:
            HouseholdMember.objects.update_or_create(customer=person, defaults={"household": household})
    for pk in left:
        if HouseholdMember.objects.filter(household=pk).count() <= 1:
            Household.objects.filter(pk=pk).delete()
    after = _household_words(household_of(held))
    record_change(held, [Change(field="household", old=before, new=after)], by=by)
    return household


def _household_words(place: HouseholdMember | None) -> str:
    if place is None:
        return ""
    members = place.household.members.filter(customer__merged_into=None).select_related("customer")
    return f"{place.household.name}: {', '.join(str(member.customer) for member in members.order_by('pk'))}"


@transaction.atomic
def set_preferred_channel(customer: Customer, channel: str, *, by: User | None, via: str = "") -> None:
    """Keep through which channel a customer wants to be reached; "" forgets it."""
    held = trees.locked_survivor(customer.pk)
    known = ContactPreference.objects.filter(customer=held).first()
    before = known.get_channel_display() if known else ""
    if channel:
        known, _is_new = ContactPreference.objects.update_or_create(
            customer=held, defaults={"channel": channel}
        )
    else:
        ContactPreference.objects.filter(customer=held).delete()
    after = known.get_channel_display() if known and channel else ""
    record_change(held, [Change(field="preferred_channel", old=before, new=after)], by=by, via=via)
