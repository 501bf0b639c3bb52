"""Quotes, their versions with lines, and what both sides write to each other."""

from crm_core.quotes.models.parts import QuoteComment, QuoteFile
from crm_core.quotes.models.quotes import Quote
from crm_core.quotes.models.templates import QuoteTemplate, QuoteTemplateLine
from crm_core.quotes.models.versions import QuoteLine, QuoteVersion

__all__ = [
    "Quote",
    "QuoteComment",
    "QuoteFile",
    "QuoteLine",
    "QuoteTemplate",
    "QuoteTemplateLine",
    "QuoteVersion",
]
