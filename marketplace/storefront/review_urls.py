from django.urls import path, re_path

from marketplace.storefront import review_views, review_writing

app_name = "reviews"
OF_PRODUCT = r"^products/(?P<product_slug>[\w-]*)_(?P<product_pk>\d{1,12})/reviews/"
urlpatterns = [
    re_path(OF_PRODUCT + r"$", review_views.reviews, name="of-product"),
    re_path(OF_PRODUCT + r"add/$", review_writing.write, name="write"),
    re_path(OF_PRODUCT + r"(?P<pk>\d{1,18})/$", review_views.review, name="review"),
    re_path(OF_PRODUCT + r"(?P<pk>\d{1,18})/helpful/$", review_views.helpful, name="helpful"),
    re_path(OF_PRODUCT + r"(?P<pk>\d{1,18})/report/$", review_views.report, name="report"),
    re_path(
        OF_PRODUCT + r"(?P<pk>\d{1,18})/pictures/(?P<picture_pk>\d{1,18})/$",
        review_writing.own_picture,
        name="own-picture",
    ),
    path("reviews/<str:token>/", review_writing.by_link, name="by-link"),
    path(
        "reviews/<str:token>/pictures/<int:picture_pk>/",
        review_writing.picture_by_link,
        name="picture-by-link",
    ),
]
