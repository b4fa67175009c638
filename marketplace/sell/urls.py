from django.urls import path, re_path

from marketplace.sell import member_views, money_views, views

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
    path("products/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("statements/", money_views.statements, name="statements"),
    path("statements/<int:year>-<int:month>/", money_views.month, name="statement"),
    re_path(
        r"^statements/(?P<year>\d{4})-(?P<month>\d{1,2})\.(?P<kind>pdf|xlsx)$",
        money_views.month_file,
        name="statement-file",
    ),
    path("bank-account/", money_views.bank_account, name="bank-account"),
    path("members/", member_views.members, name="members"),
    path("members/<int:pk>/", member_views.member, name="member"),
    path("join/<str:token>/", member_views.join_view, name="join"),
    path("vouchers/", money_views.vouchers, name="vouchers"),
    path("vouchers/new/", money_views.voucher, name="voucher-new"),
    path("vouchers/<int:pk>/", money_views.voucher, name="voucher"),
    path("vouchers/<int:pk>/agree/", money_views.voucher_agree, name="voucher-agree"),
]
