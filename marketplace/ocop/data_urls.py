"""What machines read of the register: no language in the address."""

from django.urls import re_path

from marketplace.ocop import record_views

app_name = "ocop-data"
urlpatterns = [
    re_path(r"^(?P<code>[\w-]{1,40})\.json$", record_views.record_json, name="record"),
]
