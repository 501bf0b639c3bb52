"""The addresses of approvals."""

app_name = "purchase_approvals"
urlpatterns: list[object] = []
