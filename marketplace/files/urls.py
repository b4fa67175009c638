"""Private files, by addresses that end soon; pictures that go with shared links."""

from django.urls import path

from marketplace.files import views

app_name = "files"
urlpatterns = [
    path("shared/<str:token>.jpg", views.shared, name="shared"),
    path("<str:token>/", views.private, name="private"),
]
