"""Mail in the back office: the outbox below `/cms/mail/`, and previews of every kind in every language."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from shop.backoffice.access import renders_forbidden
from shop.mail.gates import UnsubscribeLinks
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.models import Mail
from shop.mail.rendering import RenderedEmail, render as write
from shop.mail.services import resend

VIEW, CHANGE = "mail.view_mail", "mail.change_mail"
# A mail brings its own styles and nothing that runs; it is shown in a frame that may do nothing.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"


@renders_forbidden
@require_safe
def preview_list(request: HttpRequest) -> HttpResponse:
    """List the kinds of mail, each with a link for every language; needs `mail.view_mail`."""
    _need(request, VIEW)
    kinds = sorted(KINDS, key=lambda kind: str(kind.name))
    return render(
        request,
        "backoffice/mail_previews.html",
        {"kinds": kinds, "languages": settings.LANGUAGES, "header_title": _("Mail previews")},
    )


@renders_forbidden
@require_safe
def preview(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """Show a kind of mail in a language with what the shop last had of it; needs `mail.view_mail`."""
    _need(request, VIEW)
    kind, letter = _sample(code, language)
    return render(
        request,
        "backoffice/mail_preview.html",
        {
            "kind": kind,
            "letter": letter,
            "language": language,
            "languages": settings.LANGUAGES,
            "frame": reverse("mail:preview-body", args=[code, language]),
            "header_title": kind.name,
        },
    )


@renders_forbidden
@xframe_options_sameorigin
@require_safe
def preview_body(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """Return the HTML of a preview for its frame; needs `mail.view_mail`."""
    _need(request, VIEW)
    _kind, letter = _sample(code, language)
    return as_mail(letter.html if letter else "")


@renders_forbidden
@xframe_options_sameorigin
@require_safe
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the HTML of a mail of the outbox for its frame; of a secret one nothing."""
    _need(request, VIEW)
    mail = get_object_or_404(Mail, pk=pk)
    return as_mail("" if mail.is_secret else mail.html)


@renders_forbidden
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a mail that failed or came back once more; needs `mail.change_mail`."""
    _need(request, CHANGE)
    mail = get_object_or_404(Mail, pk=pk)
    if resend(mail):
        messages.success(request, _("The e-mail will be sent again."))
    else:
        messages.error(request, _("Only an e-mail that failed, bounced or is unconfirmed can be sent again."))
    return redirect("mails:inspect", mail.pk)


def _need(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _sample(code: str, language: str) -> tuple[EmailType, RenderedEmail | None]:
    kind = KINDS.get(code)
    if kind is None or language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        context: dict[str, object] | None = kind.sample()
    links = None
    if kind.purpose != TRANSACTIONAL:
        base = settings.KILN_BASE_URL.rstrip("/")
        links = UnsubscribeLinks(one_click=f"{base}/sample/", page=f"{base}/sample/")
    letter = None if context is None else write(kind, context, language=language, unsubscribe=links)
    return kind, letter


def as_mail(html: str) -> HttpResponse:
    """Answer with the HTML of a mail for a frame: it may bring its own styles, and nothing that runs."""
    response = HttpResponse(html)
    response._csp_exempt = True  # type: ignore[attr-defined]
    response["Content-Security-Policy"] = MAIL_POLICY
    return response
