"""What is typed about approvals: an answer, a delegation, who decides."""

from typing import ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.widgets import AdminDateInput

from crm_core.approvals.access import delegated_by
from crm_core.approvals.kinds import KINDS
from crm_core.approvals.models import ApprovalRouteStep, Delegation
from shop.user.models import User

APPROVE, REFUSE = "approve", "refuse"
Who = ApprovalRouteStep.Who


class AnswerForm(forms.Form):
    """Yes or no; a no says why."""

    use_required_attribute = False

    answer = forms.ChoiceField(choices=[(APPROVE, _("Approve")), (REFUSE, _("Refuse"))])
    comment = forms.CharField(
        label=_("Comment"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where you refuse. Whoever asked reads it."),
    )

    def clean(self) -> dict[str, object]:
        """Ask for the reason of a refusal."""
        typed: dict[str, object] = super().clean() or {}
        if typed.get("answer") == REFUSE and not str(typed.get("comment", "")).strip():
            self.add_error("comment", _("Say why you refuse."))
        return typed

    @property
    def is_approved(self) -> bool:
        """Tell which it is."""
        return bool(self.cleaned_data["answer"] == APPROVE)


class PersonField(forms.ModelChoiceField):
    """Staff, named so that two of one name can be told apart."""

    def label_from_instance(self, user: User) -> str:
        """Return name and address."""
        name = user.get_full_name()
        return f"{name} ({user.email})" if name else user.email


class DelegationForm(WagtailAdminModelForm):
    """Who is away from when until when, and who answers meanwhile."""

    owner = PersonField(label=_("Who is away"), queryset=User.objects.none())
    delegate = PersonField(label=_("Who answers for them"), queryset=User.objects.none())

    class Meta:
        model = Delegation
        fields = ["owner", "delegate", "starts_on", "ends_on"]
        widgets: ClassVar = {"starts_on": AdminDateInput, "ends_on": AdminDateInput}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is not None:
            cast("PersonField", self.fields["owner"]).queryset = delegated_by(self.for_user).order_by(
                "first_name", "email"
            )
            self.initial.setdefault("owner", self.for_user.pk)
        staff = User.objects.filter(is_staff=True, is_active=True)
        staff = staff.order_by("first_name", "last_name", "email")
        cast("PersonField", self.fields["delegate"]).queryset = staff
        self.initial.setdefault("starts_on", timezone.localdate())

    def clean(self) -> dict[str, object]:
        """Refuse days in the wrong order, and somebody who stands in for themselves."""
        typed: dict[str, object] = super().clean() or self.cleaned_data
        starts, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day is before the first."))
        if typed.get("owner") is not None and typed.get("owner") == typed.get("delegate"):
            self.add_error("delegate", _("Choose somebody else."))
        return typed

    def save(self, commit: bool = True) -> Delegation:  # noqa: FBT001, FBT002 - Django's signature
        """Note who entered it as it stands now."""
        if self.for_user is not None:
            self.instance.made_by = self.for_user
            self.instance.made_by_name = self.for_user.get_full_name() or self.for_user.email
        saved: Delegation = super().save(commit=commit)
        return saved


def _kind_choices() -> list[tuple[str, object]]:
    routed = [kind for kind in KINDS if kind.has_route]
    return [
        (kind.name, f"{kind.label} ({kind.limit_label})" if kind.limit_label else kind.label)
        for kind in routed
    ]


class RouteForm(WagtailAdminModelForm):
    """Who decides a kind of approval, in which order."""

    kind = forms.ChoiceField(label=_("Kind"), choices=_kind_choices)

    def clean(self) -> dict[str, object]:
        """Refuse a step that names nobody, and levels whose steps do not agree on what they need."""
        typed: dict[str, object] = super().clean() or self.cleaned_data
        rows = [
            row for row in self.formsets["steps"].forms if row not in self.formsets["steps"].deleted_forms
        ]
        needs: dict[int, str] = {}
        for row in rows:
            data = getattr(row, "cleaned_data", {})
            if not data:
                continue
            if data.get("who") == Who.PERSON and not data.get("user"):
                row.add_error("user", ValidationError(_("Choose who decides.")))
            if data.get("who") == Who.ROLE and not data.get("group"):
                row.add_error("group", ValidationError(_("Choose the role.")))
            level = data.get("level")
            if level and needs.setdefault(level, str(data.get("needs"))) != data.get("needs"):
                row.add_error("needs", ValidationError(_("Steps of one level need the same.")))
        if any(row.errors for row in rows):
            self.add_error(None, _("Please correct the steps."))
        return typed


ROUTE_FORM = ObjectList(
    [
        FieldPanel("kind"),
        FieldPanel(
            "limit",
            help_text=_("In the unit of the kind, such as per cent. Empty: it always has to be asked."),
        ),
        FieldPanel("expires_after"),
        InlinePanel(
            "steps",
            heading=_("Who decides"),
            label=_("Step"),
            min_num=1,
            max_num=20,
            panels=[
                FieldRowPanel([FieldPanel("level"), FieldPanel("needs")]),
                FieldPanel("who"),
                FieldRowPanel([FieldPanel("user"), FieldPanel("group")]),
                FieldRowPanel([FieldPanel("escalate_after"), FieldPanel("counts_working_hours")]),
            ],
        ),
    ],
    base_form_class=RouteForm,
)
