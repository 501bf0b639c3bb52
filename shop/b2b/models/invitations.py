"""Who was asked to buy for a company, and has not come yet."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.b2b.models.companies import Company
from shop.b2b.models.places import CompanyLocation, CostCentre, Department
from shop.b2b.models.roles import CompanyRole
from shop.user.models import new_key


class CompanyInvitation(models.Model):
    """A way into a company: who opens its link with that address joins, once, until it expires.

    `key` stands in the link; sent again, it is another, and the link before leads nowhere. It is open while
    it was neither accepted nor withdrawn; an address has one open invitation to a company.
    """

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("company")
    )
    email = models.EmailField(_("e-mail"))
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=200)
    language = models.CharField(max_length=10, blank=True)
    role = models.ForeignKey(
        CompanyRole,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="invitations",
        verbose_name=_("company role"),
    )
    department = models.ForeignKey(
        Department,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("department"),
    )
    location = models.ForeignKey(
        CompanyLocation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("location"),
    )
    cost_centre = models.ForeignKey(
        CostCentre,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("usual cost centre"),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("invited by"),
    )
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    sent_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("company invitation")
        verbose_name_plural = _("company invitations")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "company",
                Lower("email"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="b2b_one_open_invitation_per_address",
            ),
        ]

    def __str__(self) -> str:
        return self.email
