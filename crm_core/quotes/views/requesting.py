"""Asking for a quote: from the basket, from a list, from the page of a product; as a guest too."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from crm_core.quotes.errors import QuoteError
from crm_core.quotes.forms import RequestForm
from crm_core.quotes.links import buyer_path
from crm_core.quotes.models import Quote
from crm_core.quotes.products import asked_products, pairs_of, pairs_of_basket
from crm_core.quotes.queries import REQUEST
from crm_core.quotes.services import QuoteRequest, request_quote
from shop.b2b.access import access_of
from shop.b2b.models import Company
from shop.b2b.pages import require_access
from shop.basket.requests import BasketRequest
from shop.user.models import User

ACTION = "quote_request"
TOO_OFTEN = gettext_lazy(
    "Too many requests in a short time. Please wait a little; what you wrote is still here."
)
PAGE = "crm_core/quotes/buyer/new.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: BasketRequest) -> HttpResponse:
    """Show what a price is asked for, and take the request.

    GET: the basket, or `product` and `quantity` of the address. POST of these (from a list, or a product's
    page) shows the form with them; with `send` it is the form itself. Who acts for a company needs the
    permission to ask.
    """
    access = access_of(request.user)
    if access is not None:
        require_access(request, REQUEST)
    data = request.POST if request.method == "POST" else request.GET
    pairs = pairs_of(data) or ([] if "send" in data else pairs_of_basket(request.basket))
    asked = asked_products(pairs, strategy=request.strategy)
    is_sent = request.method == "POST" and "send" in request.POST
    form = RequestForm(
        request.POST if is_sent else None,
        files=request.FILES if is_sent else None,
        asked=asked,
        is_guest=not request.user.is_authenticated,
    )
    status = 200
    if is_sent:
        quote, status = _take(request, form)
        if quote is not None:
            messages.success(request, _("Thank you. We have your request and will answer it soon."))
            return redirect(buyer_path(quote))
    return render(request, PAGE, {"form": form}, status=status)


def _take(request: HttpRequest, form: RequestForm) -> tuple[Quote | None, int]:
    if not form.asked:
        form.add_error(None, _("None of these products can be asked for any more."))
    if not form.is_valid():
        return None, 422
    user = request.user if isinstance(request.user, User) else None
    email = user.email if user else form.cleaned_data["email"]
    if user is None and not ratelimit.consume(request, action=ACTION, key=email.lower()):
        form.add_error(None, TOO_OFTEN)
        return None, 429
    try:
        return request_quote(_request(form, user, email)), 200
    except QuoteError as refusal:
        form.add_error(None, str(refusal))
        return None, 422


def _request(form: RequestForm, user: User | None, email: str) -> QuoteRequest:
    said, access = form.cleaned_data, access_of(user)
    return QuoteRequest(
        lines=form.wanted,
        user=user,
        company=Company.objects.get(pk=access.company_id) if access else None,
        email=email,
        name=said.get("name", ""),
        phone=said["phone"],
        language=get_language() or "",
        message=said["message"],
        wanted_on=said["wanted_on"],
        files=said["attachments"],
    )
