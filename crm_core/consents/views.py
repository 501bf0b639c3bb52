"""The reader's side: signing up, confirming, choosing, ending. None of it needs an account."""

from collections.abc import Callable

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from crm_core.consents.addresses import key_of, masked
from crm_core.consents.asking import ask, confirm
from crm_core.consents.choices import choose, rows
from crm_core.consents.forms import ChoicesForm, SubscribeForm
from crm_core.consents.links import choices_url, ending_in, question_in, subject_in
from crm_core.consents.models import Consent, ConsentSubject
from crm_core.consents.purposes import NEWSLETTER, PURPOSES, purpose_name
from crm_core.consents.services import held_subject, object_to_all, set_language, write
from shop.mail.newsletter import newsletter_words
from shop.privacy.queries import confirmed_addresses
from shop.user.models import UserRequest

ACTION = "newsletter"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Take an address for the newsletter; what is said back is the same whoever's it is."""
    if request.method != "POST":
        initial = {"email": getattr(request.user, "email", "")}
        return render(request, "crm_core/consents/subscribe.html", {"form": SubscribeForm(initial=initial)})
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return render(request, "crm_core/consents/subscribe.html", {"form": form}, status=422)
    email = form.cleaned_data["email"]
    if not form.is_spam:
        if not ratelimit.consume(request, action=ACTION, key=email):  # guard: newsletter-rate
            form.add_error(None, _("Too many attempts in a short time. Please wait a few minutes."))
            return render(request, "crm_core/consents/subscribe.html", {"form": form}, status=429)
        ask(
            email,
            purpose=NEWSLETTER,
            source=Consent.Source.FOOTER,
            text=newsletter_words(),
            language=get_language() or settings.LANGUAGE_CODE,
            user=request.user if request.user.is_authenticated else None,
        )
    return render(request, "crm_core/consents/asked.html", {"email": email})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_question(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more on a page, then let the yes count; opening the link changes nothing."""
    question = question_in(token)
    if question is None or not question.subject.value:
        return render(request, "crm_core/consents/link_over.html", status=410)
    if request.method != "POST":
        context = {"question": question, "address": masked(question.subject.value)}
        return render(request, "crm_core/consents/confirm.html", context)
    confirm(question)
    return render(
        request,
        "crm_core/consents/confirmed.html",
        {
            "purpose": question.purpose_name,
            "choices": choices_url(question.subject, language=get_language() or ""),
        },
    )


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End one purpose by a POST, which a mail program sends without cookies (RFC 8058); GET shows the button."""
    ending = ending_in(token)
    if ending is None:
        return render(request, "crm_core/consents/link_over.html", status=404)
    subject = ending.subject
    context = {
        "purpose": purpose_name(ending.purpose),
        "address": masked(subject.value),
        "choices": choices_url(subject, language=get_language() or ""),
    }
    if request.method != "POST":
        return render(request, "crm_core/consents/unsubscribe.html", context)
    if ending.purpose in PURPOSES and subject.value:
        write(
            (subject.kind, subject.value),
            purpose=ending.purpose,
            channel=ending.channel,
            action=Consent.Action.REFUSED,
            source=Consent.Source.ONE_CLICK,
        )
    return render(request, "crm_core/consents/unsubscribed.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest, token: str) -> HttpResponse:
    """The preference page of a mail's reader; who has the link may choose, and sees no more than a masked address."""
    subject = subject_in(token)
    if subject is None or not subject.value:
        return render(request, "crm_core/consents/link_over.html", status=404)
    return _choices_page(
        request,
        subject,
        template="crm_core/consents/choices.html",
        here=lambda: reverse("consents:choices", args=[token]),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_choices(request: UserRequest) -> HttpResponse:
    """The same page in the account, about its confirmed address; partners find it here, too."""
    proved = confirmed_addresses(request.user)
    if not proved:
        return render(request, "crm_core/consents/unproved.html", status=200)
    email = request.user.email.lower() if request.user.email.lower() in proved else proved[0]
    with transaction.atomic():
        subject = held_subject(key_of(email=email), language=request.user.language)
    return _choices_page(
        request,
        subject,
        template="crm_core/consents/account_choices.html",
        here=lambda: reverse("consents:account"),
        address=email,
    )


def _choices_page(
    request: HttpRequest,
    subject: ConsentSubject,
    *,
    template: str,
    here: Callable[[], str],
    address: str = "",
) -> HttpResponse:
    """Show or take the choices of one subject."""
    language = subject.language or get_language() or settings.LANGUAGE_CODE
    form = ChoicesForm(request.POST or None, initial={"language": language})
    if request.method == "POST" and "stop" in request.POST:
        object_to_all((subject.kind, subject.value), source=Consent.Source.PREFERENCES)
        messages.success(
            request, _("Done. You will get nothing but what belongs to your orders and your account.")
        )
        return redirect(here())
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["language"]
        choose(subject, form.ticked, language=get_language() or "")
        set_language(subject, wanted)
        messages.success(request, _("Your choices are saved."))
        return HttpResponseRedirect(translate_url(here(), wanted))
    context = {
        "form": form,
        "rows": rows(subject),
        "address": address or masked(subject.value),
        "has_stopped": subject.suppressions.filter(lifted_at=None, reason="objected").exists(),
    }
    return render(request, template, context, status=422 if form.is_bound else 200)
