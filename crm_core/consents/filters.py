"""Who may be written to, as filters of the customer list.

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
from crm_core.consents.reach import may_be_reached
from crm_core.customers.filters import FILTERS, CustomerFilters, Filters
from crm_core.customers.models import Customer, CustomerIdentifier, CustomerMerge
from shop.user.models import User

Kind = ConsentSubject.Kind


def may_get_mail(purpose: str) -> Q:
    """Return the condition on `Customer` that an address of theirs may get mails for a purpose."""
    own = Suppression.objects.filter(lifted_at=None, subject=OuterRef("subject"))
    holding = _holding_by_key(purpose, Channel.EMAIL).filter(~Exists(own))
    addresses = CustomerIdentifier.objects.filter(customer=OuterRef("pk"), kind=Kind.EMAIL)
    return Q(Exists(addresses.filter(Exists(holding))))


def _holding_by_key(purpose: str, channel: str) -> QuerySet[Consent]:
    """List, of an identifier, the consents that no other no of its person outweighs."""
    grants = _latest(purpose, channel).filter(
        subject__kind=OuterRef("kind"), subject__value=OuterRef("value"), action=Consent.Action.GRANTED
    )
    people = Customer.records.filter(pk=OuterRef(OuterRef("customer")), kind=Customer.Kind.PERSON)
    return grants.filter(~Exists(people.filter(_objects(purpose, channel))))


def _latest(purpose: str, channel: str) -> QuerySet[Consent]:
    """List the answers for a purpose by a channel that hold: the latest of each subject."""
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
        by_key = rows.filter(subject__kind=OuterRef("kind"), subject__value=OuterRef("value"))
        keys = CustomerIdentifier.objects.filter(customer=OuterRef("pk"))
        after |= Q(Exists(keys.filter(Exists(by_key.filter(later)))))
        any_time |= Q(Exists(keys.filter(Exists(by_key))))
        by_record = rows.filter(subject__kind=Kind.CUSTOMER, subject__value=Cast(OuterRef("pk"), CharField()))
        after |= Q(Exists(by_record.filter(**{f"{day}__gte": OuterRef(OuterRef("decided_at"))})))
    return after | (Q(is_merged_since) & any_time)


def is_suppressed() -> Q:
    """Return the condition on `Customer` that one of their addresses or numbers is suppressed."""
    active = Suppression.objects.filter(lifted_at=None)
    active = active.filter(subject__kind=OuterRef("kind"), subject__value=OuterRef("value"))
    return Q(Exists(CustomerIdentifier.objects.filter(Exists(active), customer=OuterRef("pk"))))


def reach(choice: str) -> Q:
    """Return the condition of a choice of the filter: a purpose, or "purpose:channel" for another way."""
    purpose, _colon, channel = choice.partition(":")
    return may_be_reached(purpose, channel) if channel else may_get_mail(purpose)


def _may(customers: QuerySet[Customer], _name: str, choice: str) -> QuerySet[Customer]:
    return customers.filter(reach(choice)) if choice else customers


def _may_not(customers: QuerySet[Customer], _name: str, choice: str) -> QuerySet[Customer]:
    return customers.filter(~reach(choice)) if choice else customers


def reach_choices() -> list[tuple[str, str]]:
    """List purposes as ways to write by e-mail, each followed by the other channels that it is offered by."""
    found = []
    for code, name in purpose_choices():
        found.append((code, f"{name}: {Channel.EMAIL.label}"))
        others = [way for way in PURPOSES[code].channels if way not in (Channel.EMAIL, Channel.SITE)]
        found += [(f"{code}:{way}", f"{name}: {way.label}") for way in others]
    return found


def _suppressed(customers: QuerySet[Customer], _name: str, value: bool) -> QuerySet[Customer]:  # noqa: FBT001
    return customers.filter(is_suppressed() if value else ~is_suppressed())


def consent_filters(user: User | AnonymousUser | None) -> Filters:
    """Return the filters for who may see consents."""
    if user is not None and not user.has_perm("consents.view_consent"):
        return {}
    choices = reach_choices()
    return {
        "may_get": django_filters.ChoiceFilter(
            field_name="may_get", label=gettext("May be reached for"), choices=choices, method=_may
        ),
        "may_not_get": django_filters.ChoiceFilter(
            field_name="may_not_get",
            label=gettext("May not be reached for"),
            choices=choices,
            method=_may_not,
        ),
        "is_suppressed": django_filters.BooleanFilter(
            field_name="is_suppressed",
            label=gettext("Address suppressed"),
            method=_suppressed,
            widget=BooleanRadioSelect,
        ),
    }


FILTERS.register(CustomerFilters(name="consents", order=30, filters=consent_filters))
