"""Addresses of the origin pages, under their language."""

from django.urls import path

from catalogue.shop import origin_views as views

app_name = "origin_pages"

urlpatterns = [
    path("report/<path:code>", views.report, name="report"),
    path("<path:code>", views.origin_page, name="page"),
]
