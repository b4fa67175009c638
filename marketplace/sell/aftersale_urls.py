"""The producer's addresses after a sale, under /sell/."""

from django.urls import path, re_path

from marketplace.sell import aftersale_views as views

app_name = "aftersale-sell"
urlpatterns = [
    path("returns/", views.returns, name="returns"),
    path("returns/<str:number>/", views.claim, name="return"),
    re_path(
        r"^returns/(?P<number>[^/]+)"
        r"/(?P<step>accept|refuse|receive|refund|exchange|arrived|came-back|dispute)/$",
        views.claim_step,
        name="return-step",
    ),
    path("returns/<str:number>/pictures/<int:pk>/", views.picture, name="picture"),
    path("orders/<str:number>/cancel/", views.cancel, name="cancel"),
    re_path(
        r"^orders/(?P<number>[^/]+)/parcels/(?P<pk>\d+)/(?P<step>delivered|refused)/$",
        views.parcel_step,
        name="parcel-step",
    ),
    path("orders/<str:number>/parcels/<int:pk>/note/", views.delivery_note, name="delivery-note"),
    path("orders/<str:number>/documents/<str:kind>/", views.document, name="document"),
    path("e-invoice/<str:month>.<str:extension>", views.invoice_rows, name="e-invoice"),
]
