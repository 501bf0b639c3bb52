"""Descriptions between the shop's HTML and Wagtail's editor."""

import re
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString
from wagtail.admin.rich_text import DraftailRichTextArea, get_rich_text_editor_widget
from wagtail.rich_text import expand_db_html

FEATURES = ("h3", "bold", "italic", "ol", "ul", "link")
TAGS = {"p", "br", "h3", "b", "strong", "i", "em", "ul", "ol", "li", "a", "blockquote", "h2", "h4"}
BLOCK_KEY = re.compile(r'\s*data-block-key="[^"]*"')


@lru_cache(maxsize=1)
def widget() -> DraftailRichTextArea:
    """Return the editor: headings, bold, italic, lists and links."""
    return get_rich_text_editor_widget(features=list(FEATURES))


def render_field(name: str, html: str, *, label: str, lang: str = "") -> SafeString:
    """Draw the editor of a text under its label; `lang` is the language that is written there."""
    editor = get_rich_text_editor_widget(features=list(FEATURES))
    editor.options = {**editor.options, "ariaLabel": label}
    attributes = {"id": f"id_{name}", "aria-label": label}
    return editor.render(name, html, attributes | ({"lang": lang} if lang else {}))


def to_editor_html(html: str) -> str:
    """Turn HTML into what the editor reads."""
    return widget().format_value(html or "") or ""


def from_editor_html(value: str) -> str:
    """Turn what the editor sent into clean HTML; what is no content of it becomes no text."""
    try:
        html = widget().value_from_datadict({"text": value}, {}, "text") or ""
    except (ValueError, KeyError, TypeError):
        return ""
    html = expand_db_html(BLOCK_KEY.sub("", html))
    return "" if html == "<p></p>" else nh3.clean(html, tags=TAGS)


def canonical(html: str) -> str:
    """Return HTML as it is after it was in the editor once, so that two texts can be compared."""
    return from_editor_html(to_editor_html(html)) if html else ""
