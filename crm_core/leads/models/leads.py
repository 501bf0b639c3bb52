"""A lead, and the facts by which it came."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from crm_core.customers.models import Customer


class LeadState(models.TextChoices):
    """How far somebody has come with a lead."""

    NEW = "new", pgettext_lazy("state of a lead", "new")
    CONTACTED = "contacted", pgettext_lazy("state of a lead", "contacted")
    REOPENED = "reopened", pgettext_lazy("state of a lead", "reopened")
    QUALIFIED = "qualified", pgettext_lazy("state of a lead", "qualified")
    DISQUALIFIED = "disqualified", pgettext_lazy("state of a lead", "disqualified")


OPEN_STATES = (LeadState.NEW, LeadState.CONTACTED, LeadState.REOPENED)
#: In which nobody has reached them since they wrote.
WAITING_STATES = (LeadState.NEW, LeadState.REOPENED)


class DisqualifyReason(models.TextChoices):
    """Why nothing comes of a lead."""

    NO_NEED = "no_need", _("no need")
    NO_BUDGET = "no_budget", _("no budget")
    BAD_TIME = "bad_time", _("not now")
    COMPETITOR = "competitor", _("buys from a competitor")
    NO_ANSWER = "no_answer", _("does not answer")
    NOT_OURS = "not_ours", _("wants what we do not sell")
    BOUGHT = "bought", _("has ordered without our help")
    SPAM = "spam", _("spam or a false name")
    OTHER = "other", pgettext_lazy("reason", "other")


class VisibleLeads(models.Manager["Lead"]):
    """Leads of current customers: what a merge leaves at home is shown with the survivor."""

    def get_queryset(self) -> models.QuerySet["Lead"]:
        """Leave out those of merged records."""
        return super().get_queryset().filter(customer__merged_into=None)


class Lead(ConcurrentTransitionMixin, models.Model):
    """Somebody who may buy, from the first fact until they are qualified or not.

    A customer has one open lead (`open_slot` is True then and NULL otherwise, and unique per customer);
    whatever else they send meanwhile is another `LeadSource` of it. What they said of themselves stands
    here for scoring and routing, in the words of the latest fact that says it; their record keeps its own.
    `score_parts` lists what made the score, each {"rule", "kind", "value", "name", "points", "full_points",
    "half_life_days", "on"}.
    """

    State = LeadState
    Reason = DisqualifyReason

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="leads", verbose_name=_("customer")
    )
    state = FSMField(
        _("status"), max_length=12, choices=LeadState.choices, default=LeadState.NEW, protected=True
    )
    open_slot = models.BooleanField(null=True, default=True, editable=False)
    kind = models.CharField(pgettext_lazy("of a lead", "source"), max_length=40)
    wants = models.TextField(_("what they want"), max_length=4000, blank=True)
    products: ClassVar[models.ManyToManyField] = models.ManyToManyField(
        "catalogue.Product", blank=True, related_name="+", verbose_name=_("products")
    )
    company_name = models.CharField(_("company name"), max_length=200, blank=True)
    vat_id = models.CharField(_("VAT id"), max_length=32, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    postcode = models.CharField(_("postcode"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"is_staff": True, "is_active": True},
        related_name="+",
        verbose_name=_("owner"),
    )
    team = models.ForeignKey(
        "customers.Team",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("team"),
    )
    territory = models.ForeignKey(
        "customers.Territory",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("territory"),
    )
    score = models.IntegerField(_("score"), default=0, editable=False)
    score_parts = models.JSONField(_("reasons of the score"), default=list, editable=False)
    scored_at = models.DateTimeField(_("scored"), null=True, editable=False)
    created_at = models.DateTimeField(_("came in"))
    latest_fact_at = models.DateTimeField(_("latest contact from them"))
    assigned_at = models.DateTimeField(_("assigned"), null=True, editable=False)
    first_contact_due_at = models.DateTimeField(_("first contact due"), null=True, editable=False)
    first_contacted_at = models.DateTimeField(_("first contacted"), null=True, editable=False)
    closed_at = models.DateTimeField(pgettext_lazy("when", "closed"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("closed by"),
    )
    reason = models.CharField(
        _("reason"), max_length=20, choices=DisqualifyReason.choices, blank=True, editable=False
    )
    reason_note = models.CharField(_("note on the reason"), max_length=500, blank=True, editable=False)
    account = models.ForeignKey(
        Customer,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("account"),
    )
    contact = models.ForeignKey(
        Customer,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=pgettext_lazy("a person", "contact"),
    )
    deal = models.ForeignKey(
        "pipeline.Deal",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("deal"),
    )

    records: ClassVar[models.Manager["Lead"]] = models.Manager()
    objects: ClassVar[VisibleLeads] = VisibleLeads()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        constraints = [
            models.UniqueConstraint(fields=["customer", "open_slot"], name="leads_one_open_per_customer"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, open_slot=True, closed_at=None)
                | Q(state__in=["qualified", "disqualified"], open_slot=None, closed_at__isnull=False),
                name="leads_open_as_the_state_says",
            ),
            models.CheckConstraint(
                condition=~Q(state="disqualified") | ~Q(reason=""), name="leads_disqualified_with_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="leads_by_creation"),
            models.Index(fields=["-score", "-id"], name="leads_by_score"),
            models.Index(fields=["first_contact_due_at", "id"], name="leads_by_due"),
            models.Index(fields=["owner", "open_slot", "-created_at", "-id"], name="leads_by_owner"),
            models.Index(fields=["state", "-created_at", "-id"], name="leads_by_state"),
            models.Index(
                fields=["first_contact_due_at"],
                condition=Q(first_contacted_at=None, open_slot=True),
                name="leads_waiting",
            ),
        ]
        permissions = [
            ("assign_lead", _("Can assign leads to colleagues")),
            ("view_unassigned_lead", _("Can view leads that nobody has, of all territories")),
            ("export_lead", _("Can export leads")),
        ]

    def __str__(self) -> str:
        return _("Lead %(id)s") % {"id": self.pk}

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide what it is."""
        return bool(self.open_slot)

    @transition(field=state, source=list(WAITING_STATES), target=LeadState.CONTACTED)
    def contact_made(self) -> None:
        """Somebody reached them."""

    @transition(field=state, source=list(OPEN_STATES), target=LeadState.QUALIFIED)
    def qualify(self) -> None:
        """It became an account with a deal."""
        self.open_slot = None

    @transition(field=state, source=list(OPEN_STATES), target=LeadState.DISQUALIFIED)
    def disqualify(self) -> None:
        """Nothing comes of it."""
        self.open_slot = None

    @transition(field=state, source=LeadState.DISQUALIFIED, target=LeadState.REOPENED)
    def reopen(self) -> None:
        """They are back."""
        self.open_slot = True
        self.closed_at = self.closed_by = None
        self.reason = self.reason_note = ""


class LeadSource(models.Model):
    """One fact by which a lead came or came again: a form, a basket, a row of a file.

    `source` names the fact ("form-entry:5") and is there once. `written` holds raw what they wrote of
    themselves (name, email, phone, company_name, answers ...), `data` what the system knows of the fact.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="sources", verbose_name=_("lead"))
    kind = models.CharField(pgettext_lazy("of a lead", "source"), max_length=40)
    source = models.CharField(_("fact"), max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("what they wrote"), max_length=10_000, blank=True)
    written = models.JSONField(_("what they said of themselves"), default=dict, blank=True)
    data = models.JSONField(_("facts"), default=dict, blank=True)
    occurred_at = models.DateTimeField(_("happened"))
    created_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("source of a lead")
        verbose_name_plural = _("sources of leads")
        ordering = ["-occurred_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.source
