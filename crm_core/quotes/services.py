"""The doors to quotes, in one place; each stands where its rule does."""

from crm_core.quotes.acceptance import accept, basket_to_order
from crm_core.quotes.drafting import DraftTerms, draft_of, save_draft, stamp, start_draft
from crm_core.quotes.moves import (
    CounterLine,
    comment,
    counter,
    expire_quotes,
    reject,
    send_version,
    withdraw,
)
from crm_core.quotes.pricing import WantedLine
from crm_core.quotes.requests import QuoteRequest, attach, begin_quote, copy_quote, request_quote

__all__ = [
    "CounterLine",
    "DraftTerms",
    "QuoteRequest",
    "WantedLine",
    "accept",
    "attach",
    "basket_to_order",
    "begin_quote",
    "comment",
    "copy_quote",
    "counter",
    "draft_of",
    "expire_quotes",
    "reject",
    "request_quote",
    "save_draft",
    "send_version",
    "stamp",
    "start_draft",
    "withdraw",
]
