"""Small pieces that back-office pages share."""

from collections.abc import Mapping
from datetime import datetime

from django import template
from django.db.models import Model
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, ngettext

from shop.backoffice import rich_text

register = template.Library()

DAYS_TOLD_IN_DAYS = 60
DAYS_TOLD_IN_MONTHS = 730


@register.filter
def ago(moment: datetime) -> str:
    """Tell how long ago a moment was in whole days, months or years ("12 days ago")."""
    days = (timezone.localdate() - timezone.localdate(moment)).days
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days <= DAYS_TOLD_IN_DAYS:
        return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}
    if days <= DAYS_TOLD_IN_MONTHS:
        months = days // 30
        return ngettext("%(months)s month ago", "%(months)s months ago", months) % {"months": months}
    years = days // 365
    return ngettext("%(years)s year ago", "%(years)s years ago", years) % {"years": years}


# How an attribute's type is typed: the input's type and the keyboard of a phone.
INPUT_TYPES = {"date": ("date", ""), "integer": ("text", "numeric"), "float": ("text", "decimal")}


@register.inclusion_tag("backoffice/input.html")
def backoffice_input(
    name: str,
    label: str,
    value: str,
    errors: Mapping[str, list[str]],
    *,
    kind: str = "text",
    **options: object,
) -> dict[str, object]:
    """Draw an input with label, help and what is wrong with it.

    Options: `required`, `lang`, `maxlength`, `rows` (a text of several lines), `help`. `kind` is
    the type of an attribute.
    """
    words = errors.get(name, [])
    html_type, mode = INPUT_TYPES.get(kind, ("text", ""))
    described = [f"{name}-help"] if options.get("help") else []
    described += [f"{name}-errors"] if words else []
    return {
        "name": name,
        "label": label,
        "value": value,
        "words": words,
        "type": html_type,
        "mode": mode,
        "described": " ".join(described),
        **options,
    }


@register.simple_tag
def backoffice_rich_text(name: str, value: str, label: str) -> SafeString:
    """Draw Wagtail's editor for a text of the shop."""
    return rich_text.render_field(name, value, label=label)


@register.filter
def errors_in(name: str, errors: Mapping[str, list[str]]) -> list[str]:
    """Return what is wrong with an input."""
    return errors.get(name, [])


@register.filter
def app_label_of(model: type[Model]) -> str:
    """Name a model's app, as the addresses of bulk actions do."""
    return model._meta.app_label


@register.filter
def model_name_of(model: type[Model]) -> str:
    """Name a model, as the addresses of bulk actions do."""
    return model._meta.model_name or ""
