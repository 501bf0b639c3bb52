"""The words of a mail template in a language, and for a customer."""

from django.db.models import Q, QuerySet

from crm_core.customers.models import Customer
from crm_core.timeline.models import MailTemplate
from crm_core.timeline.placeholders import fill
from shop.backoffice.row_limits import ROW_LIMITS, RowLimit
from shop.user.models import User


def template_words(template: MailTemplate, language: str) -> tuple[str, str]:
    """Return subject and text in a language; the English ones where it has none."""
    suffix = language.replace("-", "_").lower()
    return _in(template, "subject", suffix), _in(template, "text", suffix)


def _in(template: MailTemplate, name: str, suffix: str) -> str:
    words = (getattr(template, f"{name}_{suffix}"), getattr(template, f"{name}_en"), getattr(template, name))
    return next(filter(None, words), "")


def filled_words(template: MailTemplate, customer: Customer, *, by: User, language: str) -> tuple[str, str]:
    """Return subject and text for a customer; what has no value stays in its braces."""
    subject, text = template_words(template, language)
    return (
        fill(subject, customer, by=by, language=language),
        fill(text, customer, by=by, language=language),
    )


def templates_for(user: User, among: QuerySet[MailTemplate] | None = None) -> QuerySet[MailTemplate]:
    """List the templates that somebody may use: everybody's and their own."""
    rows = MailTemplate.objects.all() if among is None else among
    return rows.filter(Q(owner=None) | Q(owner=user.pk))  # guard: templates-of-others


def shared_templates(purpose: str = "") -> QuerySet[MailTemplate]:
    """List the templates that belong to everybody, of a purpose those that serve it."""
    rows = MailTemplate.objects.filter(owner=None)
    return rows.filter(purpose__in=["", purpose]) if purpose else rows


ROW_LIMITS.register(RowLimit(name=MailTemplate._meta.label_lower, limit=templates_for))
