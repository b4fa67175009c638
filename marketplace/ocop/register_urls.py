from django.urls import path, re_path

from marketplace.ocop import record_views, register_views

app_name = "ocop"
urlpatterns = [
    path("", register_views.index, name="index"),
    path("check/", register_views.checked, name="check"),
    re_path(r"^(?P<code>[\w-]{1,40})/$", record_views.record, name="record"),
]
