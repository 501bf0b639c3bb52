"""What the form of a rule says of its errors."""

from collections.abc import Mapping, Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

from crm_core.automation.drawing import StepNode
from crm_core.timeline.placeholders import PLACEHOLDERS

register = template.Library()


def _found(context: template.Context, place: str) -> Sequence[str]:
    errors = context.get("errors") or {}
    found: Sequence[str] = errors.get(place, ())
    return found


def _id(place: str) -> str:
    return f"{slugify(place.replace('.', '-'))}-problem"


@register.simple_tag(takes_context=True)
def rule_error(context: template.Context, place: str) -> SafeString:
    """Mark an input whose value is wrong."""
    if not _found(context, place):
        return mark_safe("")
    return format_html('aria-invalid="true" aria-describedby="{}"', _id(place))


@register.simple_tag(takes_context=True)
def rule_problem(context: template.Context, place: str) -> SafeString:
    """Say what is wrong at a place."""
    return _told(_found(context, place), _id(place))


@register.simple_tag
def rule_problems(errors: Mapping[str, Sequence[str]] | Sequence[str] | None, path: str) -> SafeString:
    """Say what is wrong with a part."""
    if isinstance(errors, Mapping):
        words = [each for found in errors.values() for each in found]
    else:
        words = list(errors or ())
    return _told(words, f"{slugify(path)}-problem")


def _told(words: Sequence[str], name: str) -> SafeString:
    if not words:
        return mark_safe("")
    told = format_html_join("", "<p>{}</p>", ((each,) for each in words))
    return format_html('<div class="bad small" id="{}">{}</div>', name, told)


@register.simple_tag
def rule_refresh() -> SafeString:
    """Draw the button that updates the form where no script does."""
    words = _("Update")
    return format_html(
        '<noscript><button type="submit" name="op" value="refresh:" '
        'class="button button-small button-secondary">{}</button></noscript>',
        words,
    )


@register.simple_tag
def rule_placeholders() -> str:
    """List what may stand in braces."""
    names = ", ".join(placeholder.braces for placeholder in PLACEHOLDERS)
    return _("You can write: %(names)s") % {"names": names}


@register.simple_tag
def rule_branch(step: StepNode, name: str) -> str:
    """Return the place of a branch's list."""
    return f"{step.path}.{name}"
