"""The account leads everybody to the desks where they work, and nobody to others."""

from tests import factories


def test_summary_leads_to_the_desks_where_somebody_works(client, buyer, owner, officer, staff):
    seen = []
    for person in (buyer, owner, officer, factories.make_accountant(), staff):
        client.force_login(person)
        seen.append([path for _name, path in client.get("/en/account/").context["desks"]])
    moderation = [
        "/en/sell/review/",
        "/en/sell/review/reports/",
        "/en/sell/review/buyer-reviews/",
        "/en/sell/review/late-orders/",
        "/en/sell/review/confirm-rules/",
        "/en/sell/review/gtins/",
        "/en/sell/review/lost-factors/",
        "/en/dashboard/",
    ]
    assert seen == [
        [],
        ["/en/sell/"],
        ["/en/programme/"],
        ["/en/finance/"],
        ["/en/programme/", "/cms/", *moderation, "/en/health/"],
    ]
