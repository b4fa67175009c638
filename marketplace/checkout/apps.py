"""Oscar's checkout, forked: address; delivery, way to pay and review; pay; the purchase."""

from django.urls import path
from oscar.apps.checkout import apps

from marketplace.frame.access import for_audience


class CheckoutConfig(apps.CheckoutConfig):
    name = "marketplace.checkout"

    def get_urls(self):
        from marketplace.checkout import (  # need the app registry
            lookup_views,
            purchase_views,
            views,
        )

        of_visitor = for_audience("visitor")
        return self.post_process_urls(
            [
                path("", of_visitor(views.AddressView.as_view()), name="index"),
                path("communes/", for_audience("anyone")(views.communes), name="communes"),
                path("review/", of_visitor(views.ReviewView.as_view()), name="review"),
                path("find/", lookup_views.find, name="find"),
                path("<uuid:token>/", purchase_views.PurchaseView.as_view(), name="purchase"),
                path("<uuid:token>/pay/", purchase_views.PayView.as_view(), name="pay"),
                path("<uuid:token>/pay/keep/", purchase_views.keep_card_view, name="keep-card"),
                path("<uuid:token>/pay/kept/", purchase_views.pay_kept_view, name="pay-kept"),
                path(
                    "<uuid:token>/pay/by-transfer/",
                    purchase_views.by_transfer_view,
                    name="by-transfer",
                ),
                path("<uuid:token>/return/", purchase_views.return_view, name="return"),
                path("<uuid:token>/cancel/", purchase_views.cancel_view, name="cancel"),
                path("<uuid:token>/vietqr.svg", purchase_views.vietqr_picture, name="vietqr"),
                path(
                    "<uuid:token>/test-transfer/",
                    purchase_views.test_transfer,
                    name="test-transfer",
                ),
            ]
        )
