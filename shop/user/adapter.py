"""What allauth does our way: its mails and the page after login speak the account's language."""

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, translate_url
from django.utils import translation

from shop.contact_data import plain_email
from shop.events.services import publish
from shop.identity.queries import shop_identity
from shop.mail.kinds import FAMILIES, TRANSACTIONAL, EmailFamily
from shop.mail.rendering import from_text
from shop.mail.services import send_rendered
from shop.user.events import CustomerRegistered
from shop.user.language import reader_language

FAMILIES.register(EmailFamily(prefix="account-", purpose=TRANSACTIONAL))


class AccountMail(EmailMessage):
    """A mail of allauth's that goes out by the outbox (`shop.mail`), in the shop's look.

    It is secret: it may hold a link to a new password, which is nobody's business but the reader's.
    """

    kind = "account-other"
    user: Any = None

    def send(self, fail_silently: bool = False, *, using: str | None = None) -> int:  # noqa: FBT001, FBT002
        """Take it into the outbox, once for each time that it was asked for."""
        language = translation.get_language() or ""
        letter = from_text(str(self.subject), str(self.body), language=language)
        for address in self.to:
            send_rendered(
                self.kind,
                letter,
                to=address,
                language=language,
                key=f"{self.kind}:{uuid4()}",
                user=self.user,
                is_secret=True,
            )
        return len(self.to)


class MFAAdapter(DefaultMFAAdapter):
    """allauth's own, under the name of the shop."""

    def get_totp_issuer(self) -> str:
        """Name the shop in the authenticator app."""
        return shop_identity().name


class AccountAdapter(DefaultAccountAdapter):
    """allauth's own, in the reader's language."""

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        """Open the account, and tell of it in the same transaction."""
        with transaction.atomic():
            saved = super().save_user(request, user, form, commit=commit)
            if commit:
                publish(CustomerRegistered(user_id=user.pk))
        return saved

    def clean_email(self, email: str) -> str:
        """Give an address its one spelling, by whatever way it came (a form, a provider of log-ins)."""
        return plain_email(super().clean_email(email)).lower()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the language the account asks for, else in that of the page."""
        with translation.override(reader_language(context.get("user"))):
            super().send_mail(template_prefix, email, {**context, "shop_name": shop_identity().name})

    def send_notification_mail(self, template_prefix: str, *args: Any, **kwargs: Any) -> None:
        """Leave a changed main address to our own letter, which has the way back (`shop.user.mail`)."""
        if template_prefix != "account/email/email_changed":
            super().send_notification_mail(template_prefix, *args, **kwargs)

    def format_email_subject(self, subject: str) -> str:
        """Leave it as written: the letter itself says from whom it is."""
        return str(subject)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, object],
        *args: Any,
        **kwargs: Any,
    ) -> EmailMessage:
        """Turn allauth's text into a mail of the outbox."""
        written = super().render_mail(template_prefix, email, context, *args, **kwargs)
        mail = AccountMail(written.subject, written.body, to=written.to)
        mail.kind = f"account-{template_prefix.rpartition('/')[2].replace('_', '-')}"
        mail.user = context.get("user")
        return mail

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead where nothing else was asked for: staff to the back office, others to the front door.

        The front door is in the language of the page; the back office has its own door and its own factor.
        """
        if request.user.is_staff and request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        return _in_language_of_page(super().get_login_redirect_url(request))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Lead to the front door in the language of the page."""
        return _in_language_of_page(super().get_signup_redirect_url(request))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Lead on to the page in the language the account asks for, if it asks for one."""
        response = super().post_login(request, user, **kwargs)
        if user.language and isinstance(response, HttpResponseRedirect):
            response["Location"] = translate_url(response["Location"], user.language)
        return response


def _in_language_of_page(url: str) -> str:
    """Translate a path of the shop's own language, in which settings are written."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(settings.LANGUAGE_CODE):
        return str(translate_url(url, language))
