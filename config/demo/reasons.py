"""Why the demo's representatives have what they have to do today, in the reader's language."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crm_core.activities.reasons import REASONS, Reason
from shop.json_types import JsonObject


def _closing(data: JsonObject) -> str:
    day = date_format(date.fromisoformat(data["day"]), "DATE_FORMAT")
    return _("A deal is expected to close on %(day)s") % {"day": day}


def _standing(data: JsonObject) -> str:
    return _("A deal has stood in one stage for %(days)d days") % data


def _silent(data: JsonObject) -> str:
    return _("No order for %(days)d days; usually one every %(usual)d days") % data


def _due(data: JsonObject) -> str:
    return _("Orders every %(usual)d days, the last was %(days)d days ago") % data


def _lead(data: JsonObject) -> str:
    return _("Wrote %(hours)d hours ago and waits for an answer") % data


def _first(data: JsonObject) -> str:
    return _("First order %(days)d days ago") % data


def _back(_data: JsonObject) -> str:
    return _("Ordered again after a long silence")


def _talked(data: JsonObject) -> str:
    return _("Nobody has talked to them for %(days)d days") % data


for _name, _words in (
    ("closing", _closing),
    ("standing", _standing),
    ("silent", _silent),
    ("due", _due),
    ("lead", _lead),
    ("first", _first),
    ("back", _back),
    ("talked", _talked),
):
    REASONS.register(Reason(name=f"demo.{_name}", words=_words))
