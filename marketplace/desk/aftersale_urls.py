"""Staff's addresses after a sale, under /finance/."""

from django.urls import path, re_path

from marketplace.desk import aftersale_views as staff_views
from marketplace.desk import refund_views, statement_views, transfer_views

app_name = "aftersale-staff"
urlpatterns = [
    path("transfers/", transfer_views.transfers, name="transfers"),
    path("transfers/upload/", statement_views.upload, name="upload"),
    path("transfers/statements/<int:pk>/", statement_views.statement, name="statement"),
    path("transfers/statements/<int:pk>/import/", statement_views.import_rows, name="import"),
    path("transfers/<int:pk>/", transfer_views.transfer, name="transfer"),
    path("transfers/<int:pk>/assign/", transfer_views.assign, name="assign"),
    path("transfers/<int:pk>/send-back/", transfer_views.send_back, name="send-back"),
    path("transfers/<int:pk>/bounce/", transfer_views.bounce, name="bounce"),
    path("refunds/", refund_views.refunds, name="refunds"),
    path("refunds/file/", refund_views.refund_file, name="refund-file"),
    path("refunds/file.xlsx", refund_views.refund_file, {"kind": "xlsx"}, name="refund-file-xlsx"),
    path("refunds/<int:pk>/vietqr.svg", refund_views.refund_qr, name="refund-qr"),
    re_path(
        r"^refunds/(?P<pk>\d+)/(?P<step>paid|bounced|came-back|account|again|bank)/$",
        refund_views.refund_step,
        name="refund-step",
    ),
    path("disputes/", staff_views.disputes, name="disputes"),
    path("disputes/<str:number>/", staff_views.dispute, name="dispute"),
    re_path(
        r"^disputes/(?P<number>[^/]+)/(?P<step>came-back|exchange|refund)/$",
        staff_views.exchange_step,
        name="exchange-step",
    ),
    path("disputes/<str:number>/pictures/<int:pk>/", staff_views.picture, name="picture"),
    path("chargebacks/", staff_views.chargebacks, name="chargebacks"),
    path("chargebacks/<int:pk>/note/", staff_views.chargeback_note, name="chargeback-note"),
    path("rates/", staff_views.rates, name="rates"),
    path("cash/", staff_views.cash_desk, name="cash"),
    path("orders/<str:number>/cancel/", staff_views.cancel, name="cancel"),
    path("documents/", staff_views.documents, name="documents"),
    path("documents/<int:pk>/", staff_views.document, name="document"),
    path("e-invoice/<str:month>.<str:extension>", staff_views.invoice_rows, name="e-invoice"),
]
