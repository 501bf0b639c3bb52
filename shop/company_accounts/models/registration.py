"""What a company that wants to buy tells us of itself, with its papers, and what we answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.uploads.private import private_storage


class ApplicationState(models.TextChoices):
    """Where an application stands."""

    SUBMITTED = "submitted", _("submitted")
    IN_REVIEW = "in-review", _("in review")
    RETURNED = "returned", _("returned")
    ASKED = "asked", _("waiting for the company")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")


#: Staff can decide these; the applicant can change what is returned; all of them are somebody's to do.
TO_DECIDE = (ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW)
OPEN = (*TO_DECIDE, ApplicationState.RETURNED, ApplicationState.ASKED)
CLOSED = (ApplicationState.APPROVED, ApplicationState.REJECTED)


class CompanyApplication(models.Model):
    """One user's wish to buy for a company; an account has one open application at a time.

    `company` is the company that came of it, `asked_company` the one whose administrator is asked whether the
    applicant may join. `submitted_at` is when it last came in: a returned application comes again.
    """

    State = ApplicationState

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("applicant")
    )
    state = models.CharField(
        _("status"), max_length=10, choices=ApplicationState, default=ApplicationState.SUBMITTED
    )
    name = models.CharField(_("company"), max_length=200)
    vat_id = models.CharField(_("VAT id"), max_length=32, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    line1 = models.CharField(_("street and number"), max_length=255)
    line2 = models.CharField(_("address supplement"), max_length=255, blank=True)
    city = models.CharField(_("town or city"), max_length=255)
    state_name = models.CharField(_("state or province"), max_length=255, blank=True)
    postcode = models.CharField(_("postcode"), max_length=64, blank=True)
    country = models.ForeignKey(
        "address.Country", on_delete=models.PROTECT, related_name="+", verbose_name=_("country")
    )
    contact_name = models.CharField(_("your name"), max_length=200)
    job_title = models.CharField(_("job title"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=40)
    website = models.URLField(_("website"), blank=True)
    wants = models.TextField(_("what you want to buy"), max_length=2000)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    terms_accepted_at = models.DateTimeField(_("terms accepted"))
    vat_check = models.ForeignKey(
        "tax.VatCheck",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("answer of the VAT register"),
    )
    company = models.ForeignKey(
        "b2b.Company",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("company account"),
    )
    asked_company = models.ForeignKey(
        "b2b.Company",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="join_requests",
        verbose_name=_("company that is asked"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("submitted"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("company application")
        verbose_name_plural = _("company applications")
        ordering = ["-submitted_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("decide_companyapplication", _("Can decide company applications"))]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=["submitted", "in-review", "returned", "asked"]),
                name="company_accounts_one_open_application",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "rejected"], decided_at__isnull=False)
                | (~Q(state__in=["approved", "rejected"]) & Q(decided_at=None)),
                name="company_accounts_decided_has_a_date",
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="company_accounts_queue")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_to_decide(self) -> bool:
        """Whether staff can decide it now."""
        return self.state in TO_DECIDE


def document_path(document: "ApplicationDocument", name: str) -> str:
    """Return where a document lies: below its application, under the name that the gate gave it."""
    return f"company-applications/{document.application_id}/{name}"


class ApplicationDocument(models.Model):
    """A proof: an extract of the register, a trade licence; it passed the gate, a view alone hands it out."""

    application = models.ForeignKey(
        CompanyApplication, on_delete=models.CASCADE, related_name="documents", verbose_name=_("application")
    )
    file = models.FileField(_("file"), upload_to=document_path, storage=private_storage, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveIntegerField(_("size in bytes"))
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("document of an application")
        verbose_name_plural = _("documents of applications")
        ordering = ["pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.name


class ApplicationAnswer(models.Model):
    """What was answered to an application and when; `message` is what the applicant reads.

    Without `by` a person of the asked company answered, or the colleague's account is gone.
    """

    application = models.ForeignKey(
        CompanyApplication, on_delete=models.CASCADE, related_name="answers", verbose_name=_("application")
    )
    state = models.CharField(_("status"), max_length=10, choices=ApplicationState)
    message = models.TextField(_("message"), max_length=2000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("answer to an application")
        verbose_name_plural = _("answers to applications")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.get_state_display())
