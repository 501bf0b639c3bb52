"""The portal's addresses."""

app_name = "partners"
urlpatterns: list[object] = []
