"""Writing an offer, beginning a quote, and files, in the back office."""

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from crm_core.customers.access.fields import name_for
from crm_core.customers.access.rows import seen_or_404
from crm_core.order_entry.buyers import accounts_of
from crm_core.order_entry.products import find_products, sold_product
from crm_core.pipeline.access import deals_visible_to
from crm_core.quotes.access import quote_or_404, quote_url, quotes_visible_to
from crm_core.quotes.approvals import beyond_limits
from crm_core.quotes.document import file_name_of, quote_pdf
from crm_core.quotes.errors import ApprovalMissingError, QuoteError, StaleQuoteError
from crm_core.quotes.margins import may_see_margin, told_margin
from crm_core.quotes.models import Quote, QuoteFile, QuoteVersion
from crm_core.quotes.office_forms import OfferForms
from crm_core.quotes.pricing import WantedLine, buyer_of_quote
from crm_core.quotes.services import begin_quote, draft_of, save_draft, send_version, stamp, start_draft
from crm_core.quotes.templates import lines_for, usable_templates, with_terms_of
from shop.numbers import whole_number
from shop.pdf.responses import pdf_response
from shop.uploads.private import private_file
from shop.user.models import User

PAGE = "crm_core/quotes/office/offer.html"
UNPROCESSABLE, CONFLICT = 422, 409


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a quote for a customer, after asking; one of a deal's page is the deal's."""
    user = cast("User", request.user)
    customer = seen_or_404(user, pk)
    deals = deals_visible_to(user).filter(pk=whole_number(request.GET.get("deal", "")) or 0)
    deal = deals.filter(customer=customer.pk).first()
    if request.method == "POST":
        account = next(iter(accounts_of(customer)), None)
        quote = begin_quote(customer, by=user, user=account)
        if deal is not None:
            Quote.objects.filter(pk=quote.pk).update(deal=deal)
        start_draft(quote, by=user)
        return redirect("quote_offer", quote.pk)
    title = _("New quote for %(name)s") % {"name": name_for(user, customer)}
    crumbs = [{"url": reverse("customers:inspect", args=[customer.pk]), "label": name_for(user, customer)}]
    return render(request, "crm_core/quotes/office/begin.html", _frame(title, crumbs))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show and save the version that is being written; every button saves all of it first."""
    quote = quote_or_404(cast("User", request.user), pk)
    draft = draft_of(quote)
    if draft is None:
        return redirect(quote_url(quote))
    draft.quote = quote
    if request.method != "POST":
        return _page(request, draft, OfferForms(draft))
    forms = OfferForms(draft, request.POST)
    if not forms.is_valid():
        return _page(request, draft, forms, status=UNPROCESSABLE)
    try:
        return _save(request, draft, forms)
    except (StaleQuoteError, QuoteError) as refusal:
        messages.error(request, str(refusal))
        status = CONFLICT if isinstance(refusal, StaleQuoteError) else UNPROCESSABLE
        return _page(request, draft, forms, status=status)


def _save(request: HttpRequest, draft: QuoteVersion, forms: OfferForms) -> HttpResponse:
    """Save, then do what the button says. Raises QuoteError where it cannot be saved."""
    quote = draft.quote
    action, _colon, argument = request.POST.get("do", "save").partition(":")
    lines = forms.wanted
    if action == "add" and (product := sold_product(whole_number(argument) or 0)) is not None:
        lines.append(WantedLine(product=product, quantity=1))
    terms = forms.terms.terms
    if action == "template":
        template = usable_templates().filter(pk=whole_number(request.POST.get("template", "")) or 0).first()
        if template is None:
            raise QuoteError(_("Choose a template."))
        filled, terms = lines_for(template, quote), with_terms_of(terms, template)
        lines += filled.lines
        if filled.missing:
            messages.warning(request, _("Not sold any more: %(skus)s.") % {"skus": ", ".join(filled.missing)})
    user = cast("User", request.user)
    saved = save_draft(draft, lines, terms, by=user, seen=request.POST.get("seen", ""))
    if action == "send":
        return _send(request, saved)
    if action == "close":
        return redirect(quote_url(quote))
    text = request.POST.get("q", "").strip()[:100]
    url = reverse("quote_offer", args=[quote.pk])
    query = f"?{urlencode({'q': text})}#products" if action == "find" and text else ""
    return redirect(url + query)


def _send(request: HttpRequest, saved: QuoteVersion) -> HttpResponse:
    """Send what was saved; where something is missing it stays as it was typed."""
    quote = saved.quote
    try:
        send_version(quote, by=cast("User", request.user), seen=stamp(saved))
    except ApprovalMissingError as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{quote_url(quote)}#panel-approval")
    except QuoteError as refusal:
        messages.error(request, str(refusal))
        return redirect("quote_offer", quote.pk)
    messages.success(request, _("The quote is on its way."))
    return redirect(quote_url(quote))


def _page(request: HttpRequest, draft: QuoteVersion, forms: OfferForms, *, status: int = 200) -> HttpResponse:
    user, quote = cast("User", request.user), draft.quote
    text = request.GET.get("q", "").strip()[:100]
    asked = quote.versions.filter(by_buyer=True).exclude(sent_at=None).order_by("-number").first()
    context = {
        **_frame(
            _("Offer %(number)s") % {"number": quote.number},
            [{"url": quote_url(quote), "label": quote.number}],
        ),
        "quote": quote,
        "draft": draft,
        "forms": forms,
        "asked": {line.key: line for line in asked.lines.all()} if asked else {},
        "seen": stamp(draft),
        "q": text,
        "templates": list(usable_templates()),
        "results": find_products(text, buyer=buyer_of_quote(quote)) if text else [],
        "shows_margin": may_see_margin(user),
        "margin": told_margin(draft, user),
        "problems": beyond_limits(draft, by=user),
    }
    return render(request, PAGE, context, status=status)


def _frame(title: str, crumbs: list[dict[str, str]]) -> dict[str, object]:
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "doc-full",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("quotes_office:index"), "label": _("Quotes")},
            *crumbs,
            {"url": "", "label": title},
        ],
    }


@require_safe
def pdf(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A version as PDF, in the buyer's language; 0 is the one that is being written."""
    quote = quote_or_404(cast("User", request.user), pk)
    wanted = {"number": number} if number else {"sent_at": None}
    version = get_object_or_404(quote.versions, **wanted)
    version.quote = quote
    return pdf_response(quote_pdf(version), file_name_of(version))


@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """An attachment of a quote that the user sees."""
    seen = quotes_visible_to(cast("User", request.user)).values("pk")
    found = get_object_or_404(QuoteFile, pk=pk, quote__in=seen)  # guard: quote-file
    return private_file(found.file, name=found.name)
