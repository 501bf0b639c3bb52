"""A form field for descriptions: Wagtail's editor in the browser, clean HTML of the shop on both sides."""

import re

import nh3
from django import forms
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea
from wagtail.rich_text import expand_db_html

FEATURES = ("h3", "bold", "italic", "ol", "ul", "link")
TAGS = {"p", "br", "h3", "b", "strong", "i", "em", "ul", "ol", "li", "a", "blockquote", "h2", "h4"}
BLOCK_KEY = re.compile(r'\s*data-block-key="[^"]*"')


class RichTextInput(DraftailRichTextArea):
    """The editor: headings, bold, italic, lists and links. What is no content of it is read as no text."""

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs=attrs, features=list(FEATURES))

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        """Name the editor as its field is named: the label does not reach it."""
        self.options = {
            **self.options,
            "ariaLabel": str({**self.attrs, **(attrs or {})}.get("aria-label", "")),
        }
        context: dict[str, object] = super().get_context(name, value, attrs)
        return context

    def value_from_datadict(self, data: object, files: object, name: str) -> str:
        """Return what was written as HTML, without the marks that are the editor's own."""
        try:
            html = super().value_from_datadict(data, files, name) or ""
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
            return ""
        html = expand_db_html(BLOCK_KEY.sub("", html))
        return "" if html == "<p></p>" else html


class RichTextField(forms.CharField):
    """A text with the few tags that the shop's pages know; anything else is taken out."""

    widget = RichTextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """Name the editor, which its label does not reach."""
        return {**super().widget_attrs(widget), **({"aria-label": self.label} if self.label else {})}

    def to_python(self, value: object) -> str | None:
        """Return clean HTML."""
        text = super().to_python(value)
        return nh3.clean(text, tags=TAGS) if text else text
