"""Wish lists: several, each private or open to whoever has its link."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, TemplateView, UpdateView, View
from oscar.apps.customer.mixins import PageTitleMixin
from oscar.apps.customer.wishlists import views

from shop.catalogue.models import Product
from shop.customer.forms import WishListForm
from shop.customer.queries import product_url
from shop.customer.wishlists.queries import wish_list_rows
from shop.customer.wishlists.services import add_to_list, move_line, remove_from_lists
from shop.customer.wishlists.words import AFTER_LOGIN, heart_label, kept_words
from shop.partner.buyers import buyer_for
from shop.partner.visibility import may_see
from shop.safe_redirects import safe_redirect_url
from shop.storefront.cards import product_cards
from shop.user.models import UserRequest
from shop.wishlists.models import WishList


def _seen_product(pk: int, request: HttpRequest) -> Product:
    """Return a product that this visitor sees; raise Http404 otherwise."""
    product: Product = get_object_or_404(Product.objects.select_related("parent"), pk=pk)
    if not may_see(product, buyer=buyer_for(request.user)):
        raise Http404
    return product


class WishListListView(views.WishListListView):
    """The user's own lists with how many pieces each holds."""

    request: UserRequest

    page_title = _("Wish lists")

    def get_queryset(self) -> QuerySet:
        """Count the lines along."""
        return self.request.user.wishlists.annotate(pieces=Count("lines")).order_by("-date_created")


class WishListDetailView(PageTitleMixin, TemplateView):
    """A list for its owner, for whoever has the link of a shared one, for all if it is public; else 404."""

    request: UserRequest

    template_name = "oscar/customer/wishlists/wishlists_detail.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Give the template `wishlist`, `lines`, `others` (to move to), `is_owner`, `share_url`, `robots`."""
        wishlist = get_object_or_404(WishList.objects.select_related("owner"), key=kwargs["key"])
        is_owner = wishlist.owner_id == self.request.user.pk
        if not (is_owner or wishlist.is_shareable):
            raise Http404
        others = self.request.user.wishlists.exclude(pk=wishlist.pk).order_by("name") if is_owner else ()
        return super().get_context_data(
            wishlist=wishlist,
            lines=wish_list_rows(wishlist, buyer=buyer_for(self.request.user), is_owner=is_owner),
            others=list(others),
            is_owner=is_owner,
            share_url=self.request.build_absolute_uri(wishlist.get_absolute_url()),
            robots="" if wishlist.visibility == WishList.PUBLIC else "noindex",
            page_title=wishlist.name,
            **kwargs,
        )


class WishListCreateView(PageTitleMixin, CreateView):
    """A new list, with a product on it if one came here to keep it."""

    model = WishList
    form_class = WishListForm
    template_name = "oscar/customer/wishlists/wishlists_form.html"
    page_title: Any = _("New wish list")

    def form_valid(self, form: forms.ModelForm) -> HttpResponse:
        """Save the list for its owner; keep the product on it."""
        form.instance.owner = self.request.user
        response = super().form_valid(form)
        if "product_pk" in self.kwargs:
            wishlist: Any = self.object
            wishlist.add(_seen_product(self.kwargs["product_pk"], self.request))
        messages.success(self.request, _("Your wish list has been created."))
        return response


class WishListUpdateView(PageTitleMixin, UpdateView):
    """Another name, or shared or not."""

    request: UserRequest

    form_class = WishListForm
    slug_field = slug_url_kwarg = "key"
    context_object_name = "wishlist"
    template_name = "oscar/customer/wishlists/wishlists_form.html"
    page_title: Any = _("Edit wish list")

    def get_queryset(self) -> QuerySet:
        """Only one's own."""
        return self.request.user.wishlists.all()


class WishListDeleteView(views.WishListDeleteView):
    """Asks before a list goes."""


class WishListAddProduct(View):
    """Keep a product on a list: POST keeps it, GET asks which list.

    POST with `remove` takes it off all of the user's lists. Both lead back to `next`, else to the product's
    page; a script that asks for JSON gets `is_wished` and the words instead. A visitor is led to the
    log-in or sign-up, and what was to be kept is kept right after.
    """

    request: UserRequest

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Remember for a visitor what is to be kept once they are known."""
        if request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)
        if request.method != "POST":
            return redirect_to_login(request.get_full_path())
        product = self._product()
        request.session[AFTER_LOGIN] = product.pk
        words = _("Log in or sign up, and %(title)s will be on your wish list.")
        messages.info(request, words % {"title": product.get_title()})
        return redirect_to_login(self._next(product))

    def get(self, request: UserRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the product and the lists."""
        product = self._product()
        (card,) = product_cards([product.parent_id or product.pk], buyer=buyer_for(request.user)) or (None,)
        context = {
            "product": product,
            "card": card,
            "wishlists": request.user.wishlists.order_by("-date_created"),
        }
        return render(request, "customer/wishlist_add.html", context)

    def post(self, request: UserRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Keep it on the named list, else on the latest one, else on a first one; or take it off."""
        product, is_wished = self._product(), "remove" not in request.POST
        if is_wished:
            wishlist = add_to_list(request.user, product, wishlist=self._wishlist())
            words = kept_words(product, wishlist)
        else:
            remove_from_lists(request.user, product)
            words = _("%(title)s is on none of your wish lists now.") % {"title": product.get_title()}
        if request.accepts("application/json") and not request.accepts("text/html"):
            label = heart_label(product.get_title(), is_wished=is_wished)
            return JsonResponse({"is_wished": is_wished, "words": words, "label": label})
        messages.success(request, words)
        return redirect(self._next(product))

    def _next(self, product: Product) -> str:
        return safe_redirect_url(self.request, self.request.POST.get("next"), otherwise=product_url(product))

    def _product(self) -> Product:
        return _seen_product(self.kwargs["product_pk"], self.request)

    def _wishlist(self) -> WishList | None:
        if "key" not in self.kwargs:
            return None
        return get_object_or_404(self.request.user.wishlists, key=self.kwargs["key"])


@method_decorator(require_POST, name="dispatch")
class WishListRemoveProduct(views.WishListRemoveProduct):
    """Take a product off one of the user's own lists; the button on the list is enough of a question."""


@method_decorator(require_POST, name="dispatch")
class WishListMoveProductToAnotherWishList(View):
    """Move a line to another of the user's own lists; one that holds the product already keeps one line."""

    request: UserRequest

    def post(self, request: UserRequest, key: str, line_pk: int, to_key: str) -> HttpResponse:
        """Move it and stay on the list."""
        own = request.user.wishlists
        wishlist, target = get_object_or_404(own, key=key), get_object_or_404(own, key=to_key)
        line = get_object_or_404(wishlist.lines.select_related("product"), pk=line_pk)
        move_line(line, target)
        words = {"title": line.get_title(), "list": target.name}
        messages.success(request, _("%(title)s has been moved to “%(list)s”.") % words)
        return redirect(wishlist.get_absolute_url())
