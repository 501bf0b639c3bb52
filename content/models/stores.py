"""Shops and showrooms one can walk into."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page

from content.models.base import picture_alt_field, picture_field
from content.models.pages import IntroducedPage
from content.opening import DayHours, OpenState, Span, state_at, week_of
from content.structured_data import crumb_schemas, store_schema
from shop.time_zones import TimeZoneSelect

DIRECTIONS = "https://www.openstreetmap.org/directions"


def check_timezone(name: str) -> None:
    """Refuse a time zone that nobody knows."""
    if name not in available_timezones():
        raise ValidationError(_("Write a time zone such as Europe/Copenhagen."))


class Weekday(models.IntegerChoices):
    """The days of a week as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class StoreIndexPage(IntroducedPage):
    """All shops and showrooms."""

    template = "content/store_index_page.html"
    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.StorePage"]

    class Meta:
        verbose_name = _("store list")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Add `stores`, each knowing whether it is open now."""
        context = super().get_context(request, *args, **kwargs)
        request.shows_clock = True  # type: ignore[attr-defined]
        found = StorePage.objects.child_of(self).live().public().select_related("picture")
        context["stores"] = list(found.prefetch_related("hours", "special_days").order_by("path"))
        return context


class StorePage(IntroducedPage):
    """A shop or showroom: where it is, when it is open, and whether it is now."""

    picture = picture_field()
    picture_words = picture_alt_field()
    street = models.CharField(_("street and number"), max_length=200)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=120)
    country = models.CharField(_("country"), max_length=2, help_text=_("Two letters, such as DK."))
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[check_timezone])

    template = "content/store_page.html"
    parent_page_types = ["content.StoreIndexPage"]
    subpage_types: list[str] = []
    content_panels: list[object] = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("picture_words"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("street", "postcode", "city", "country", "phone", "email")],
            heading=_("Address"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("latitude"),
                FieldPanel("longitude"),
                FieldPanel("time_zone", widget=TimeZoneSelect),
            ],
            heading=_("Location"),
        ),
        InlinePanel("hours", heading=_("Opening hours"), label=_("Hours")),
        InlinePanel("special_days", heading=_("Special opening hours"), label=_("Day")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("store")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Say that the page tells the time, so that no cache keeps it: its door opens and closes by it."""
        request.shows_clock = True  # type: ignore[attr-defined]
        return super().get_context(request, *args, **kwargs)

    @cached_property
    def week(self) -> list[DayHours]:
        """Return the seven days with their hours, Monday first."""
        return week_of(self._spans())

    @cached_property
    def state(self) -> OpenState:
        """Say whether the door is open now, by the shop's own clock."""
        return self.state_at(timezone.now())

    def state_at(self, moment: datetime) -> OpenState:
        """Say whether the door is open at a moment (aware)."""
        special = {day.date: day.span for day in self.special_days.all()}
        return state_at(self._spans(), special, local=moment.astimezone(ZoneInfo(self.time_zone)))

    def _spans(self) -> list[tuple[int, Span]]:
        return [(row.weekday, Span(row.opens, row.closes)) for row in self.hours.all()]

    @property
    def directions_url(self) -> str:
        """Return the address of a map with the way to the shop; a link, nothing is loaded from there."""
        if self.latitude is None or self.longitude is None:
            place = f"{self.street}, {self.postcode} {self.city}, {self.country}"
            return f"https://www.openstreetmap.org/search?{urlencode({'query': place})}"
        return f"{DIRECTIONS}?{urlencode({'to': f'{self.latitude},{self.longitude}'})}"

    def get_schemas(self, request: HttpRequest, context: dict[str, Any]) -> list[dict[str, object]]:
        """Describe the shop as a business at a place, and where the page stands."""
        base = request.build_absolute_uri("/")
        store = store_schema(self, base=base, here=request.path, picture=context["share_picture"])
        return [store, *crumb_schemas(context["crumbs"], base=base, here=request.path)]


class OpeningHours(Orderable):
    """One span of one weekday; a shop that shuts at noon has two."""

    page = ParentalKey(StorePage, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday.choices)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    panels = [FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")]

    class Meta(Orderable.Meta):
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="content_shop_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"


class SpecialDay(Orderable):
    """A day with other hours, or none: a holiday, a firing with guests."""

    page = ParentalKey(StorePage, on_delete=models.CASCADE, related_name="special_days")
    date = models.DateField(_("date"))
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True, help_text=_("Both empty: closed all day."))
    note = models.CharField(_("note"), max_length=120, blank=True)

    panels = [FieldPanel("date"), FieldPanel("opens"), FieldPanel("closes"), FieldPanel("note")]

    class Meta(Orderable.Meta):
        verbose_name = _("special opening hours")
        verbose_name_plural = _("special opening hours")

    def __str__(self) -> str:
        return f"{self.date} {self.note}".strip()

    def clean(self) -> None:
        """Want both times or none, the later one last."""
        if (self.opens is None) != (self.closes is None):
            raise ValidationError(_("Give both times, or leave both empty for a day on which it is closed."))
        if self.opens and self.closes and self.closes <= self.opens:
            raise ValidationError({"closes": _("Closing time must be after opening time.")})

    @property
    def span(self) -> Span | None:
        """Return the hours of the day, None when it is closed."""
        return Span(self.opens, self.closes) if self.opens and self.closes else None
