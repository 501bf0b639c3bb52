"""What colleagues type: an activity, what came of one, when instead, and how they want to be told."""

from datetime import date, datetime, time, timedelta
from typing import ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.activities.access import AssigneeRefusedError, check_assignee, colleagues_of
from crm_core.activities.models import Activity, ActivitySettings
from crm_core.activities.series import MOST_COUNT, MOST_EVERY, Recurrence, start_of_day
from crm_core.activities.services import PlannedActivity, set_recurrence
from crm_core.customers.models import Customer
from crm_core.profile.fields import CustomerField, choosable
from crm_core.timeline.forms import CALL_OUTCOMES, TALK_OUTCOMES, NextStepFields, colleagues
from shop.contact_fields import LineField
from shop.user.models import User

#: What of a series is changed only by beginning another.
BEGINS_ANEW = {"repeat", "repeat_every", "repeat_until", "repeat_count", "day", "at"}
MOST_YEARS = 10
LONGEST_DURATION = 24 * 60
OUTCOMES = {
    Activity.Kind.CALL: (*CALL_OUTCOMES, *TALK_OUTCOMES),
    Activity.Kind.MEETING: TALK_OUTCOMES,
    Activity.Kind.VISIT: TALK_OUTCOMES,
}


def day_field(label: object, *, required: bool = True) -> forms.DateField:
    """Make a field for a day, which a phone offers a calendar for."""
    return forms.DateField(
        label=cast("str", label),
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def checked_day(day: date) -> date:
    """Refuse days that nobody means. Raises ValidationError."""
    today = timezone.localdate()
    if not today - timedelta(days=366) <= day <= today + timedelta(days=366 * MOST_YEARS):
        raise ValidationError(_("Choose a day in the coming ten years."))
    return day


def moment_of(day: date, at: time | None) -> datetime:
    """Return when something is due: at the reader's time, or all day. Raises ValidationError for a gap."""
    if at is None:
        return start_of_day(day)
    moment = timezone.make_aware(datetime.combine(day, at))
    if timezone.localtime(moment.astimezone(timezone.get_default_timezone())).time() != at:
        raise ValidationError(_("The clocks skip this time on that day. Choose another."))
    return moment


class ActivityForm(forms.ModelForm):
    """An activity: what, with whom, when, by whom, how often. Without a time it is for the whole day."""

    customer = CustomerField(Customer.objects.none(), label=_("Customer"), required=False)
    day = day_field(_("Day"))
    at = forms.TimeField(
        label=_("Time"),
        required=False,
        help_text=_("Empty: all day."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    duration = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=LONGEST_DURATION)
    assignee: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Assignee"), queryset=User.objects.none(), required=False, empty_label=_("nobody yet")
    )
    repeat_every = forms.IntegerField(
        label=pgettext_lazy("every so many days, weeks ...", "Every"),
        required=False,
        min_value=1,
        max_value=MOST_EVERY,
    )
    repeat_until = day_field(_("Until"), required=False)
    repeat_count = forms.IntegerField(
        label=_("Number of times"), required=False, min_value=1, max_value=MOST_COUNT
    )

    class Meta:
        model = Activity
        fields = [
            *("kind", "subject", "customer", "day", "at", "duration", "assignee", "priority", "note"),
            *("repeat", "repeat_every", "repeat_until", "repeat_count"),
        ]
        field_classes: ClassVar = {"subject": LineField}
        widgets: ClassVar = {"note": forms.Textarea(attrs={"rows": 3, "data-mentions": ""})}

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        instance = cast("Activity", kwargs.get("instance") or Activity())
        kwargs["initial"] = {
            **_moment_typed(instance),
            **cast("dict[str, object]", kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as they came
        self.user = user
        held = [instance.customer_id] if instance.customer_id else []
        customer = cast("CustomerField", self.fields["customer"])
        customer.queryset, customer.user = choosable(user, held=held), user
        _field_of_colleagues(self, user, instance.assignee_id)
        self.fields["note"].help_text = _("@name tells a colleague.")

    def clean_day(self) -> date:
        """Take a day that somebody may mean; one that stands there already stays."""
        day = self.cleaned_data["day"]
        return day if day == self.initial.get("day") else checked_day(day)

    def clean_repeat_every(self) -> int:
        """Take every one where nothing else is typed."""
        return self.cleaned_data.get("repeat_every") or 1

    def clean(self) -> dict[str, object]:
        """Put day and time together, and see who may be given it and how long it repeats."""
        data: dict[str, object] = super().clean() or self.cleaned_data
        try:
            if data.get("day"):
                data["due_at"] = moment_of(cast("date", data["day"]), cast("time | None", data.get("at")))
        except ValidationError as error:
            self.add_error("at", error)
        try:
            if "assignee" in self.changed_data or "customer" in self.changed_data or self.instance.pk is None:
                check_assignee(
                    cast("User | None", data.get("assignee")), cast("Customer | None", data.get("customer"))
                )
        except AssigneeRefusedError as refusal:
            self.add_error("assignee", str(refusal))
        self._check_series(data)
        return data

    def _check_series(self, data: dict[str, object]) -> None:
        until, count, day = data.get("repeat_until"), data.get("repeat_count"), data.get("day")
        if not data.get("repeat"):
            data["repeat_every"], data["repeat_until"], data["repeat_count"] = 1, None, None
        elif until and count:
            self.add_error("repeat_count", _("Say either a last day or a number of times."))
        elif until and day and cast("date", until) < cast("date", day):
            self.add_error("repeat_until", _("This is before the day on which it begins."))

    def _post_clean(self) -> None:
        """Write when it is due onto the instance, with the series that begins there."""
        super()._post_clean()  # type: ignore[misc]
        data = self.cleaned_data
        if "due_at" not in data:
            return
        self.instance.due_at, self.instance.all_day = data["due_at"], data.get("at") is None
        begins_anew = {"repeat", "repeat_every", "repeat_until", "repeat_count", "day", "at"} & set(
            self.changed_data
        )
        if self.instance.pk is None or begins_anew:
            set_recurrence(self.instance, self.recurrence)

    @property
    def recurrence(self) -> Recurrence | None:
        """Return how often it comes again; None for what does not."""
        data = self.cleaned_data
        if not data.get("repeat"):
            return None
        return Recurrence(
            repeat=data["repeat"],
            every=data.get("repeat_every") or 1,
            until=data.get("repeat_until"),
            count=data.get("repeat_count"),
        )

    def planned(self, **more: object) -> PlannedActivity:
        """Return what was typed, to be planned."""
        data = self.cleaned_data
        names = ("kind", "subject", "customer", "duration", "assignee", "priority", "note", "due_at")
        values = {name: data.get(name) for name in names}
        return PlannedActivity(
            **values,  # type: ignore[arg-type] # by their names
            all_day=data.get("at") is None,
            created_by=self.user,
            recurrence=self.recurrence,
            **more,  # type: ignore[arg-type]
        )


def _moment_typed(activity: Activity) -> dict[str, object]:
    """Return day and time as they are typed."""
    if activity.pk is None:
        return {}
    at = None if activity.all_day else timezone.localtime(activity.due_at).time()
    return {"day": activity.day, "at": at}


def _field_of_colleagues(form: forms.BaseForm, user: User, held: int | None = None) -> None:
    """Offer the colleagues whose work somebody sees, and who has it already."""
    found: QuerySet[User] = colleagues_of(user)
    if held and not found.filter(pk=held).exists():
        found = User.objects.filter(pk__in=[held, *found.values_list("pk", flat=True)])
    cast("forms.ModelChoiceField", form.fields["assignee"]).queryset = found


class CompleteForm(NextStepFields):
    """What came of an activity, and what is next; one form, one step."""

    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    note = forms.CharField(
        label=_("What was said"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "data-mentions": ""}),
    )

    field_order = ("outcome", "note", "next_text", "next_on", "next_for")

    def fit(self, activity: Activity, user: User) -> None:
        """Leave the outcomes that this kind has, and no next step where the user may plan none."""
        outcomes = OUTCOMES.get(Activity.Kind(activity.kind), ())
        if outcomes:
            choices = [("", "–"), *((outcome.value, outcome.label) for outcome in outcomes)]
            cast("forms.ChoiceField", self.fields["outcome"]).choices = choices
        else:
            del self.fields["outcome"]
            self.fields["note"].label = _("Result")
        if not user.has_perm("activities.add_activity"):
            for name in ("next_text", "next_on", "next_for"):
                del self.fields[name]
        else:
            cast("forms.ModelChoiceField", self.fields["next_for"]).queryset = colleagues_of(user)

    def next_activity(self, activity: Activity, user: User) -> PlannedActivity | None:
        """Return the next step as an activity for the whole day with the same customer."""
        step = self.next_step
        if step is None:
            return None
        return PlannedActivity(
            subject=step.text,
            due_at=start_of_day(step.due_on),
            customer=activity.customer,
            about=activity.about,
            assignee=step.assignee,
            created_by=user,
        )


class MoveForm(forms.Form):
    """Another day; the time of day stays."""

    day = day_field(_("Day"))

    def clean_day(self) -> date:
        """Take a day that somebody may mean."""
        return checked_day(self.cleaned_data["day"])


class AssignForm(forms.Form):
    """Who does it from now on; nobody is a choice, too."""

    assignee: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Assignee"),
        queryset=colleagues(),
        required=False,
        empty_label=_("nobody yet"),
    )


class SettingsForm(forms.ModelForm):
    """How somebody wants to be told of activities."""

    class Meta:
        model = ActivitySettings
        fields = ["mails_reminders", "lead_minutes", "mails_mentions"]
