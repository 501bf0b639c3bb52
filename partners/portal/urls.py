"""The portal's addresses."""

from django.urls import path

from partners.onboarding.portal_views import agreement, profile
from partners.onboarding.views import application
from partners.portal.views import commission, dashboard, links, news, news_page, statement

app_name = "partners"
urlpatterns = [
    path("", dashboard, name="dashboard"),
    path("apply/", application, name="apply"),
    path("agreement/", agreement, name="agreement"),
    path("profile/", profile, name="profile"),
    path("statement/", statement, name="statement"),
    path("links/", links, name="links"),
    path("news/", news, name="news"),
    path("news/<int:pk>/", news_page, name="news-page"),
    path("commissions/<uuid:reference>/", commission, name="commission"),
]
