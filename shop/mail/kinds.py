"""The kinds of mail there are: each slice registers its own, the back office shows them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class EmailType:
    """One kind of mail.

    `template` is the path without ending: `.subject` and `.txt` are needed; `.mjml` is the HTML, which is
    made of the text where there is none. `sample` returns a context for the preview, or None while
    the shop has nothing to show one with (no order yet).
    """

    code: str
    name: str | Promise
    template: str
    sample: Callable[[], dict[str, object] | None]


KINDS: Registry[EmailType] = Registry("email type", key=lambda kind: kind.code)
