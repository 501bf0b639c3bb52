"""The kinds of mail there are: each slice registers its own, the back office shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from django.utils.functional import Promise

from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class EmailType:
    """One kind of mail.

    `template` is the path without ending: `.subject` and `.txt` are needed; `.mjml` is the HTML, which is
    made of the text where there is none. `sample` returns a context for the preview, or None while
    the shop has nothing to show one with (no order yet). `purpose` is TRANSACTIONAL, for what tells of a
    thing the reader did or is owed, or the code of the purpose to which they must have agreed. `still_due`
    is asked with a mail's key right before it is sent: False where what it says is true no longer.
    """

    code: str
    name: str | Promise
    template: str
    sample: Callable[[], dict[str, object] | None]
    purpose: str
    still_due: Callable[[str], bool] | None = None


@dataclass(frozen=True, kw_only=True)
class EmailFamily:
    """Kinds that another library writes, by how their codes begin; all for one purpose."""

    prefix: str
    purpose: str


#: The purpose of mails that need no consent: orders, payments, log-ins, answers.
TRANSACTIONAL = "transactional"
KINDS: Registry[EmailType] = Registry("email type", key=lambda kind: kind.code)
FAMILIES: Registry[EmailFamily] = Registry("family of email types", key=attrgetter("prefix"))


def purpose_of(code: str) -> str:
    """Return for what a kind of mail is sent. Raises KeyError for one that nobody declared."""
    if code in KINDS:
        return KINDS[code].purpose
    for family in FAMILIES:
        if code.startswith(family.prefix):
            return family.purpose
    raise KeyError(code)
