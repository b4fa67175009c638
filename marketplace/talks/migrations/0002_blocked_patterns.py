"""What is blocked from the first day: shapes, and words for payment and networks elsewhere."""

from django.db import migrations

SHAPES = {"phone": "contact", "email": "contact", "link": "link", "account": "payment"}
WORDS = {
    "payment": (
        "chuyển khoản",
        "số tài khoản",
        "stk",
        "đặt cọc riêng",
        "trả ngoài",
        "giao dịch ngoài",
        "bank transfer",
        "transfer bank",
        "nomor rekening",
        "paypal",
        "momo",
        "zalopay",
        "viettelpay",
        "western union",
        "bitcoin",
        "usdt",
    ),
    "contact": (
        "zalo",
        "za lo",
        "facebook",
        "messenger",
        "viber",
        "telegram",
        "whatsapp",
        "wechat",
        "instagram",
        "gmail",
        "số điện thoại",
        "sđt",
        "inbox riêng",
    ),
    "link": ("shopee", "lazada", "tiktok shop", "tiki", "tokopedia"),
}


def block(apps, schema_editor):
    rows = apps.get_model("talks", "BlockedPattern").objects
    for kind, why in SHAPES.items():
        rows.get_or_create(kind=kind, text="", defaults={"why": why})
    for why, words in WORDS.items():
        for text in words:
            rows.get_or_create(kind="words", text=text, defaults={"why": why})


class Migration(migrations.Migration):
    dependencies = [("talks", "0001_questions")]

    operations = [migrations.RunPython(block, migrations.RunPython.noop)]
