from django.urls import path

from marketplace.ocop import register_views

app_name = "ocop"
urlpatterns = [
    path("", register_views.index, name="index"),
    path("check/", register_views.checked, name="check"),
]
