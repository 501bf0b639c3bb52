"""An entry in words: what kind of record it is about, and its details."""

from functools import cache

from django.apps import apps
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from shop.audit.models import AuditEntry

#: How the log's own names are told; what is not here stands as it is, such as the name of a list.
NAMES = {
    "page": gettext_lazy("page"),
    "what": pgettext_lazy("audit log", "subject"),
    "list": gettext_lazy("list"),
    "columns": gettext_lazy("columns"),
    "action": gettext_lazy("action"),
    "rows": gettext_lazy("rows"),
    "added": pgettext_lazy("audit log", "added"),
    "removed": pgettext_lazy("audit log", "removed"),
    "cleared": pgettext_lazy("audit log", "all removed"),
    "is_staff": pgettext_lazy("audit log", "staff"),
    "is_superuser": pgettext_lazy("audit log", "administrator"),
    "is_active": pgettext_lazy("audit log", "may log in"),
    "field": gettext_lazy("field"),
    "access": pgettext_lazy("audit log", "access"),
    "purpose": pgettext_lazy("of a consent", "purpose"),
    "channel": gettext_lazy("channel"),
    "decision": gettext_lazy("decision"),
}
VALUES = {
    "CustomerPageView": gettext_lazy("customer page"),
    "PairView": gettext_lazy("comparison of customers"),
    "timeline": gettext_lazy("timeline"),
    "my_day": gettext_lazy("my day"),
    "consents": gettext_lazy("consents"),
    "account": gettext_lazy("user account"),
    "groups": gettext_lazy("roles of a user"),
    "user permissions": gettext_lazy("rights of a user"),
    "group permissions": gettext_lazy("rights of a role"),
    "field of customers": gettext_lazy("field of customers"),
    "deleted": pgettext_lazy("audit log", "deleted"),
}


@cache
def _models() -> dict[str, type[Model]]:
    return {model._meta.label_lower: model for model in apps.get_models()}


def model_words(entry: AuditEntry) -> str:
    """Name the kind of record; one that is not installed any more by its label."""
    model = _models().get(entry.model)
    return str(capfirst(model._meta.verbose_name)) if model else entry.model


def detail_words(entry: AuditEntry) -> str:
    """Write names and values one after the other."""
    return ", ".join(f"{NAMES.get(name, name)}: {_told(value)}" for name, value in entry.detail.items())


def _told(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(VALUES.get(str(value), value))
