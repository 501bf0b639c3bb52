"""The addresses of the budgets."""

from django.urls import path

from shop.budgets import views

app_name = "budgets"
urlpatterns = [
    path("company/budgets/", views.BudgetListView.as_view(), name="list"),
    path("company/budgets/new/", views.BudgetCreateView.as_view(), name="create"),
    path("company/budgets/<int:pk>/", views.BudgetView.as_view(), name="detail"),
    path("company/budgets/<int:pk>/edit/", views.BudgetUpdateView.as_view(), name="edit"),
]
