from django.urls import path

from marketplace.storefront import place_views

app_name = "place"
urlpatterns = [path("", place_views.choose, name="choose")]
