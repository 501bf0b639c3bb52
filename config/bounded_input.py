"""What no address, form or cookie may hold, refused before any view, Oscar's and Wagtail's too, sees it."""

from collections.abc import Callable, Iterable

from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest
from django.core.handlers.exception import response_for_exception
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDictKeyError
from modelsearch.backends.base import FilterFieldError

from shop.numbers import LARGEST_ID, MOST_DIGITS

NUL = "\0"
NOT_A_NUMBER = "expected a number but got "
# What SQLite, Python and PostgreSQL say of a number that is too large for them.
TOO_LARGE = ("too large to convert", "for integer string conversion", "out of range")


# A form of rows says how many it has; Django builds up to two thousand of them, sent or not.
TOTAL = "-TOTAL_FORMS"
ROWS_WITHOUT_FIELDS = 20


class BoundedInputMiddleware:
    """Answer 404 for an address that no row can have, and read queries, forms and cookies without NULs.

    A database's integer ends at 2**63 - 1, PostgreSQL's texts hold no NUL, and a column of numbers
    takes no words. Such an id in an address names nothing, so it is not found. A NUL in a query or in a
    form is nothing that a reader sees: it is left out, and the rest of what was typed stays. A cookie
    with one is dropped, as it would lock its browser out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Drop the cookies and the signs of a query that no database can look up, and go on."""
        for name in [name for name, value in request.COOKIES.items() if NUL in name + value]:
            del request.COOKIES[name]
        query = request.META.get("QUERY_STRING", "")
        if NUL in query or "%00" in query:
            request.META["QUERY_STRING"] = query.replace(NUL, "").replace("%00", "")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, args: Iterable[object], kwargs: dict[str, object]
    ) -> None:
        """Refuse addresses that name nothing (404) and forms whose rows are not there (400); clean forms."""
        if any(is_beyond_ids(value) for value in (request.path_info, *args, *kwargs.values())):
            raise Http404
        if any(value == 0 and name.endswith(("pk", "id")) for name, value in kwargs.items()):
            raise Http404  # Wagtail takes revision 0 for "none" and goes on without
        if any(NUL in name or any(NUL in value for value in values) for name, values in request.POST.lists()):
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]
        if any(name.endswith(TOTAL) and _claims_too_much(name, request.POST) for name in request.POST):
            raise BadRequest

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 404 when a number was wanted and the request holds a word, or more digits than an id has.

        Answer 400 when a form lacks a field that a formset or Wagtail counts on, when a list is filtered by
        what its index does not hold, or when `next` is neither an address nor the name of a view. Only for
        what the request itself says: an error over anything else is ours, and stays one.
        """
        if (
            isinstance(exception, (MultiValueDictKeyError, FilterFieldError))
            or _leads_nowhere(request, exception)
            or _misses_a_field(request, exception)
        ):
            return response_for_exception(request, BadRequest())
        match = request.resolver_match
        if match is None or not isinstance(exception, (ValueError, OverflowError, DataError)):
            return None
        asked = [str(value) for value in (*match.args, *match.kwargs.values())]
        asked += [
            value
            for sent in (request.GET, request.POST)
            for _name, values in sent.lists()
            for value in values
        ]
        error, wanted, word = str(exception).partition(NOT_A_NUMBER)
        if wanted:
            is_theirs = any(word.startswith(repr(form)) for each in asked for form in (each, unquote(each)))
        else:
            is_theirs = any(sign in error for sign in TOO_LARGE) and any(
                is_beyond_ids(value.removeprefix("-")) for value in asked
            )
        return response_for_exception(request, Http404()) if is_theirs else None


def _leads_nowhere(request: HttpRequest, exception: Exception) -> bool:
    """Say whether a view was to lead on to a `next` of the request that is no address."""
    wanted = [value for sent in (request.GET, request.POST) for value in sent.getlist("next")]
    return isinstance(exception, NoReverseMatch) and any(repr(value) in str(exception) for value in wanted)


def _misses_a_field(request: HttpRequest, exception: Exception) -> bool:
    """Say whether Wagtail's own code looked for a field that the form sent to it does not hold."""
    if request.method != "POST" or type(exception) is not KeyError:
        return False
    place = exception.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return place is not None and str(place.tb_frame.f_globals.get("__name__")).startswith("wagtail.")


def is_beyond_ids(value: object) -> bool:
    """Say whether a part of an address holds a NUL or is a number that no id reaches."""
    if isinstance(value, int):
        return value > LARGEST_ID
    if not isinstance(value, str):
        return False
    if NUL in value:
        return True
    return value.isdecimal() and (len(value) > MOST_DIGITS or int(value) > LARGEST_ID)


def _claims_too_much(name: str, form: QueryDict) -> bool:
    """Say whether a form of rows claims many more rows than it sends fields for."""
    prefix, claimed = name.removesuffix("TOTAL_FORMS"), form.get(name, "")
    sent = sum(field.startswith(prefix) for field in form)
    return claimed.isdecimal() and (len(claimed) > MOST_DIGITS or int(claimed) > sent + ROWS_WITHOUT_FIELDS)


def _without_nul(form: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True, encoding=form.encoding)
    for name, values in form.lists():
        clean.setlist(name.replace(NUL, ""), [value.replace(NUL, "") for value in values])
    clean._mutable = False
    return clean
