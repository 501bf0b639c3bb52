"""A quote for its buyer: by a signed link for guests, in the company's pages for its people."""

from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from crm_core.quotes.document import file_name_of, quote_pdf
from crm_core.quotes.errors import QuoteError
from crm_core.quotes.forms import AcceptForm, CommentForm, CounterForm, RejectForm
from crm_core.quotes.models import Quote, QuoteComment, QuoteLine, QuoteVersion
from crm_core.quotes.queries import VIEW, comments_by_line, history_of, quotes_of_company, versions_of
from crm_core.quotes.rights import Opened, by_link, for_company, user_of
from crm_core.quotes.services import accept, basket_to_order, comment, counter, reject
from shop.b2b.pages import CompanyRequest, company_view
from shop.checkout.agreed import check_out
from shop.numbers import whole_number
from shop.pdf.responses import pdf_response
from shop.uploads.private import private_file

PAGE, LIST, PER_PAGE = "crm_core/quotes/buyer/show.html", "crm_core/quotes/buyer/list.html", 20
UNPROCESSABLE, CONFLICT = 422, 409


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def linked(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a quote for whoever has its link."""
    return _answer(request, by_link(token))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@company_view(VIEW)
def of_company(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a quote for people of its company."""
    return _answer(request, for_company(cast("CompanyRequest", request), number))


@never_cache
@require_safe
@company_view(VIEW)
def company_list(request: HttpRequest) -> HttpResponse:
    """The quotes that somebody sees for their company, the latest first."""
    access = cast("CompanyRequest", request).company_access
    quotes = quotes_of_company(access).order_by("-created_at", "-pk")
    page = Paginator(quotes, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, LIST, {"page_obj": page, "quotes": page.object_list, "page_title": _("Quotes")})


@require_safe
def linked_pdf(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """A version as PDF, for whoever has the link."""
    return _pdf(by_link(token), number)


@require_safe
@company_view(VIEW)
def company_pdf(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """A version as PDF, for people of its company."""
    return _pdf(for_company(cast("CompanyRequest", request), number), version)


@require_safe
def linked_file(request: HttpRequest, token: str, pk: int) -> FileResponse:
    """An attachment, for whoever has the link."""
    return _file(by_link(token), pk)


@require_safe
@company_view(VIEW)
def company_file(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """An attachment, for people of its company."""
    return cast("HttpResponse", _file(for_company(cast("CompanyRequest", request), number), pk))


def _pdf(opened: Opened, number: int) -> HttpResponse:
    sent = opened.quote.versions.exclude(sent_at=None).select_related("quote__user", "quote__company")
    version = get_object_or_404(sent, number=number)
    response = pdf_response(quote_pdf(version, get_language() or ""), file_name_of(version))
    response["X-Robots-Tag"] = "noindex"
    return response


def _file(opened: Opened, pk: int) -> FileResponse:
    found = get_object_or_404(opened.quote.files, pk=pk)
    return private_file(found.file, name=found.name)


def _answer(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Show the quote, or do what the button says; what is wrong is shown with what was typed."""
    if request.method != "POST":
        return _page(request, opened)
    action = ACTIONS.get(request.POST.get("do", ""))
    if action is None:
        return _page(request, opened, status=UNPROCESSABLE)
    return action(request, opened)


def _accept(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Sign the version that was shown and go on to the checkout of just that."""
    _require(opened.may_accept)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, opened, accept_form=form, status=UNPROCESSABLE)
    try:
        accept(opened.quote, seen=_seen(request), name=form.cleaned_data["name"], by=user_of(request))
    except QuoteError as refusal:
        return _refused(request, opened, refusal)
    if not opened.may_order:
        messages.success(request, _("You accepted the quote. A colleague who may place orders can order it."))
        return redirect(_address(opened))
    return _order(request, opened)


def _order(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Go to the checkout with what was accepted, at just its prices."""
    _require(opened.may_order and opened.may_accept)
    try:
        basket = basket_to_order(opened.quote, by=user_of(request))
    except QuoteError as refusal:
        return _refused(request, opened, refusal)
    return redirect(check_out(request, basket, back=_address(opened)))


def _counter(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Send a counter-offer to the version that was shown."""
    _require(opened.may_counter)
    seen = _seen(request)
    version = opened.quote.versions.filter(number=seen, by_buyer=False).first()
    if version is None:
        return _refused(request, opened, QuoteError(_("There is no such version.")))
    form = CounterForm(request.POST, version=version, currency=opened.quote.currency)
    if not form.is_valid():
        return _page(request, opened, counter_form=form, status=UNPROCESSABLE)
    try:
        counter(
            opened.quote,
            form.wanted,
            seen=seen,
            by=user_of(request),
            message=form.cleaned_data["message"],
        )
    except QuoteError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, opened, counter_form=form, status=UNPROCESSABLE)
    messages.success(request, _("We have your counter-offer and will answer it soon."))
    return redirect(_address(opened))


def _reject(request: HttpRequest, opened: Opened) -> HttpResponse:
    _require(opened.may_accept)
    form = RejectForm(request.POST)
    if not form.is_valid():
        return _page(request, opened, reject_form=form, status=UNPROCESSABLE)
    try:
        reject(opened.quote, seen=_seen(request), reason=form.cleaned_data["reason"])
    except QuoteError as refusal:
        return _refused(request, opened, refusal)
    messages.info(request, _("You rejected the quote."))
    return redirect(_address(opened))


def _comment(request: HttpRequest, opened: Opened) -> HttpResponse:
    _require(opened.may_counter)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, opened, comment_form=form, status=UNPROCESSABLE)
    comment(
        opened.quote,
        form.cleaned_data["text"],
        by=user_of(request),
        by_buyer=True,
        line_key=form.cleaned_data["line"],
        asks_for_time=request.POST.get("do") == "time",
    )
    messages.success(request, _("We have your comment."))
    return redirect(_address(opened))


ACTIONS = {
    "accept": _accept,
    "order": _order,
    "counter": _counter,
    "reject": _reject,
    "comment": _comment,
    "time": _comment,
}


def _require(may: bool) -> None:  # noqa: FBT001 - the answer itself
    if not may:
        raise PermissionDenied


def _seen(request: HttpRequest) -> int:
    return whole_number(request.POST.get("seen", "")) or 0


def _refused(request: HttpRequest, opened: Opened, refusal: QuoteError) -> HttpResponse:
    messages.error(request, str(refusal))
    opened.quote.refresh_from_db()
    return _page(request, opened, status=CONFLICT)


def _address(opened: Opened) -> str:
    return reverse(f"{opened.namespace}:show", args=[opened.key])


def _page(request: HttpRequest, opened: Opened, *, status: int = 200, **forms: object) -> HttpResponse:
    quote = opened.quote
    versions = versions_of(quote)
    latest = versions[-1] if versions else None
    user = user_of(request)
    name = user.get_full_name() if user else quote.name
    context = {
        "quote": quote,
        "opened": opened,
        "version": latest,
        "history": history_of(versions),
        "lines": _lines(latest, comments_by_line(quote)),
        "talk": comments_by_line(quote).get(None, []),
        "files": quote.files.all(),
        "pdf_url": reverse(f"{opened.namespace}:pdf", args=[opened.key, latest.number]) if latest else "",
        "accept_form": AcceptForm(initial={"name": name}),
        "reject_form": RejectForm(),
        "comment_form": CommentForm(),
        "counter_form": _counter_form(quote, latest),
        "page_title": _("Quote %(number)s") % {"number": quote.number},
        **forms,
    }
    return render(request, PAGE, context, status=status)


def _counter_form(quote: Quote, latest: QuoteVersion | None) -> CounterForm | None:
    if latest is None or latest.by_buyer or not quote.is_valid:
        return None
    return CounterForm(version=latest, currency=quote.currency)


def _lines(
    latest: QuoteVersion | None, comments: Mapping[int | None, list[QuoteComment]]
) -> list[tuple[QuoteLine, list[QuoteComment]]]:
    """Pair the lines of the version shown with what was written about each."""
    return [(line, comments.get(line.key, [])) for line in latest.lines.all()] if latest else []
