"""From a kind and a context to subject, text and HTML."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string, select_template
from django.utils import translation
from mjml import mjml2html

from shop.identity.queries import shop_identity
from shop.mail.gates import UnsubscribeLinks
from shop.mail.kinds import EmailType

ALONE = re.compile(r"^https?://\S+$")
LAYOUT = "mail/layout.mjml"


@dataclass(frozen=True, kw_only=True)
class RenderedEmail:
    """What is read; `subject` is one line; `has_way_out` says that it tells how to unsubscribe."""

    subject: str
    text: str
    html: str
    has_way_out: bool = False


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A paragraph of a text: its lines, or the one address that stands alone in it."""

    lines: list[str]
    link: str = ""


def render(
    kind: EmailType,
    context: dict[str, object],
    *,
    language: str,
    unsubscribe: UnsubscribeLinks | None = None,
) -> RenderedEmail:
    """Write a mail of a kind in a language.

    The templates get `shop_name`, `shop_url`, `language` and `unsubscribe` beside `context`. HTML comes from the
    kind's MJML, or from its text in the shop's layout. What can be unsubscribed from says so at its end.
    """
    with translation.override(language):
        context = {
            "shop_name": shop_identity().name,
            "shop_url": settings.KILN_BASE_URL,
            "language": language,
            "unsubscribe": unsubscribe,
            **context,
        }
        subject = " ".join(render_to_string(f"{kind.template}.subject", context).split())
        text = render_to_string(f"{kind.template}.txt", context).strip() + "\n"
        return _letter(kind.template, subject, text, context, unsubscribe)


def from_text(
    subject: str, text: str, *, language: str, unsubscribe: UnsubscribeLinks | None = None
) -> RenderedEmail:
    """Put a subject and a text written elsewhere into the shop's layout."""
    with translation.override(language):
        context = {
            "shop_name": shop_identity().name,
            "shop_url": settings.KILN_BASE_URL,
            "language": language,
            "unsubscribe": unsubscribe,
        }
        return _letter("", " ".join(subject.split()), text, context, unsubscribe)


def _letter(
    template: str, subject: str, text: str, context: dict[str, Any], unsubscribe: UnsubscribeLinks | None
) -> RenderedEmail:
    html = _html(template, subject, text, context)
    if unsubscribe is not None:
        text += "\n" + render_to_string("mail/unsubscribe.txt", context).strip() + "\n"
    return RenderedEmail(subject=subject, text=text, html=html, has_way_out=unsubscribe is not None)


def _html(template: str, subject: str, text: str, context: dict[str, Any]) -> str:
    chosen = select_template([f"{template}.mjml", LAYOUT] if template else [LAYOUT])
    source = chosen.render({**context, "subject": subject, "pieces": _paragraphs(text)})
    html: str = mjml2html(source)
    return html


def _paragraphs(text: str) -> list[Paragraph]:
    """Cut a text at its empty lines; an address that stands alone becomes a button."""
    pieces = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        words: list[str] = []
        for line in lines:
            if ALONE.match(line):
                pieces += [Paragraph(lines=words)] * bool(words)
                pieces.append(Paragraph(lines=[], link=line))
                words = []
            else:
                words.append(line)
        pieces += [Paragraph(lines=words)] * bool(words)
    return pieces
