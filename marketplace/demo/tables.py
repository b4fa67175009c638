"""Tables of products that the first seller sent: one waits for the editors, one for its own yes."""

from marketplace.accounts.models import User
from marketplace.frame.tables_out import xlsx_bytes
from marketplace.listings.imports import services
from marketplace.listings.models import ProductImport
from marketplace.producers.models import Producer

FIRST_SELLER = "bat-trang-1"
NAMES = ("Tên", "Mô tả", "Bộ", "Giá", "Tồn kho", "Khối lượng", "Đơn vị", "Câu chuyện")
SHAPES = ("Ấm trà", "Chén trà", "Đĩa lót", "Lọ tăm", "Bình hoa nhỏ", "Bát hương", "Gạt mưa sen")
GLAZES = ("men lam", "men rạn", "men tro")
STORY = "Vẽ tay tại xưởng, nung lửa già. Sản phẩm này được đặt ra cho chợ thử nghiệm."
MORE = ("8", "600 g", "chiếc", STORY)


def build(seller: User) -> None:
    """Send both tables once."""
    maker = Producer.objects.get(slug=FIRST_SELLER)
    if ProductImport.objects.filter(producer=maker).exists():
        return
    pieces = [f"{shape} {glaze}" for shape in SHAPES for glaze in GLAZES]
    new = [
        [f"{name}, bộ sưu tập thu", f"{name}, vẽ tay.", "21", f"{90 + n * 7}.000", *MORE]
        for n, name in enumerate(pieces)
    ]
    first = send(maker, seller, "bo-suu-tap-thu.xlsx", NAMES, new)
    services.confirm(table=first, by=seller, leaves_out=True, is_sure=True)
    services.apply_import.func(first.pk)
    goods = list(maker.products.filter(price__isnull=False).order_by("pk")[:6])
    rows: list[list[str]] = [
        [product.code or "", str((product.price or 0) + 5000), ""] for product in goods[:4]
    ]
    rows += [[product.code or "", str((product.price or 0) // 10), ""] for product in goods[4:5]]
    rows += [[product.code or "", "1250.000", "12"] for product in goods[5:]]
    rows += [["KHONG-CO", "120k", "5"]]
    send(maker, seller, "gia-thang-12.xlsx", ("Mã", "Giá", "Tồn kho"), rows)


def send(
    maker: Producer, by: User, name: str, header: tuple[str, ...], rows: list[list[str]]
) -> ProductImport:
    """Send a table and have it read at once."""
    content = xlsx_bytes("1", header, rows)
    made = services.upload(producer=maker, name=name, content=content, by=by, again=False)
    services.read_import.func(made.pk)
    made.refresh_from_db()
    return made
