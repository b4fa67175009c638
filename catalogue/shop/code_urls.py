"""Addresses of codes; permanent, so never change one."""

from django.urls import path, re_path

from catalogue.shop import epcis_views, resolver_views

app_name = "origin"

urlpatterns = [
    re_path(r"^(?:01|P|p)/", resolver_views.resolve, name="resolve"),
    path("qr/<slug:code>.<str:extension>", resolver_views.code_picture, name="picture"),
    path(".well-known/gs1resolver", resolver_views.resolver_description, name="resolver"),
    path(".well-known/origin-keys.json", resolver_views.signing_keys, name="keys"),
    path("origin/certificates/<int:pk>.json", resolver_views.certificate, name="certificate"),
    path("origin/status/<path:code>", resolver_views.status, name="status"),
    re_path(r"^place/(?P<kind>[VCMP])/(?P<code>[\w-]{1,80})$", resolver_views.place, name="place"),
    path("material/<int:pk>", resolver_views.material, name="material"),
    path("epcis/documents/<path:code>.jsonld", epcis_views.document, name="epcis-document"),
    path("epcis/capture", epcis_views.capture, name="epcis-capture"),
    path("epcis/capture/<uuid:pk>", epcis_views.capture_job, name="epcis-job"),
    path("epcis/events", epcis_views.events, name="epcis-events"),
]
