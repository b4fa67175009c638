"""Addresses of codes; permanent, so never change one."""

from django.urls import path, re_path

from catalogue.origin import views

app_name = "origin"

CODE = r"[A-Za-z0-9][A-Za-z0-9-]{0,39}"
PART = r"[A-Za-z0-9._-]{1,20}"

urlpatterns = [
    re_path(
        rf"^01/(?P<gtin>[^/]{{1,40}})(?:/10/(?P<lot>{PART}))?(?:/21/(?P<serial>{PART}))?/?$",
        views.by_gtin,
        name="gtin",
    ),
    re_path(
        rf"^P/(?P<code>{CODE})(?:/L/(?P<lot>{PART}))?(?:/S/(?P<serial>{PART}))?/?$",
        views.by_code,
        name="code",
    ),
    path("qr/<slug:code>.<str:extension>", views.code_picture, name="picture"),
]
