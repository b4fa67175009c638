from django.urls import path, re_path

from marketplace.desk.moderation import (
    batches,
    confirm_rules,
    delivery,
    gtins,
    late_orders,
    lost_factors,
    patterns,
    queue,
    reports,
    views,
)

app_name = "moderation"
urlpatterns = [
    path("", queue.review_queue, name="queue"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/assign/", views.assign, name="assign"),
    path("<int:pk>/pictures/<int:picture_pk>/", views.picture, name="picture"),
    path("batches/", batches.index, name="batches"),
    path("batches/<int:pk>/", batches.batch, name="batch"),
    path("batches/<int:pk>/progress.json", batches.progress, name="batch-progress"),
    path("gtins/", gtins.index, name="gtins"),
    path("gtins/<int:pk>/", gtins.product, name="gtin"),
    path("reports/", reports.index, name="reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/show/", reports.show_again, name="report-show"),
    path("reports/<int:pk>/lift/", reports.lift, name="report-lift"),
    path("patterns/", patterns.index, name="patterns"),
    path("patterns/<int:pk>/", patterns.turn, name="pattern"),
    path("late-orders/", late_orders.index, name="late-orders"),
    path("late-orders/<str:number>/", late_orders.late_order, name="late-order"),
    path("confirm-rules/", confirm_rules.index, name="confirm-rules"),
    path("confirm-rules/new/", confirm_rules.new, name="confirm-rule-new"),
    path("confirm-rules/<int:pk>/", confirm_rules.edit, name="confirm-rule"),
    path("confirm-rules/<int:pk>/remove/", confirm_rules.remove, name="confirm-rule-remove"),
    path("delivery/", delivery.charges, name="delivery"),
    path("delivery/<str:zone>/", delivery.zone_charges, name="delivery-zone"),
    path("lost-factors/", lost_factors.index, name="lost-factors"),
    re_path(
        r"^lost-factors/(?P<pk>\d{1,18})/(?P<step>confirm|stop)/$",
        lost_factors.lost_factor_step,
        name="lost-factor-step",
    ),
]
