"""Addresses for gateways; no language in them."""

from django.urls import path

from marketplace.gateways import views
from marketplace.gateways.stripe.proxy import stripe_test

app_name = "gateways"

urlpatterns = [
    path("webhooks/stripe/", views.stripe_webhook, name="stripe"),
    path("webhooks/vietqr/", views.vietqr_webhook, name="vietqr"),
    path("_stripe-test/<path:path>", stripe_test, name="stripe-test"),
]
