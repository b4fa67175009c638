"""Private files, by addresses that end soon."""

from django.urls import path

from marketplace.files import views

app_name = "files"
urlpatterns = [path("<str:token>/", views.private, name="private")]
