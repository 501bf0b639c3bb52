from django.urls import path
from shop.quick_order import matrix_views
app_name = "shopping_lists"
urlpatterns = [path("", matrix_views.add, name="list"), path("b", matrix_views.add, name="save-basket"), path("q", matrix_views.add, name="save-quick-order")]
