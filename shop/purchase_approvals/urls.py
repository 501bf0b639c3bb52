"""The addresses of approvals."""

from django.urls import path

from shop.purchase_approvals import rule_views, views

app_name = "purchase_approvals"
urlpatterns = [
    path("company/approvals/", views.request_list, name="list"),
    path("company/approvals/rules/", rule_views.rule_list, name="rules"),
    path("company/approvals/rules/new/", rule_views.edit_rule, name="rule-create"),
    path("company/approvals/rules/<int:pk>/", rule_views.edit_rule, name="rule"),
    path("company/approvals/rules/<int:pk>/delete/", rule_views.delete_rule, name="rule-delete"),
    path("company/approvals/deputies/", rule_views.delegations, name="delegations"),
    path("company/approvals/deputies/<int:pk>/end/", rule_views.end_delegation, name="delegation-end"),
    path("company/approvals/<uuid:public_id>/", views.request_detail, name="detail"),
    path("company/approvals/<uuid:public_id>/answer/", views.answer_request, name="answer-request"),
    path("company/approvals/<uuid:public_id>/cancel/", views.cancel_request, name="cancel"),
    path("company/approvals/<uuid:public_id>/take-back/", views.take_request_back, name="take-back"),
    path("approve/<str:token>/", views.answer_by_link, name="answer"),
]
