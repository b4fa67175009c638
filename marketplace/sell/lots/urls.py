"""The work of a producer with lots and labels, under /sell/lots/."""

from django.urls import path, re_path

from marketplace.sell.lots import (
    evidence_views,
    key_views,
    label_views,
    recall_views,
    scan_views,
    views,
)

app_name = "lots"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("maker/", views.maker, name="maker"),
    path("keys/", key_views.index, name="keys"),
    path("keys/<int:pk>/revoke/", key_views.revoke, name="key-revoke"),
    path("scans/", scan_views.scans, name="scans"),
    re_path(r"^scans/scans\.(?P<ending>csv|xlsx)$", scan_views.scans_file, name="scans-file"),
    path("evidence/", evidence_views.index, name="evidence"),
    re_path(
        r"^evidence/(?P<pk>\d{1,18})\.(?P<ending>pdf|zip)$",
        evidence_views.pack,
        name="evidence-file",
    ),
    path("runs/<int:pk>/", label_views.run, name="run"),
    path("runs/<int:pk>/progress.json", label_views.run_progress, name="run-progress"),
    path("runs/<int:pk>/file/", label_views.run_file, name="run-file"),
    path("runs/<int:pk>/again/", label_views.run_again, name="run-again"),
    path("runs/<int:pk>/reprint/", label_views.reprint, name="reprint"),
    path("runs/<int:pk>/activate/", label_views.activate, name="run-activate"),
    path("runs/<int:pk>/sold/", label_views.sold, name="run-sold"),
    path("runs/<int:pk>/void/", label_views.void, name="run-void"),
    re_path(
        r"^labels/(?P<serial>[0-9A-Z]{16})\.(?P<ending>svg|png)$",
        label_views.single,
        name="single",
    ),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/parcels/", views.parcels, name="parcels"),
    path("<int:pk>/step/", views.step, name="step"),
    path("<int:pk>/steps/<int:event_pk>/wrong/", views.wrong, name="wrong"),
    path("<int:pk>/picture/", views.picture, name="picture"),
    path("<int:pk>/document/", views.document, name="document"),
    path("<int:pk>/files/<int:file_pk>/", views.attachment, name="attachment"),
    path("<int:pk>/details/", views.details, name="details"),
    path("<int:pk>/materials/", views.materials, name="materials"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/labels/", label_views.labels, name="labels"),
    path("<int:pk>/labels/activate/", label_views.activate_lot, name="activate"),
    path("<int:pk>/recall/", recall_views.recall, name="recall"),
]
