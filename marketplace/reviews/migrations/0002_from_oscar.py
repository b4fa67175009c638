"""Ask each kind of goods for its aspects; take in what buyers wrote into Oscar's rows."""

from django.db import migrations

ASPECTS = {
    1: ("as_described", "taste", "freshness", "packing", "delivery"),
    2: ("as_described", "taste", "packing", "delivery"),
    3: ("as_described", "freshness", "packing", "delivery"),
    4: ("as_described", "finish", "packing", "delivery"),
    5: ("as_described", "freshness", "packing", "delivery"),
    6: ("as_described", "host"),
}
STATES = {0: "waiting", 1: "public", 2: "refused"}
COUNTED = ("ones", "twos", "threes", "fours", "fives")
LONGEST, LONGEST_NAME, PORTION = 2000, 40, 500


def ask(apps, schema_editor):
    groups = dict(apps.get_model("catalogue", "OcopGroup").objects.values_list("number", "pk"))
    model = apps.get_model("product_reviews", "AspectAsked")
    model.objects.bulk_create(
        model(ocop_group_id=groups[number], aspect=aspect, place=place)
        for number, aspects in ASPECTS.items()
        if number in groups
        for place, aspect in enumerate(aspects)
    )


def take_in(apps, schema_editor):
    """Copy Oscar's reviews, answers and votes portion by portion, count anew, empty its tables."""
    theirs = apps.get_model("reviews", "ProductReview").objects
    products = set()
    while rows := list(
        theirs.filter(product__isnull=False).select_related("user").order_by("pk")[:PORTION]
    ):
        copy(apps, rows)
        products |= {row.product_id for row in rows}
        theirs.filter(pk__in=[row.pk for row in rows]).delete()
    theirs.all().delete()
    for product in sorted(products):
        count(apps, product)


def copy(apps, rows):
    keys = [row.pk for row in rows]
    model = apps.get_model("product_reviews", "Review")
    answers = {
        each.review_id: each
        for each in apps.get_model("catalogue", "ReviewAnswer").objects.filter(review__in=keys)
    }
    votes = apps.get_model("reviews", "Vote").objects.filter(review__in=keys, delta=1)
    votes = list(votes.values_list("review", "user"))
    lines = lines_of(apps, rows)
    made = model.objects.bulk_create(
        model(
            product_id=row.product_id,
            user=row.user,
            line_id=lines.get((row.product_id, row.user_id)),
            name="" if row.user_id else row.name[:LONGEST_NAME],
            score=min(5, max(1, row.score)),
            text="\n\n".join(filter(None, (row.title.strip(), row.body.strip())))[:LONGEST],
            language=row.user.language if row.user_id else "vi",
            state=STATES[row.status],
            at=row.date_created,
            helpful=sum(1 for review, _user in votes if review == row.pk),
            **told(answers.get(row.pk)),
        )
        for row in rows
    )
    new = {row.pk: each.pk for row, each in zip(rows, made, strict=True)}
    helpful = apps.get_model("product_reviews", "Helpful")
    helpful.objects.bulk_create(
        helpful(review_id=new[review], user_id=user) for review, user in votes
    )


def told(answer):
    if answer is None:
        return {}
    return {"answer": answer.text, "answered_by_id": answer.by_id, "answered_at": answer.at}


def lines_of(apps, rows):
    """Find the first line of each review's product that came to its buyer."""
    found = (
        apps.get_model("order", "Line")
        .objects.filter(
            product__in=[row.product_id for row in rows],
            order__user__in=[row.user_id for row in rows if row.user_id],
            order__status="delivered",
        )
        .order_by("-pk")
        .values_list("product", "order__user", "pk")
    )
    return {(product, user): pk for product, user, pk in found}


def count(apps, product):
    public = apps.get_model("product_reviews", "Review").objects.filter(
        product=product, state="public"
    )
    rows = list(public.values_list("score", "language"))
    languages = {}
    for _score, language in rows:
        languages[language] = languages.get(language, 0) + 1
    counts = [sum(1 for score, _ in rows if score == stars) for stars in range(1, 6)]
    apps.get_model("product_reviews", "ReviewSums").objects.create(
        product_id=product, languages=languages, **dict(zip(COUNTED, counts, strict=True))
    )
    mean = sum(score for score, _ in rows) / len(rows) if rows else None
    apps.get_model("catalogue", "Product").objects.filter(pk=product).update(
        rating=mean, review_count=len(rows)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("product_reviews", "0001_reviews"),
        ("catalogue", "0044_variants"),
        ("order", "0025_frozen_commission"),
        ("reviews", "0005_productreview_code"),
    ]

    operations = [
        migrations.RunPython(ask, migrations.RunPython.noop),
        migrations.RunPython(take_in, migrations.RunPython.noop),
    ]
