"""Where Oscar finds our fork of `customer`, and which of its pages answer."""

from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView
from oscar.apps.customer import apps

# allauth answers these; Oscar's names stay, because its code reverses them.
ELSEWHERE = {
    "login": "account_login",
    "logout": "account_logout",
    "register": "account_signup",
    "change-password": "account_change_password",
    "profile-view": "customer:profile-update",
}
# Pages that we do not have: mails live in the CRM, an account is closed on request.
GONE = ("email-", "notifications-", "profile-delete")


class CustomerConfig(apps.CustomerConfig):
    """Oscar's own label and URLs, our package.

    Logging in is allauth's. Pages without templates of ours are gone.
    """

    name = "shop.customer"

    def ready(self) -> None:
        """Let what a visitor wanted to keep be kept at the log-in."""
        super().ready()
        from shop.customer import receivers

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Send Oscar's login pages to allauth and drop what we do not show."""
        from shop.customer.bought_views import BoughtView, OrderAgainView
        from shop.customer.reviews.views import OwnReviewDeleteView, OwnReviewsView

        own = [
            path("bought/", login_required(BoughtView.as_view()), name="bought"),
            path(
                "orders/<str:order_number>/again/",
                login_required(OrderAgainView.as_view()),
                name="order-again",
            ),
            path("reviews/", login_required(OwnReviewsView.as_view()), name="reviews-list"),
            path(
                "reviews/<int:pk>/delete/",
                login_required(OwnReviewDeleteView.as_view()),
                name="review-delete",
            ),
        ]
        kept = [self._ours(url) for url in super().get_urls() if not self._is_gone(url)]
        return self.post_process_urls([*kept, *own])

    @staticmethod
    def _is_gone(url: URLPattern) -> bool:
        return url.name is None or url.name.startswith(GONE)

    @staticmethod
    def _ours(url: URLPattern) -> URLPattern:
        from shop.customer.wishlists.views import WishListAddProduct

        name = url.name or ""
        if name == "wishlists-add-product":  # asks for the log-in itself, and remembers what for
            return path(str(url.pattern), WishListAddProduct.as_view(), name=name)
        if name not in ELSEWHERE:
            return url
        view = RedirectView.as_view(pattern_name=ELSEWHERE[name], query_string=True)
        return path(str(url.pattern), login_required(view) if name == "profile-view" else view, name=name)
