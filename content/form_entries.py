"""Forms on pages: showing them, and taking what was written."""

from dataclasses import dataclass
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext
from wagtail.models import Page

from content.forms import CONSENT, OURS, VisitorForm, visitor_form
from content.models.forms import Form
from content.services import SubmittedEntry, submit_entry

FORM = "form"
ACTION = "content_form"


@dataclass(frozen=True)
class RenderedForm:
    """A form of a page as it stands in front of this reader.

    `form` is the editor's, `fields` the one to fill in; `is_sent` says that the thanks stand in
    its place.
    """

    form: Form
    fields: VisitorForm
    is_sent: bool = False


@dataclass(frozen=True)
class SubmissionResult:
    """What became of a POST: done, or the fields with what is wrong."""

    form_id: int | None = None
    fields: VisitorForm | None = None
    is_done: bool = False
    is_too_often: bool = False


def rendered_forms(page: Page, request: HttpRequest) -> dict[int, RenderedForm]:
    """Return the forms of a page's body by the place of their block.

    Three queries whatever their number, none for a page without.
    """
    taken: SubmissionResult | None = getattr(request, "taken_entry", None)
    found = {}
    for place, form in _forms_of(page).items():
        fields = taken.fields if taken is not None and taken.form_id == form.pk else None
        is_sent = fields is None and request.GET.get("sent", "") == str(form.pk)
        fields = fields or visitor_form(form, user=getattr(request, "user", None))
        found[place] = RenderedForm(form, fields, is_sent=is_sent)
    return found


def handle_submission(page: Page, request: HttpRequest) -> SubmissionResult:
    """Keep what was sent to one of the page's forms.

    A form that is not on this page is nobody's. A machine that filled the hidden field is thanked
    and nothing is kept. Above the rate for one address ("content_form" of ACCOUNT_RATE_LIMITS)
    nothing is kept and the words are given back.
    """
    wanted = request.POST.get(ACTION, "")
    form = next((form for form in _forms_of(page).values() if str(form.pk) == wanted), None)
    if form is None:
        return SubmissionResult()
    fields = visitor_form(form, user=request.user, data=request.POST)
    if not fields.is_valid():
        return SubmissionResult(form.pk, fields)
    if fields.is_spam:
        return SubmissionResult(form.pk, is_done=True)
    if not ratelimit.consume(request, action=ACTION):
        words = gettext(
            "Too many attempts in a short time. Please wait a few minutes; what you wrote is still here."
        )
        fields.add_error(None, words)
        return SubmissionResult(form.pk, fields, is_too_often=True)
    submit_entry(form, _written(fields, request, page), now=timezone.now())
    return SubmissionResult(form.pk, is_done=True)


def _written(fields: VisitorForm, request: HttpRequest, page: Page) -> SubmittedEntry:
    cleaned = {name: value for name, value in fields.cleaned_data.items() if name not in OURS}
    addresses = [name for name in cleaned if isinstance(fields.fields[name], forms.EmailField)]
    return SubmittedEntry(
        answers={name: _plain(value) for name, value in cleaned.items()},
        labels={name: str(fields.fields[name].label) for name in cleaned},
        copy_number=fields.copy_number,
        email=next((cleaned[name] for name in addresses if cleaned[name]), ""),
        consent_text=fields.editors_form.consent_text if fields.cleaned_data.get(CONSENT) else "",
        user=request.user if request.user.is_authenticated else None,
        page_id=page.pk,
    )


def _plain(value: object) -> object:
    """Write an answer as a person reads it in a list."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return "" if value is None else value if isinstance(value, str) else localize(value)


def _forms_of(page: Any) -> dict[int, Form]:
    """Return the forms of a body by the place of their block, in the page's language where they have it."""
    places = {
        place: block["value"]["form"]
        for place, block in enumerate(page.body.raw_data)
        if block["type"] == FORM and block["value"].get("form")
    }
    if not places:
        return {}
    keys = dict(Form.objects.filter(pk__in=places.values()).values_list("pk", "translation_key"))
    known = Q(translation_key__in=keys.values(), locale=page.locale_id) | Q(pk__in=keys)
    rows = Form.objects.filter(known).select_related("locale").prefetch_related("form_fields")
    own: dict[object, Form] = {}
    for form in rows:
        if form.translation_key not in own or form.locale_id == page.locale_id:
            own[form.translation_key] = form
    return {place: own[keys[pk]] for place, pk in places.items() if pk in keys}
