"""Where the timeline stands in the back office."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from wagtail import hooks

from crm_core.timeline import views, write_views
from crm_core.timeline.viewsets import MailTemplateViewSet
from shop.backoffice.listing import BackOfficeViewSet


@hooks.register("register_admin_urls")
def register_timeline() -> list[URLPattern]:
    """Mount the timeline below its customer, and what belongs to one entry below `/cms/timeline/`."""
    return [
        path("customers/<int:pk>/timeline/", views.timeline, name="customer_timeline"),
        path("customers/<int:pk>/log/<slug:kind>/", write_views.log, name="timeline_log"),
        path("customers/<int:pk>/mail/", write_views.write_mail, name="timeline_mail"),
        path("customers/<int:pk>/mail/preview/", write_views.preview_mail, name="timeline_mail_preview"),
        path("timeline/<int:pk>/", views.entry, name="timeline_entry"),
        path("timeline/<int:pk>/letter/", views.letter, name="timeline_letter"),
        path("timeline/<int:pk>/edit/", write_views.edit, name="timeline_edit"),
        path("timeline/<int:pk>/pin/", write_views.pin, name="timeline_pin"),
        path("timeline/<int:pk>/remove/", write_views.remove, name="timeline_remove"),
        path("timeline/files/<int:pk>/", views.attachment, name="timeline_attachment"),
        path("timeline/mail-files/<int:pk>/", views.mail_attachment, name="timeline_mail_attachment"),
    ]


@hooks.register("register_admin_viewset")
def register_lists() -> list[BackOfficeViewSet]:
    """Add the templates of mails to the back office."""
    return [MailTemplateViewSet()]


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Offer the permissions where groups are edited."""
    return Permission.objects.filter(
        content_type__app_label="timeline",
        codename__in=[
            "add_timelineentry",
            "change_timelineentry",
            "delete_timelineentry",
            "mail_timelineentry",
        ],
    )
