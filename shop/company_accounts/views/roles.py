"""The roles of a company: what is ready, and what it defines itself."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from shop.b2b.models import CompanyRole
from shop.b2b.pages import CompanyViewMixin
from shop.b2b.permissions import CompanyPermission, permissions_for
from shop.b2b.presets import BUYER, grants_of, grants_of_preset, preset_roles
from shop.b2b.roles import CompanyRefusedError, covers, delete_role, save_role
from shop.company_accounts.members_check import permitted_by
from shop.company_accounts.roles_forms import RoleForm

MANAGE = ("roles.manage",)
UNPROCESSABLE = 422


class RolesView(CompanyViewMixin, TemplateView):
    """Presets first, then the company's own, each with what it permits and how many people have it."""

    template_name = "company/roles.html"
    company_permissions = MANAGE

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Read the roles; who has none counts among the buyers."""
        presets = preset_roles()
        company = self.access.company_id
        theirs = Q(contacts__company=company)
        counted = CompanyRole.objects.filter(Q(company=company) | Q(company=None))
        rows = {role.pk: role for role in counted.annotate(people=Count("contacts", filter=theirs))}
        ordered = [rows.pop(role.pk) for role in presets] + sorted(rows.values(), key=lambda role: role.name)
        return super().get_context_data(
            page_title=_("Roles"), roles=[self._row(role) for role in ordered], **kwargs
        )

    @cached_property
    def _permissions(self) -> list[CompanyPermission]:
        return permissions_for(self.access.company_id)

    def _row(self, role: CompanyRole) -> dict[str, object]:
        grants = grants_of(role)
        can_be_changed = not role.preset and covers(self.access.grants, grants)
        allowed = [each for each in permitted_by(grants, self._permissions) if each.is_granted]
        return {"role": role, "permissions": allowed, "can_be_changed": can_be_changed}


class OwnRoleMixin(CompanyViewMixin):
    """A page about one of the company's own roles; presets and other companies' are 404."""

    company_permissions = MANAGE
    kwargs: dict[str, int]

    @cached_property
    def role(self) -> CompanyRole:
        """The role; a new one begins with what buyers may."""
        if "pk" not in self.kwargs:
            return CompanyRole(company_id=self.access.company_id, grants=grants_of_preset(BUYER))
        own = CompanyRole.objects.filter(company=self.access.company_id)  # guard: roles-of-others
        found = own.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found


class RoleView(OwnRoleMixin, FormView):
    """Define a role, or change one."""

    template_name = "company/role.html"
    form_class = RoleForm

    def get_form_kwargs(self) -> dict[str, object]:
        """Ask for what this visitor holds."""
        kwargs = super().get_form_kwargs()
        kwargs.pop("initial", None)
        return {**kwargs, "role": self.role, "access": self.access}

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Name the page."""
        title = self.role.name if self.role.pk else _("New role")
        return {"role": self.role, "page_title": title, **super().get_context_data(**kwargs)}

    def form_valid(self, form: RoleForm) -> HttpResponse:
        """Save it; a refusal stands above the form."""
        try:
            role = save_role(form.filled_role(), by=self.access)
        except CompanyRefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("The role %(name)s is saved.") % {"name": role.name})
        return redirect("company:roles")

    def form_invalid(self, form: RoleForm) -> HttpResponse:
        """Show the form again."""
        return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)


class RoleDeleteView(OwnRoleMixin, TemplateView):
    """Ask before a role goes."""

    template_name = "company/delete.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Name what would go."""
        title = _("Delete the role %(name)s?") % {"name": self.role.name}
        return super().get_context_data(page_title=title, back="company:roles", **kwargs)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Delete it, unless somebody has it."""
        try:
            delete_role(self.role, by=self.access)
        except CompanyRefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect("company:roles")
        messages.success(request, _("The role is deleted."))
        return redirect("company:roles")
