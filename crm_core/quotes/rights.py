"""What a buyer may do with a quote: by a signed link all of it, for a company what their role grants."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from crm_core.quotes.links import quote_from_token
from crm_core.quotes.models import Quote
from crm_core.quotes.queries import ACCEPT, REQUEST, quotes_of_company
from shop.b2b.pages import CompanyRequest
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A quote as somebody opened it, and what they may do: ask for something else, accept, order.

    `key` is how the address names it: the token, or its number in the company's pages.
    """

    quote: Quote
    key: str
    is_company: bool = False
    may_counter: bool = True
    may_accept: bool = True
    may_order: bool = True

    @property
    def namespace(self) -> str:
        """Return where its addresses are."""
        return "company_quotes" if self.is_company else "quotes"


def by_link(token: str) -> Opened:
    """Open the quote of a signed link. Raises Http404."""
    quote = quote_from_token(token)
    if quote is None:
        raise Http404
    return Opened(quote=quote, key=token)


def for_company(request: CompanyRequest, number: str) -> Opened:
    """Open a quote that somebody sees for their company. Raises Http404 for any other."""
    access = request.company_access
    quote = quotes_of_company(access).filter(number=number).first()  # guard: quotes-of-other-companies
    if quote is None:
        raise Http404
    rows = Quote.objects.filter(pk=quote.pk)
    return Opened(
        quote=quote,
        key=number,
        is_company=True,
        may_counter=rows.filter(access.scope(REQUEST)).exists(),
        may_accept=rows.filter(access.scope(ACCEPT)).exists(),
        may_order=access.can("orders.place"),
    )


def user_of(request: HttpRequest) -> User | None:
    """Return the account that asks, or None."""
    return request.user if isinstance(request.user, User) else None
