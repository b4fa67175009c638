from django.urls import path, re_path

from marketplace.desk.health import views

app_name = "health"
urlpatterns = [
    path("", views.index, name="index"),
    re_path(r"^(?P<code>[a-z_]{1,40})/(?P<deed>again|let-go)/$", views.mend_view, name="mend"),
]
