"""What only the owner of a list decides: its name, its rhythm, who else may use it, whether it stays."""

from django.contrib import messages
from django.forms import BaseForm, ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from shop.numbers import whole_number
from shop.shopping_lists.forms import EVERYBODY, CadenceForm, ListForm, ShareForm
from shop.shopping_lists.models import ShoppingList
from shop.shopping_lists.queries import ListRight, may_share
from shop.shopping_lists.services import duplicate, share, skip, unshare
from shop.shopping_lists.views import OneListMixin
from shop.time_zones import shop_day
from shop.user.models import UserRequest


class ListSettingsView(OneListMixin, TemplateView):
    """`/lists/<pk>/settings/`: three forms, each sent by itself (`part`)."""

    request: UserRequest
    template_name = "shopping_lists/settings.html"
    needs = ListRight.OWN

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Show the forms; one that was refused comes back as it was typed."""
        shopping_list = self.shopping_list
        can_share = may_share(self.request.user, shopping_list)
        context: dict[str, object] = {
            "list": shopping_list,
            "form": ListForm(instance=shopping_list),
            "cadence_form": CadenceForm(instance=shopping_list),
            "share_form": ShareForm(user=self.request.user) if can_share else None,
            "shares": list(shopping_list.shares.select_related("contact").order_by("pk")),
            "page_title": _("Settings of “%(name)s”") % {"name": shopping_list.name},
        }
        return super().get_context_data(**(context | kwargs))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Write one part."""
        part = request.POST.get("part", "")
        if part == "share":
            return self._share()
        if part == "unshare":
            if (key := whole_number(request.POST.get("share"))) is not None:
                unshare(self.shopping_list, key)
            return redirect("shopping_lists:settings", self.shopping_list.pk)
        # A copy of its own: what is refused must not show in the page's title.
        instance = ShoppingList.objects.get(pk=self.shopping_list.pk)
        if part == "cadence":
            return self._saved(CadenceForm(request.POST, instance=instance), "cadence_form")
        return self._saved(ListForm(request.POST, instance=instance), "form")

    def _saved(self, form: ModelForm[ShoppingList], name: str) -> HttpResponse:
        if not form.is_valid():
            return self._refused(name, form)
        row = form.save(commit=False)
        row.save(update_fields=[*form.fields, "updated_at"])  # what else was changed meanwhile stays
        messages.success(self.request, _("The list has been saved."))
        return redirect("shopping_lists:settings", self.shopping_list.pk)

    def _share(self) -> HttpResponse:
        if not may_share(self.request.user, self.shopping_list):
            raise Http404
        form = ShareForm(self.request.POST, user=self.request.user)
        if not form.is_valid():
            return self._refused("share_form", form)
        whom = form.cleaned_data["whom"]
        contact = None if whom == EVERYBODY else form.colleagues[whom]
        share(self.shopping_list, contact=contact, right=form.cleaned_data["right"])
        messages.success(self.request, _("The list is shared."))
        return redirect("shopping_lists:settings", self.shopping_list.pk)

    def _refused(self, name: str, form: BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**{name: form}), status=422)


class DuplicateView(OneListMixin, View):
    """POST: a copy of one's own of any list that one may see."""

    request: UserRequest
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Copy it and go there."""
        name = (_("Copy of %(name)s") % {"name": self.shopping_list.name})[:120]
        made = duplicate(self.shopping_list, owner=self.request.user, name=name)
        return redirect("shopping_lists:page", made.pk)


class SkipView(OneListMixin, View):
    """POST: not this time; the next reminder comes on the next day of the rhythm."""

    request: UserRequest
    http_method_names = ["post"]
    needs = ListRight.OWN

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Skip one day."""
        skip(self.shopping_list, today=shop_day())
        messages.info(request, _("Skipped: the list shows its next date."))
        return redirect("shopping_lists:page", self.shopping_list.pk)


class DeleteView(OneListMixin, TemplateView):
    """Asks once, then deletes the list for everybody it was shared with."""

    request: UserRequest
    template_name = "shopping_lists/delete.html"
    needs = ListRight.OWN

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Name the list."""
        title = _("Delete “%(name)s”?") % {"name": self.shopping_list.name}
        return super().get_context_data(list=self.shopping_list, page_title=title, **kwargs)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Delete it."""
        self.shopping_list.delete()
        messages.info(request, _("The list has been deleted."))
        return redirect("shopping_lists:list")
