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
from crm_core.consents.purposes import Channel, purpose_choices
from crm_core.consents.queries import PERSONAL
from crm_core.customers.filters import FILTERS, CustomerFilters, Filters
from crm_core.customers.models import Customer, CustomerIdentifier, CustomerMerge
from shop.user.models import User

Kind = ConsentSubject.Kind


def may_get_mail(purpose: str) -> Q:
    """Return the condition on `Customer` that an address of theirs may get mails for a purpose."""
    grants = _latest(purpose).filter(
        subject__kind=Kind.EMAIL, subject__value=OuterRef("value"), action=Consent.Action.GRANTED
    )
    own = Suppression.objects.filter(lifted_at=None, subject=OuterRef("subject"))
    people = Customer.records.filter(pk=OuterRef(OuterRef("customer")), kind=Customer.Kind.PERSON)
    holding = grants.filter(~Exists(own)).filter(~Exists(people.filter(_objects(purpose))))
    addresses = CustomerIdentifier.objects.filter(customer=OuterRef("pk"), kind=Kind.EMAIL)
    return Q(Exists(addresses.filter(Exists(holding))))


def _latest(purpose: str) -> QuerySet[Consent]:
    """List the answers on mails for a purpose that hold: the latest of each subject."""
    answers = Consent.objects.filter(purpose=purpose, channel=Channel.EMAIL)
    answers = answers.exclude(action=Consent.Action.REQUESTED)
    is_later = Q(decided_at__gt=OuterRef("decided_at"))
    is_later |= Q(decided_at=OuterRef("decided_at"), pk__gt=OuterRef("pk"))
    return answers.filter(~Exists(answers.filter(is_later, subject=OuterRef("subject"))))


def _objects(purpose: str) -> Q:
    """Return the condition on a person, asked of a grant, that another no of theirs outweighs it."""
    refusals = _latest(purpose).exclude(action=Consent.Action.GRANTED)
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


def _may(customers: QuerySet[Customer], _name: str, purpose: str) -> QuerySet[Customer]:
    return customers.filter(may_get_mail(purpose)) if purpose else customers


def _may_not(customers: QuerySet[Customer], _name: str, purpose: str) -> QuerySet[Customer]:
    return customers.filter(~may_get_mail(purpose)) if purpose else customers


def _suppressed(customers: QuerySet[Customer], _name: str, value: bool) -> QuerySet[Customer]:  # noqa: FBT001
    return customers.filter(is_suppressed() if value else ~is_suppressed())


def consent_filters(user: User | AnonymousUser | None) -> Filters:
    """Return the filters for who may see consents."""
    if user is not None and not user.has_perm("consents.view_consent"):
        return {}
    choices = purpose_choices()
    return {
        "may_get": django_filters.ChoiceFilter(
            field_name="may_get", label=gettext("May get by e-mail"), choices=choices, method=_may
        ),
        "may_not_get": django_filters.ChoiceFilter(
            field_name="may_not_get", label=gettext("May not get by e-mail"), choices=choices, method=_may_not
        ),
        "is_suppressed": django_filters.BooleanFilter(
            field_name="is_suppressed",
            label=gettext("Address suppressed"),
            method=_suppressed,
            widget=BooleanRadioSelect,
        ),
    }


FILTERS.register(CustomerFilters(name="consents", order=30, filters=consent_filters))
