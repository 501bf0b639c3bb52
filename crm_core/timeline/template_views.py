"""How a mail template reads: in every language, with the data of a customer, and in one's own mailbox."""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from crm_core.customers.access.fields import name_for
from crm_core.customers.access.rows import visible_to
from crm_core.customers.models import Customer
from crm_core.timeline.mail_templates import filled_words, template_words, templates_for
from crm_core.timeline.models import MailTemplate
from shop.backoffice.access import renders_forbidden
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.rendering import from_text
from shop.mail.services import send_rendered
from shop.mail.views import as_mail
from shop.user.models import User, UserRequest

VIEW = "timeline.view_mailtemplate"
KIND = "mail-template-test"
MOST_CUSTOMERS = 20


def preview_customers(user: User) -> list[tuple[int, str]]:
    """List customers whose data may stand in a preview: the latest buyers that somebody sees."""
    rows = visible_to(user).order_by("-last_order_at", "-pk")[:MOST_CUSTOMERS]
    return [(customer.pk, name_for(user, customer)) for customer in rows]


@require_safe
@renders_forbidden
@permission_required(VIEW, raise_exception=True)
def preview(request: UserRequest, pk: int) -> HttpResponse:
    """Show a template in all languages, with the data of a customer that one chooses."""
    template = get_object_or_404(templates_for(request.user), pk=pk)
    customers = preview_customers(request.user)
    chosen = _customer(request)
    context = {
        "template": template,
        "customers": customers,
        "chosen": chosen.pk if chosen else None,
        "frames": [(label, code, _frame_url(template, code, chosen)) for code, label in settings.LANGUAGES],
        "header_title": _("Preview of %(template)s") % {"template": template.name},
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("mail_templates:index"), "label": _("Mail templates")},
            {"url": "", "label": template.name},
        ],
    }
    return render(request, "crm_core/timeline/template_preview.html", context)


def _frame_url(template: MailTemplate, language: str, customer: Customer | None) -> str:
    url = reverse("mail_template_frame", args=[template.pk, language])
    return f"{url}?customer={customer.pk}" if customer else url


def _customer(request: UserRequest) -> Customer | None:
    """Return the customer that the address names, of those that one sees; else the latest buyer of theirs."""
    rows = visible_to(request.user)
    number = request.GET.get("customer", "") or request.POST.get("customer", "")
    if number.isdecimal() and len(number) <= 18:  # noqa: PLR2004 - digits of a bigint
        return get_object_or_404(rows, pk=int(number))
    return rows.order_by("-last_order_at", "-pk").first()


def _words(template: MailTemplate, customer: Customer | None, *, by: User, language: str) -> tuple[str, str]:
    if customer is None:
        return template_words(template, language)
    return filled_words(template, customer, by=by, language=language)


@xframe_options_sameorigin
@require_safe
@renders_forbidden
@permission_required(VIEW, raise_exception=True)
def frame(request: UserRequest, pk: int, language: str) -> HttpResponse:
    """Return one language as a customer reads it, for a frame that may run nothing."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    template = get_object_or_404(templates_for(request.user), pk=pk)
    subject, text = _words(template, _customer(request), by=request.user, language=language)
    return as_mail(from_text(subject, text, language=language).html)


@require_POST
@renders_forbidden
@permission_required(VIEW, raise_exception=True)
def send_test(request: UserRequest, pk: int) -> HttpResponse:
    """Send a template to whoever asks, in the language they choose; never to a customer."""
    template = get_object_or_404(templates_for(request.user), pk=pk)
    language = request.POST.get("language", "")
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    customer = _customer(request)
    subject, text = _words(template, customer, by=request.user, language=language)
    send_rendered(
        KIND,
        from_text(_("[Test] %(subject)s") % {"subject": subject}, text, language=language),
        to=request.user.email,
        language=language,
        key=f"{KIND}:{uuid4()}",
        user=request.user,
    )
    messages.success(request, _("Sent to %(address)s.") % {"address": request.user.email})
    url = reverse("mail_template_preview", args=[template.pk])
    return redirect(f"{url}?customer={customer.pk}" if customer else url)


def _sample() -> dict[str, object] | None:
    """Nothing: the template itself shows it."""
    return None


KINDS.register(
    EmailType(
        code=KIND,
        name=gettext_lazy("Test of a mail template"),
        template="",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
