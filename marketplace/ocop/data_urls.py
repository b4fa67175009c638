"""What machines read of the register: no language in the address."""

from django.urls import path, re_path

from marketplace.ocop import data_views, record_views

app_name = "ocop-data"
urlpatterns = [
    path("data/register.csv", data_views.register_csv, name="csv"),
    path("data/register.json", data_views.register_json, name="json"),
    path("data/changes.json", data_views.changes, name="changes"),
    path("data/snapshots.json", data_views.snapshots, name="snapshots"),
    re_path(r"^data/(?P<sha256>[0-9a-f]{64})\.csv$", data_views.snapshot, name="snapshot"),
    re_path(r"^(?P<code>[\w-]{1,40})\.json$", record_views.record_json, name="record"),
]
