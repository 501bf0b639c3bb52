"""What an activity can be about: deals, leads, orders ... each registered by its package.

    ABOUT.register(About(name="pipeline.deal", find=deal_seen_by, link=deal_link))

`find(user, pk)` returns the record if the user sees it, else None; `link(record, user)` its name and page.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from crm_core.activities.models import Activity
from shop.registry import Registry
from shop.user.models import User

LONGEST_KEY = 18


@dataclass(frozen=True, kw_only=True)
class AboutLink:
    """The record behind an activity by name and page."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class About:
    """One kind of record; `name` is its model's label in lower case."""

    name: str
    find: Callable[[User, int], Model | None]
    link: Callable[..., AboutLink]


ABOUT: Registry[About] = Registry("record that activities are about")


def about_key(record: Model) -> str:
    """Return how an address names a record: "pipeline.deal:12"."""
    return f"{record._meta.label_lower}:{record.pk}"


def record_of(key: str, user: User) -> Model | None:
    """Return the record that an address names; None for no key. Raises Http404 for one that is not seen."""
    if not key:
        return None
    name, _sign, number = key.partition(":")
    about = ABOUT.get(name)
    is_number = number.isascii() and number.isdecimal() and len(number) <= LONGEST_KEY
    record = about.find(user, int(number)) if about is not None and is_number else None
    if record is None:
        raise Http404
    return record


def about_link(activity: Activity, user: User) -> AboutLink | None:
    """Return name and page of what an activity is about; None where there is none or it is not seen."""
    if activity.content_type_id is None or activity.object_id is None:
        return None
    kind = ContentType.objects.get_for_id(activity.content_type_id)
    about = ABOUT.get(f"{kind.app_label}.{kind.model}")
    record = about.find(user, activity.object_id) if about is not None else None
    return about.link(record, user) if about is not None and record is not None else None


def plan_url(record: Model) -> str:
    """Return where an activity about a record is planned."""
    return f"{reverse('activity_plan')}?{urlencode({'about': about_key(record)})}"
