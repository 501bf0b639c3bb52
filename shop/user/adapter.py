"""What allauth does our way: its mails and the page after login speak the account's language."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import translate_url
from django.utils import translation

from shop.user.language import reader_language


class AccountAdapter(DefaultAccountAdapter):
    """allauth's own, in the reader's language."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the language the account asks for, else in that of the page."""
        with translation.override(reader_language(context.get("user"))):
            super().send_mail(template_prefix, email, context)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Lead on to the page in the language the account asks for, if it asks for one."""
        response = super().post_login(request, user, **kwargs)
        if user.language and isinstance(response, HttpResponseRedirect):
            response["Location"] = translate_url(response["Location"], user.language)
        return response
