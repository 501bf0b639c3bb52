"""The words of a mail template in a language, and for a customer."""

from crm_core.customers.models import Customer
from crm_core.timeline.models import MailTemplate
from crm_core.timeline.placeholders import fill
from shop.user.models import User


def template_words(template: MailTemplate, language: str) -> tuple[str, str]:
    """Return subject and text in a language; the English ones where it has none."""
    suffix = language.replace("-", "_").lower()
    subject: str = getattr(template, f"subject_{suffix}") or template.subject_en or template.subject
    text: str = getattr(template, f"text_{suffix}") or template.text_en or template.text
    return subject, text


def filled_words(template: MailTemplate, customer: Customer, *, by: User, language: str) -> tuple[str, str]:
    """Return subject and text for a customer; what has no value stays in its braces."""
    subject, text = template_words(template, language)
    return (
        fill(subject, customer, by=by, language=language),
        fill(text, customer, by=by, language=language),
    )
