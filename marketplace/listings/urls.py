from django.urls import path, re_path

from marketplace.listings import views

app_name = "sell"
urlpatterns = [
    path("", views.index, name="index"),
    path("orders/<str:number>/", views.order, name="order"),
    re_path(
        r"^orders/(?P<number>[^/]+)/(?P<move>confirm|ship|deliver)/$",
        views.order_move,
        name="order-move",
    ),
    path("products/", views.products, name="products"),
    path("products/new/", views.texts, name="new"),
    path("products/<int:pk>/price/", views.price, name="price"),
    path("products/<int:pk>/texts/", views.texts, name="texts"),
    path("review/", views.review_queue, name="queue"),
    path("review/<int:pk>/", views.review, name="review"),
]
