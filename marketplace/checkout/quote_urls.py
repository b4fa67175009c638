from django.urls import path

from marketplace.checkout import quote_views

app_name = "quotes"
urlpatterns = [
    path("makers/<slug:slug>/", quote_views.ask_view, name="ask"),
    path("<str:token>/", quote_views.quote_view, name="quote"),
    path("<str:token>/accept/", quote_views.accept_view, name="accept"),
]
