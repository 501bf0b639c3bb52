"""In which ways an editor looks at a page before it is published."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, gettext_lazy as _, override
from wagtail.models import Page

STRANGER, BUYER, LANGUAGE = "", "buyer", "language:"


def modes_of(page: Page) -> list[tuple[str, object]]:
    """Return the ways: as a stranger, as somebody logged in, and in each other language it is written in."""
    modes: list[tuple[str, object]] = [(STRANGER, _("Visitor")), (BUYER, _("Logged-in buyer"))]
    if not page.pk:
        return modes
    names = dict(settings.LANGUAGES)
    codes = page.get_translations().values_list("locale__language_code", flat=True)
    words = gettext("In %(language)s")
    others = [(code, gettext(str(names.get(code, code)))) for code in sorted(codes)]
    return [*modes, *((f"{LANGUAGE}{code}", words % {"language": name}) for code, name in others)]


def preview(page: Page, request: HttpRequest, mode: str) -> HttpResponse:
    """Render a page in one of its modes.

    A stranger's has no user, so prices and strips are those of everybody; a buyer's has the
    editor's own account. Another language shows the latest version of the page there.
    """
    if mode.startswith(LANGUAGE):
        code = mode.removeprefix(LANGUAGE)
        translation = page.get_translations().filter(locale__language_code=code).first()
        if translation is not None:
            page = translation.get_latest_revision_as_object()
    if mode != BUYER:
        request.user = AnonymousUser()
    with override(page.locale.language_code):
        request.is_preview = True  # type: ignore[attr-defined]
        response = TemplateResponse(request, page.get_template(request), page.get_context(request))
        return response.render()
