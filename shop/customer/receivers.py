"""What a visitor wanted to keep goes onto their wish list as soon as they have logged in or signed up."""

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from shop.catalogue.models import Product
from shop.customer.wishlists.services import add_to_list
from shop.customer.wishlists.words import AFTER_LOGIN, kept_words
from shop.partner.buyers import buyer_for
from shop.partner.visibility import may_see
from shop.user.models import User


@receiver(user_logged_in, dispatch_uid="customer.wish_after_login")
def keep_wish(user: User, request: HttpRequest | None = None, **kwargs: object) -> None:
    """Keep it, once; what is gone meanwhile is forgotten."""
    session = getattr(request, "session", None)
    pk = session.pop(AFTER_LOGIN, None) if session is not None else None
    if request is None or pk is None:
        return
    product = Product.objects.select_related("parent").filter(pk=pk).first()
    if product is not None and may_see(product, buyer=buyer_for(user)):
        wishlist = add_to_list(user, product)
        messages.success(request, kept_words(product, wishlist), fail_silently=True)
