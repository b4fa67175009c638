from django.urls import path, re_path

from marketplace.desk.finance import desk_views, payout_views, result_views, term_views, views

MONTH = r"(?P<year>\d{4})-(?P<month>\d{2})"

app_name = "finance"
urlpatterns = [
    path("", views.dashboard, name="index"),
    path("search/", views.search, name="search"),
    path("transactions/<int:pk>/", views.transaction, name="transaction"),
    path("books/", views.books, name="books"),
    re_path(rf"^books/journal-{MONTH}\.(?P<kind>csv|xlsx)$", views.journal, name="journal"),
    path("tax/<int:year>-<int:month>/", views.tax, name="tax"),
    re_path(rf"^tax/{MONTH}\.(?P<kind>csv|xlsx)$", views.tax_file, name="tax-file"),
    path("tax/<int:year>-<int:month>/paid/", desk_views.tax_paid, name="tax-paid"),
    path("producers/<slug:slug>/money-in/", desk_views.money_in, name="money-in"),
    path("producers/<slug:slug>/terms/", term_views.producer_terms, name="producer-terms"),
    path("producers/<slug:slug>/stripe/", term_views.stripe_account, name="stripe-account"),
    path("producers/", views.producers, name="producers"),
    path("producers/<slug:slug>/", views.producer, name="producer"),
    re_path(
        rf"^producers/(?P<slug>[-\w]+)/{MONTH}\.(?P<kind>pdf|xlsx)$",
        views.producer_file,
        name="producer-file",
    ),
    path("audit/", views.audit, name="audit"),
    path("payouts/", payout_views.payouts, name="payouts"),
    path("payouts/propose/", payout_views.propose, name="propose"),
    path("payouts/<str:number>/", payout_views.batch, name="batch"),
    re_path(
        r"^payouts/(?P<number>[^/]+)/(?P<answer>approve|reject)/$",
        payout_views.decide,
        name="decide",
    ),
    path("payouts/<str:number>/send/", payout_views.send, name="send"),
    path("payouts/<str:number>/results/", result_views.upload, name="results-upload"),
    path("payouts/<str:number>/results/<int:pk>/", result_views.results, name="results"),
    path("payouts/<str:number>/results/<int:pk>/apply/", result_views.apply, name="results-apply"),
    re_path(
        r"^payouts/(?P<number>[^/]+)/bank\.(?P<kind>csv|xlsx)$",
        payout_views.batch_file,
        name="batch-file",
    ),
    re_path(
        r"^payout/(?P<pk>\d+)/(?P<answer>paid|failed)/$", payout_views.end_line, name="end-line"
    ),
    path("payout/<int:pk>/qr.svg", payout_views.line_qr, name="line-qr"),
    path("accounts/", payout_views.accounts, name="accounts"),
    path("accounts/<int:pk>/verify/", payout_views.verify, name="verify"),
    path("adjustments/", desk_views.adjustments, name="adjustments"),
    path("adjustments/new/", desk_views.adjustment_new, name="adjustment-new"),
    re_path(
        r"^adjustments/(?P<pk>\d+)/(?P<answer>agree|refuse)/$",
        desk_views.adjustment_decide,
        name="adjustment-decide",
    ),
    path("vouchers/", desk_views.vouchers, name="vouchers"),
    path("vouchers/new/", desk_views.voucher, name="voucher-new"),
    path("vouchers/<int:pk>/", desk_views.voucher, name="voucher"),
    path("terms/", desk_views.terms, name="terms"),
    path("terms/payout/", term_views.market_terms, name="market-terms"),
    re_path(r"^terms/(?P<kind>commission|tax)/$", desk_views.term, name="term"),
]
