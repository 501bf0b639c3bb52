"""Customers in the search of the back office: the best fits of those that the user sees."""

from collections.abc import Callable, Iterable, Set as AbstractSet

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.access.rows import VIEW, rows_visible_to, visible_to
from crm_core.customers.finding.queries import words_matching
from crm_core.customers.finding.words import Sought, begins_word, is_whole_word, sought
from crm_core.customers.models import Customer, CustomerWords
from crm_core.customers.queries import exact_matches
from shop.backoffice.global_search.registry import CANDIDATES, PROVIDERS, SHOWN, Fit, Hit, SearchProvider
from shop.user.models import User

LONGEST_KEY = 9


def find_customers(text: str, user: User) -> list[Hit]:
    """Find by a whole key or number first, then by words; of many, those with the whole word come first."""
    access = fields_of(user)
    keys = exact_matches(text, hidden=access.hidden)
    number = text.removeprefix("#")
    if number.isascii() and number.isdecimal() and len(number) <= LONGEST_KEY:
        keys.add(int(number))
    known = visible_to(user).filter(pk__in=keys)[:CANDIDATES] if keys else ()
    fits = {customer.pk: (Fit.KEY, customer) for customer in known}
    for fit, customer in _by_words(text, user, access.hidden):
        fits.setdefault(customer.pk, (fit, customer))
    best = sorted(fits.values(), key=lambda each: (each[0], -each[1].spent, each[1].pk))
    return [
        Hit(
            title=name_for(user, customer),
            url=reverse("customers:inspect", args=[customer.pk]),
            note=_note(customer, access.shows),
            fit=fit,
        )
        for fit, customer in best
    ]


def _by_words(text: str, user: User, hidden: AbstractSet[str]) -> Iterable[tuple[Fit, Customer]]:
    parts = sought(text)
    found = words_matching(text, hidden=hidden)
    if found is None:
        return
    rows = _candidates(found, user)
    if len(rows) == CANDIDATES and sum(_fit(words, parts) == Fit.WORD for words in rows) < SHOWN:
        whole = words_matching(text, hidden=hidden, whole=True)
        rows = [*(_candidates(whole, user) if whole is not None else []), *rows]
    for words in rows:
        yield _fit(words, parts), words.customer


def _candidates(found: QuerySet[CustomerWords], user: User) -> list[CustomerWords]:
    """Read some rows from the index, then the customers: the planner would begin with these otherwise."""
    keys = list(rows_visible_to(user, found).order_by().values_list("pk", flat=True)[:CANDIDATES])
    return list(CustomerWords.objects.filter(pk__in=keys).select_related("customer"))


def _fit(words: CustomerWords, parts: list[Sought]) -> Fit:
    kept = words.names + words.emails
    if all(is_whole_word(kept, part.spellings) for part in parts):
        return Fit.WORD
    phones = words.phones
    if all(begins_word(kept, part.spellings) or (part.digits and part.digits in phones) for part in parts):
        return Fit.BEGINNING
    return Fit.FRAGMENT


def _note(customer: Customer, shows: Callable[[str], bool]) -> str:
    told = [customer.get_kind_display()] if customer.kind == Customer.Kind.COMPANY else []
    told += [getattr(customer, field) for field in ("email", "phone") if shows(field)]
    return " · ".join(value for value in told if value)


PROVIDERS.register(
    SearchProvider(
        name="customers",
        label=_("Customers"),
        icon="user",
        order=10,
        permission=VIEW,
        find=find_customers,
        list_url=lambda text: f"{reverse('customers:index')}?{urlencode({'q': text})}",
    )
)
