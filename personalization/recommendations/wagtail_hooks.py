"""Recommendations in the back office."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from personalization.recommendations import office
from personalization.recommendations.models import RecommendationModel
from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.record import RecordViewSet

register_permission_policy(RecommendationModel, ReadOnlyPolicy(RecommendationModel))


class RecommendationViewSet(RecordViewSet):
    """List and page at `/cms/recommendations/`."""

    model = RecommendationModel
    name = "recommendation_models"
    url_prefix = "recommendations"
    icon = "pick"
    search_backend_name = None
    index_view_class = office.RecommendationListView
    inspect_view_class = office.RecommendationPageView
    inspect_view_fields = ["started_at", "trained_at", "live_at", "lines", "by"]
    record_panels = office.PANELS
    form_fields = ["note"]
    list_filter = ["state"]
    ordering = "-started_at"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the list and the page: a model is trained, never written by hand."""
        return [url for url in super().get_urlpatterns() if url.name in {"index", "index_results", "inspect"}]


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Mount the question before a training and the preview."""
    return [
        path("recommendations/train/", office.train_now, name="recommendation_train"),
        path("recommendations/preview/", office.preview, name="recommendation_preview"),
    ]


@hooks.register("register_admin_viewset")
def register_models() -> RecommendationViewSet:
    """Add the models to the back office."""
    return RecommendationViewSet()


@hooks.register("register_permissions")
def register_manage_permission() -> QuerySet[Permission]:
    """Offer the permission to train and promote where groups are edited."""
    return Permission.objects.filter(
        content_type__app_label="recommendations", codename="manage_recommendationmodel"
    )
