"""The forms of scoring, routing, calendars, capacities, absences and settings."""

from decimal import Decimal
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays as public_holidays
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList

from crm_core.leads.access import colleagues
from crm_core.leads.kinds import SOURCE_KINDS
from crm_core.leads.models import (
    Absence,
    BusinessCalendar,
    LeadCapacity,
    LeadSettings,
    RoutingRule,
    ScoreRule,
)
from crm_core.leads.score_facts import KINDS, NOTHING, NUMBER, SCORE_FACTS, fact_choices, values_of
from shop.catalogue.models import Category
from shop.configuration.queries import shop_currency
from shop.countries import country_names
from shop.money import check_payable
from shop.time_zones import TimeZoneSelect


class ScoreRuleForm(WagtailAdminModelForm):
    """A rule in the order in which it is read: what fact, which value, how many points, how they fade."""

    kind = forms.ChoiceField(label=pgettext_lazy("of a scoring rule", "Fact"), choices=fact_choices)

    class Meta:
        model = ScoreRule
        fields: ClassVar = ["kind", "value", "points", "half_life_days", "name", "is_active"]

    def clean(self) -> dict[str, object]:
        """Ask for the value that the sort of fact needs, and refuse one that it could never have."""
        data: dict[str, object] = super().clean() or self.cleaned_data
        fact, value = SCORE_FACTS.get(str(data.get("kind", ""))), str(data.get("value") or "").strip()
        if fact is None:
            return data
        problem = _problem(fact.form, fact.name, value)
        if problem:
            self.add_error("value", problem)
        data["value"] = "" if fact.form == NOTHING else value
        return data


def _problem(form: str, name: str, value: str) -> str:
    """Say what is wrong with a value, "" for nothing."""
    if form == NOTHING:
        return ""
    if not value:
        return gettext("This fact needs a value.")
    checks = {NUMBER: _no_number, KINDS: _unknown_kind}
    by_name = {"country": _unknown_country, "language": _unknown_language, "answer": _no_answer}
    check = checks.get(form) or by_name.get(name)
    return check(value) if check else ""


def _no_number(value: str) -> str:
    is_number = value.isascii() and value.isdecimal() and len(value) <= len("999999999")
    return "" if is_number else gettext("Write a whole number.")


def _no_answer(value: str) -> str:
    return "" if "=" in value else gettext("Write question=answer.")


def _unknown_kind(value: str) -> str:
    unknown = [each for each in values_of(value) if each not in SOURCE_KINDS]
    words = gettext("No source is called %(name)s. There are: %(known)s.")
    return words % {"name": unknown[0], "known": ", ".join(SOURCE_KINDS.names())} if unknown else ""


def _unknown_country(text: str) -> str:
    codes = set(country_names().values())
    unknown = [code for code in values_of(text) if code.upper() not in codes]
    return gettext("%(code)s is no country code.") % {"code": unknown[0]} if unknown else ""


def _unknown_language(text: str) -> str:
    codes = {code for code, _name in settings.LANGUAGES}
    unknown = [code for code in values_of(text) if code.lower() not in codes]
    words = gettext("%(code)s is no language of the shop. There are: %(known)s.")
    return words % {"code": unknown[0], "known": ", ".join(sorted(codes))} if unknown else ""


class RoutingRuleForm(WagtailAdminModelForm):
    """Conditions, and where the leads go that fulfil all of them."""

    categories: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=_("Categories of interest"),
        queryset=Category.objects.order_by("path"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = RoutingRule
        fields: ClassVar = [
            *("name", "order", "countries", "postcodes", "languages", "kinds", "categories"),
            *("team", "territory", "is_active"),
        ]

    def clean_countries(self) -> str:
        """Know every country."""
        return self._checked("countries", _unknown_country(self.cleaned_data["countries"]))

    def clean_languages(self) -> str:
        """Know every language."""
        return self._checked("languages", _unknown_language(self.cleaned_data["languages"]))

    def clean_kinds(self) -> str:
        """Know every source."""
        text = self.cleaned_data["kinds"]
        return self._checked("kinds", _unknown_kind(text))

    def _checked(self, name: str, problem: str) -> str:
        if problem:
            raise ValidationError(problem)
        return str(self.cleaned_data[name])


class CapacityForm(WagtailAdminModelForm):
    """How many leads somebody can have."""

    class Meta:
        model = LeadCapacity
        fields: ClassVar = ["user", "most_open", "languages", "takes_leads"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = colleagues()  # type: ignore[attr-defined]

    def clean_languages(self) -> str:
        """Know every language."""
        text = str(self.cleaned_data["languages"])
        if problem := _unknown_language(text):
            raise ValidationError(problem)
        return text


class AbsenceForm(WagtailAdminModelForm):
    """From when to when somebody is away."""

    class Meta:
        model = Absence
        fields: ClassVar = ["user", "first_day", "last_day"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = colleagues()  # type: ignore[attr-defined]


class CalendarForm(WagtailAdminModelForm):
    """A team's hours; country and part are those that the library of holidays knows."""

    class Meta:
        model = BusinessCalendar
        fields: ClassVar = [
            *("name", "team", "time_zone", "holidays_country", "holidays_region", "first_contact_minutes"),
        ]
        widgets: ClassVar = {"time_zone": TimeZoneSelect}

    def clean_time_zone(self) -> str:
        """Take a zone that there is."""
        zone = str(self.cleaned_data["time_zone"])
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValidationError(gettext("There is no such time zone.")) from error
        return zone

    def clean(self) -> dict[str, object]:
        """Take a country and a part of it whose holidays are known; nothing that would silently have none."""
        data: dict[str, object] = super().clean() or self.cleaned_data
        known = public_holidays.list_supported_countries()
        country = str(data.get("holidays_country") or "").upper()
        region = str(data.get("holidays_region") or "").upper()
        if country and country not in known:
            self.add_error("holidays_country", gettext("The holidays of this country are not known."))
        elif region and region not in known.get(country, ()):
            words = gettext("This country has no such part. There are: %(known)s.")
            self.add_error("holidays_region", words % {"known": ", ".join(known.get(country, ())) or "-"})
        data["holidays_country"], data["holidays_region"] = country, region
        return data


CALENDAR_PANELS = ObjectList(
    [
        *(FieldPanel(name) for name in CalendarForm.Meta.fields),
        InlinePanel(
            "hours",
            heading=_("Working hours"),
            label=_("Hours"),
            panels=[FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")],
        ),
    ],
    base_form_class=CalendarForm,
)


class LeadSettingsForm(forms.ModelForm):
    """What makes a lead besides forms."""

    class Meta:
        model = LeadSettings
        fields: ClassVar = [
            *("registrations", "partner_applications", "basket_owners", "large_basket", "stalled_basket"),
            "most_open",
        ]
        widgets: ClassVar = {"registrations": forms.RadioSelect, "basket_owners": forms.RadioSelect}

    def clean(self) -> dict[str, object]:
        """Take amounts that the shop's currency can pay."""
        data: dict[str, object] = super().clean() or self.cleaned_data
        for name in ("large_basket", "stalled_basket"):
            amount = data.get(name)
            if isinstance(amount, Decimal):
                try:
                    check_payable(amount, shop_currency())
                except ValidationError as error:
                    self.add_error(name, error)
        return data
