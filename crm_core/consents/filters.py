"""Who may be reached, as filters of the customer list.

The rule is that of `queries.may_send`, asked of every customer at once along its indexes: by customer, by
address, by (subject, purpose, channel). In one case it is stricter: where addresses of merged records
disagree, a yes counts only if it was said after the latest merge. "May" names nobody whom `send()` refuses.
"""

import django_filters
from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext
from wagtail.admin.widgets import BooleanRadioSelect

from crm_core.consents.models import Consent, ConsentSubject, Suppression
from crm_core.consents.purposes import PURPOSES, Channel, purpose_choices
from crm_core.consents.queries import PERSONAL
from crm_core.customers.filters import FILTERS, CustomerFilters, Filters
from crm_core.customers.models import Customer, CustomerIdentifier, CustomerMerge
from shop.user.models import User

Kind = ConsentSubject.Kind
Sort = Customer.Kind
#: Stands in the address between a purpose and another channel than e-mail: "newsletter:phone".
BY = ":"


def may_be_reached(purpose: str, channel: str = Channel.EMAIL) -> Q:
    """Return the condition on `Customer` that they may be reached for a purpose by a channel.

    An e-mail address needs a yes of its own. By telephone, text message and post a person is reached
    whichever address of theirs agreed, a company by the number that agreed, or by post as the record did.
    """
    addresses = CustomerIdentifier.objects.filter(customer=OuterRef("pk"))
    if channel == Channel.EMAIL:
        return Q(Exists(addresses.filter(Exists(_own_grants(purpose, channel)), kind=Kind.EMAIL)))
    by_record = Q(Exists(_record_grants(purpose, channel)))
    by_address = Q(Exists(addresses.filter(Exists(_grants(purpose, channel)))))
    if channel == Channel.POST:
        record = Suppression.objects.filter(lifted_at=None, subject__kind=Kind.CUSTOMER)
        is_open = ~Q(Exists(record.filter(subject__value=_number("pk"))))
        as_company = by_record
    else:
        numbers = addresses.filter(kind=Kind.PHONE)
        is_open = Q(Exists(numbers.filter(~Exists(_suppressions()))))
        as_company = Q(Exists(numbers.filter(Exists(_own_grants(purpose, channel)))))
    as_person = Q(kind=Sort.PERSON) & (by_address | by_record)
    return is_open & (as_person | (Q(kind=Sort.COMPANY) & as_company))


def _number(name: str) -> Cast:
    """Return the number of an outer row as the ledger writes it."""
    return Cast(OuterRef(name), CharField())


def _grants(purpose: str, channel: str) -> QuerySet[Consent]:
    """List the yes of an address that no other answer of the person outweighs; asked of an identifier."""
    grants = _latest(purpose, channel).filter(action=Consent.Action.GRANTED)
    grants = grants.filter(subject__kind=OuterRef("kind"), subject__value=OuterRef("value"))
    people = Customer.records.filter(pk=OuterRef(OuterRef("customer")), kind=Sort.PERSON)
    return grants.filter(~Exists(people.filter(_objects(purpose, channel))))


def _own_grants(purpose: str, channel: str) -> QuerySet[Consent]:
    """List those of them by whose address itself somebody may be reached."""
    own = Suppression.objects.filter(lifted_at=None, subject=OuterRef("subject"))
    return _grants(purpose, channel).filter(~Exists(own))


def _record_grants(purpose: str, channel: str) -> QuerySet[Consent]:
    """List the yes that was entered for the record itself and that holds; asked of a customer."""
    grants = _latest(purpose, channel).filter(action=Consent.Action.GRANTED)
    grants = grants.filter(subject__kind=Kind.CUSTOMER, subject__value=_number("pk"))
    people = Customer.records.filter(pk=OuterRef(OuterRef("pk")), kind=Sort.PERSON)
    return grants.filter(~Exists(people.filter(_objects(purpose, channel))))


def _latest(purpose: str, channel: str) -> QuerySet[Consent]:
    """List the answers on a purpose and channel that hold: the latest of each subject."""
    answers = Consent.objects.filter(purpose=purpose, channel=channel)
    answers = answers.exclude(action=Consent.Action.REQUESTED)
    is_later = Q(decided_at__gt=OuterRef("decided_at"))
    is_later |= Q(decided_at=OuterRef("decided_at"), pk__gt=OuterRef("pk"))
    return answers.filter(~Exists(answers.filter(is_later, subject=OuterRef("subject"))))


def _objects(purpose: str, channel: str) -> Q:
    """Return the condition on a person, asked of a grant, that another no of theirs outweighs it."""
    refusals = _latest(purpose, channel).exclude(action=Consent.Action.GRANTED)
    personal = Suppression.objects.filter(lifted_at=None, reason__in=PERSONAL)
    merges = CustomerMerge.objects.filter(survivor=OuterRef("pk"), undone_at=None)
    is_merged_since = Exists(merges.filter(merged_at__gte=OuterRef(OuterRef("decided_at"))))
    after, any_time = Q(), Q()
    for rows, day in ((refusals, "decided_at"), (personal, "added_at")):
        # One level up stands the key, then the person, then the grant.
        later = Q(**{f"{day}__gte": OuterRef(OuterRef(OuterRef("decided_at")))})
        keys = CustomerIdentifier.objects.filter(customer=OuterRef("pk"))
        by_key = rows.filter(subject__kind=OuterRef("kind"), subject__value=OuterRef("value"))
        # What was entered for a record that went into this one: its keys remember it.
        by_home = rows.filter(subject__kind=Kind.CUSTOMER, subject__value=_number("home"))
        for said in (by_key, by_home):
            after |= Q(Exists(keys.filter(Exists(said.filter(later)))))
            any_time |= Q(Exists(keys.filter(Exists(said))))
        by_record = rows.filter(subject__kind=Kind.CUSTOMER, subject__value=_number("pk"))
        after |= Q(Exists(by_record.filter(**{f"{day}__gte": OuterRef(OuterRef("decided_at"))})))
    return after | (Q(is_merged_since) & any_time)


def _suppressions() -> QuerySet[Suppression]:
    """List what keeps mails and calls from an address; asked of an identifier."""
    active = Suppression.objects.filter(lifted_at=None)
    return active.filter(subject__kind=OuterRef("kind"), subject__value=OuterRef("value"))


def is_suppressed() -> Q:
    """Return the condition on `Customer` that one of their addresses or numbers is suppressed."""
    return Q(Exists(CustomerIdentifier.objects.filter(Exists(_suppressions()), customer=OuterRef("pk"))))


def _reached(said: str) -> Q:
    """Return the condition that a choice of the filter names."""
    purpose, _sign, channel = said.partition(BY)
    return may_be_reached(purpose, channel or Channel.EMAIL)


def _may(customers: QuerySet[Customer], _name: str, said: str) -> QuerySet[Customer]:
    return customers.filter(_reached(said)) if said else customers


def _may_not(customers: QuerySet[Customer], _name: str, said: str) -> QuerySet[Customer]:
    return customers.filter(~_reached(said)) if said else customers


def _suppressed(customers: QuerySet[Customer], _name: str, value: bool) -> QuerySet[Customer]:  # noqa: FBT001
    return customers.filter(is_suppressed() if value else ~is_suppressed())


def reach_choices() -> list[tuple[str, str]]:
    """List each purpose by each of its channels; by e-mail a purpose is named alone, as in saved views."""
    return [
        (code if channel == Channel.EMAIL else f"{code}{BY}{channel}", f"{name} · {channel.label}")
        for code, name in purpose_choices()
        for channel in PURPOSES[code].channels
    ]


def consent_filters(user: User | AnonymousUser | None) -> Filters:
    """Return the filters for who may see consents."""
    if user is not None and not user.has_perm("consents.view_consent"):
        return {}
    choices = reach_choices()
    return {
        "may_get": django_filters.ChoiceFilter(
            field_name="may_get", label=gettext("May get"), choices=choices, method=_may
        ),
        "may_not_get": django_filters.ChoiceFilter(
            field_name="may_not_get", label=gettext("May not get"), choices=choices, method=_may_not
        ),
        "is_suppressed": django_filters.BooleanFilter(
            field_name="is_suppressed",
            label=gettext("Address suppressed"),
            method=_suppressed,
            widget=BooleanRadioSelect,
        ),
    }


FILTERS.register(CustomerFilters(name="consents", order=30, filters=consent_filters))
