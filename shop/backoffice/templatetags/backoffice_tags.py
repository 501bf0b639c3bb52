"""Small pieces that back-office pages share."""

from datetime import date, datetime

from django import template
from django.db.models import Model
from django.forms import BaseForm, BaseFormSet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _, ngettext

from shop.backoffice.form_sections import BoundSection, Problem, bind_sections, problems_of

register = template.Library()

HOURS_TOLD = 24
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


@register.filter
def since(moment: date) -> str:
    """Tell how long ago a moment was, today in minutes and hours; what lies ahead is a date."""
    if not isinstance(moment, datetime):
        return date_format(moment, "DATE_FORMAT")
    seconds = (timezone.now() - moment).total_seconds()
    if seconds < 0:
        return date_format(timezone.localtime(moment), "DATE_FORMAT")
    minutes, hours = int(seconds // 60), int(seconds // 3600)
    if not minutes:
        return _("just now")
    if not hours:
        return ngettext("%(number)s minute ago", "%(number)s minutes ago", minutes) % {"number": minutes}
    if hours < HOURS_TOLD:
        return ngettext("%(number)s hour ago", "%(number)s hours ago", hours) % {"number": hours}
    return ago(moment)


@register.simple_tag
def form_sections(form: BaseForm, *formsets: BaseFormSet) -> list[BoundSection]:
    """Return the sections of a form, empty where it has none."""
    return bind_sections(form, *formsets)


@register.simple_tag
def form_problems(form: BaseForm, *formsets: BaseFormSet) -> list[Problem]:
    """Return what is wrong with a form and its rows."""
    return problems_of(form, *formsets)


@register.filter(is_safe=True)
def words_of_oscar(html: str) -> str:
    """Say in the reader's language what Oscar's templates say to screen readers in English only."""
    words = escape(_("Breadcrumb"))
    return html.replace('aria-label="breadcrumb"', f'aria-label="{words}"')


@register.filter
def app_label_of(model: type[Model]) -> str:
    """Name a model's app, as the addresses of bulk actions do."""
    return model._meta.app_label


@register.filter
def model_name_of(model: type[Model]) -> str:
    """Name a model, as the addresses of bulk actions do."""
    return model._meta.model_name or ""
