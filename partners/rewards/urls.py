"""The addresses of partner rewards in the portal."""

from django.urls import path

from partners.rewards import views

app_name = "partner_rewards"
MONTH = "statements/<str:currency>/<int:year>-<int:number>"
urlpatterns = [
    path("statements/", views.statements, name="statements"),
    path(f"{MONTH}/", views.statement, name="statement"),
    path(f"{MONTH}/csv/", views.statement_csv, name="statement-csv"),
    path(f"{MONTH}/pdf/", views.statement_pdf, name="statement-pdf"),
    path("statement-entries/<uuid:reference>/", views.entry, name="entry"),
    path("bank/", views.bank, name="bank"),
]
