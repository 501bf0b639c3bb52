"""The people of a company: who they are, what they are there, and what they may do."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from shop.b2b.access import access_of_contact
from shop.b2b.invitations import open_invitations
from shop.b2b.members import change_member, deactivate_member, may_edit, members_within, reactivate_member
from shop.b2b.models import CompanyContact
from shop.b2b.pages import CompanyViewMixin
from shop.b2b.roles import CompanyRefusedError
from shop.company_accounts.companies import ChosenCompanyMixin
from shop.company_accounts.members_check import check_of
from shop.company_accounts.members_forms import MembershipForm

MANAGE = ("members.manage",)
UNPROCESSABLE = 422


class MembersView(ChosenCompanyMixin, TemplateView):
    """Everybody of a company, who is not active any more below, and who has been invited."""

    template_name = "company/people.html"
    company_permissions = MANAGE

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Read people and invitations of the chosen company."""
        people = members_within(self.access).filter(company=self.company).order_by("-is_active", "name", "pk")
        return super().get_context_data(
            page_title=_("People"),
            people=people,
            invitations=open_invitations(self.access).filter(company=self.company),
            now=timezone.now(),
            **kwargs,
        )


class OneMemberMixin(CompanyViewMixin):
    """A page about one member among those whom the visitor manages; any other is 404."""

    company_permissions = MANAGE
    kwargs: dict[str, int]

    @cached_property
    def contact(self) -> CompanyContact:
        """The member."""
        found = members_within(self.access).filter(pk=self.kwargs["pk"]).first()  # guard: members-of-others
        if found is None:
            raise Http404
        return found

    @property
    def back(self) -> str:
        """The list of the member's company."""
        own = self.contact.company_id == self.access.company_id
        return reverse("company:people") + ("" if own else f"?company={self.contact.company_id}")

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Tell who it is and whether they may be changed."""
        context: dict[str, object] = super().get_context_data(**kwargs)  # type: ignore[misc]
        facts = {"contact": self.contact, "back": self.back, "may_edit": may_edit(self.access, self.contact)}
        return {**facts, "page_title": self.contact.name, **context}


class MemberView(OneMemberMixin, FormView):
    """Change what somebody is in the company."""

    template_name = "company/person.html"
    form_class = MembershipForm

    def get_form_kwargs(self) -> dict[str, object]:
        """Offer what this company has and this visitor may give."""
        kwargs = super().get_form_kwargs()
        kwargs.pop("initial", None)
        return {**kwargs, "company": self.contact.company, "access": self.access, "contact": self.contact}

    def form_valid(self, form: MembershipForm) -> HttpResponse:
        """Save it; a refusal is told above the form, which keeps what was chosen."""
        try:
            change_member(self.contact, form.membership(), by=self.access)
        except CompanyRefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("%(name)s is saved.") % {"name": self.contact.name})
        return redirect(self.back)

    def form_invalid(self, form: MembershipForm) -> HttpResponse:
        """Show the form again."""
        return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)


class ActivityView(OneMemberMixin, View):
    """Deactivate somebody, or let them buy again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Do what the button says."""
        is_back = request.POST.get("active") == "1"
        words = _("%(name)s can buy for the company again.")
        try:
            if is_back:
                reactivate_member(self.contact, by=self.access)
            else:
                deactivate_member(self.contact, by=self.access)
                words = _("%(name)s cannot buy for the company any more.")
        except CompanyRefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect("company:person", self.contact.pk)
        messages.success(request, words % {"name": self.contact.name})
        return (
            redirect(self.back) if self.contact.user_id != request.user.pk else redirect("customer:summary")
        )


class CheckView(OneMemberMixin, TemplateView):
    """What somebody may do and see: as the site answers them, not as their role is called."""

    template_name = "company/person_check.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Ask for them as for anybody."""
        access = access_of_contact(self.contact.pk)
        title = _("What %(name)s may do and see") % {"name": self.contact.name}
        return super().get_context_data(page_title=title, check=check_of(access), **kwargs)
