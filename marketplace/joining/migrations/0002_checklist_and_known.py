# The first checklist, for the operator to change, and an application for each producer there is.

from django.db import migrations
from django.utils import timezone

PERSONS = ["cooperative_group", "farm"]
REGISTERED = ["household", "cooperative", "enterprise"]
FOOD = [1, 2]  # groups of decision 26/2026/QĐ-TTg: food, drinks
ROWS = [
    {
        "place": 10,
        "kinds": REGISTERED,
        "example": "01A8012345",
        "name_vi": "Giấy chứng nhận đăng ký kinh doanh",
        "name_en": "Business registration",
        "name_ind": "Pendaftaran usaha",
        "hint_vi": "Hộ kinh doanh: do phòng kinh tế cấp. Doanh nghiệp, hợp tác xã: do Sở Tài chính cấp.",
        "hint_en": "Of a household from the economic office, of a firm or cooperative from the province.",
        "hint_ind": "Usaha rumah tangga dari kantor ekonomi, perusahaan atau koperasi dari provinsi.",
    },
    {
        "place": 20,
        "kinds": PERSONS,
        "example": "12/HĐHT",
        "name_vi": "Hợp đồng hợp tác hoặc xác nhận của xã",
        "name_en": "Cooperation contract or a paper of the commune",
        "name_ind": "Kontrak kerja sama atau surat dari komune",
        "hint_vi": "Giấy cho biết tổ hợp tác hay trang trại gồm những ai và ở đâu.",
        "hint_en": "It says who belongs to the group or farm and where it is.",
        "hint_ind": "Berisi siapa anggota kelompok atau pertanian dan di mana letaknya.",
    },
    {
        "place": 30,
        "groups": FOOD,
        "has_end": True,
        "example": "123/2026/NNPTNT-HN",
        "name_vi": "Giấy chứng nhận an toàn thực phẩm",
        "name_en": "Food safety certificate",
        "name_ind": "Sertifikat keamanan pangan",
        "hint_vi": "Cơ sở nhỏ lẻ được miễn thì nộp bản cam kết có xác nhận của xã.",
        "hint_en": "A small maker who needs none hands in the commitment that the commune confirmed.",
        "hint_ind": "Pembuat kecil yang dibebaskan menyerahkan surat komitmen yang disahkan komune.",
    },
    {
        "place": 40,
        "groups": FOOD,
        "is_needed": False,
        "has_end": True,
        "example": "KN-2026-0456",
        "name_vi": "Phiếu kết quả kiểm nghiệm",
        "name_en": "Test results",
        "name_ind": "Hasil uji laboratorium",
        "hint_vi": "Của phòng thử nghiệm được công nhận, cho sản phẩm bạn định bán.",
        "hint_en": "From an accredited laboratory, for the goods that you mean to sell.",
        "hint_ind": "Dari laboratorium terakreditasi, untuk barang yang ingin dijual.",
    },
    {
        "place": 50,
        "is_needed": False,
        "has_end": True,
        "example": "4-0123456-000",
        "name_vi": "Giấy chứng nhận đăng ký nhãn hiệu",
        "name_en": "Trademark certificate",
        "name_ind": "Sertifikat merek",
        "hint_vi": "Nếu có: của riêng bạn hoặc nhãn hiệu tập thể của làng nghề.",
        "hint_en": "If there is one: your own or the collective mark of the village.",
        "hint_ind": "Bila ada: milik sendiri atau merek kolektif desa.",
    },
]


def make_checklist(apps, schema_editor):
    requirements = apps.get_model("joining", "Requirement").objects
    if requirements.exists():
        return
    for row in ROWS:
        requirements.create(name=row["name_vi"], hint=row["hint_vi"], **row)


def know_producers(apps, schema_editor):
    """Give each producer an application that stands as it does, with its first row of history."""
    applications = apps.get_model("joining", "Application").objects
    changes = apps.get_model("joining", "Change").objects
    for producer in apps.get_model("producers", "Producer").objects.order_by("pk").iterator(500):
        if applications.filter(producer=producer).exists():
            continue
        is_verified = producer.state == "verified"
        made = applications.create(
            producer=producer,
            state="verified" if is_verified else "draft",
            search_text=fold_plain(producer),
            **{
                name: getattr(producer, name)
                for name in (
                    "name",
                    "kind",
                    "phone",
                    "email",
                    "commune",
                    "village",
                    "address",
                    "tax_code",
                )
            },
        )
        changes.create(
            application=made,
            kind="verified" if is_verified else "started",
            by=producer.verified_by,
            is_staff_s=True,
            at=producer.verified_at or timezone.now(),
        )


def fold_plain(producer):
    """As marketplace.frame.folding folds on the day of this migration."""
    import unicodedata

    text = f"{producer.name} {producer.phone} {producer.email} {producer.tax_code}"
    text = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in text if not unicodedata.combining(sign)).lower()


class Migration(migrations.Migration):

    dependencies = [
        ('joining', '0001_initial'),
        ('producers', '0007_selling_by_state'),
    ]

    operations = [
        migrations.RunPython(make_checklist, migrations.RunPython.noop),
        migrations.RunPython(know_producers, migrations.RunPython.noop),
    ]
