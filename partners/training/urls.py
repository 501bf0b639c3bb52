"""The addresses of training in the portal, and the page on which anybody checks a certificate."""

from django.urls import path

from partners.training import views

app_name = "partner_training"
urlpatterns = [
    path("training/", views.index, name="index"),
    path("training/team/", views.team, name="team"),
    path("training/<int:pk>/", views.course, name="course"),
    path("training/<int:pk>/lessons/<int:lesson_pk>/", views.lesson, name="lesson"),
    path("training/<int:pk>/quiz/", views.start, name="start"),
    path("training/attempts/<int:pk>/", views.attempt, name="attempt"),
    path("training/certificates/<int:pk>/certificate.pdf", views.certificate_pdf, name="pdf"),
    path("certificates/<str:number>/", views.check, name="check"),
]
