"""Where approvers answer from a mail."""

from django.urls import path

from crm_core.approvals.views import answer_by_link

app_name = "approvals"
urlpatterns = [path("<str:token>/", answer_by_link, name="answer")]
