"""When a team works, as staff write it; `working_hours` counts with it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

MOST_MINUTES = 10_000


class BusinessCalendar(ClusterableModel):
    """Hours and holidays of a team, and how soon it answers a lead; the one without a team is everybody's."""

    name = models.CharField(pgettext_lazy("of a calendar", "name"), max_length=80)
    team = models.OneToOneField(
        "customers.Team",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("team"),
        help_text=_("Empty: the calendar of all leads whose team has none of its own."),
    )
    time_zone = models.CharField(_("time zone"), max_length=60)
    holidays_country = models.CharField(
        _("public holidays of"), max_length=2, blank=True, help_text=_("Two letters, for example DE.")
    )
    holidays_region = models.CharField(
        _("part of the country"),
        max_length=10,
        blank=True,
        help_text=_("For example BY; empty: nationwide ones."),
    )
    first_contact_minutes = models.PositiveIntegerField(
        _("first contact within (working minutes)"),
        default=240,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
    )

    class Meta:
        verbose_name = _("business calendar")
        verbose_name_plural = _("business calendars")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("team", 0),
                name="leads_one_calendar_per_team",
                violation_error_message=_("This team has a calendar already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarHours(models.Model):
    """From when to when a team works on a day of the week; several rows are a day with a break."""

    class Weekday(models.IntegerChoices):
        """ISO days of the week."""

        MONDAY = 1, _("Monday")
        TUESDAY = 2, _("Tuesday")
        WEDNESDAY = 3, _("Wednesday")
        THURSDAY = 4, _("Thursday")
        FRIDAY = 5, _("Friday")
        SATURDAY = 6, _("Saturday")
        SUNDAY = 7, _("Sunday")

    calendar = ParentalKey(
        BusinessCalendar, on_delete=models.CASCADE, related_name="hours", verbose_name=_("business calendar")
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"), help_text=_("00:00 is midnight at the end of the day."))

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        ordering = ["weekday", "opens"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=models.F("opens")) | Q(closes="00:00"),
                name="leads_hours_end_after_they_begin",
                violation_error_message=_("The hours end before they begin."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday}: {self.opens:%H:%M}-{self.closes:%H:%M}"
