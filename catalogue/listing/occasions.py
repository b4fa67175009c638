"""An occasion that a typed text names: "giỏ quà Tết", "wedding gift under 500k", "oleh-oleh".

    quà Tết, trà biếu dịp Tết, hampers imlek        Tết; "trà" stays
    quà sinh nhật cho mẹ, kado ulang tahun          the birthday: who gets it goes with the gift
    quà tặng vợ, gift for her, 8/3                  women's day
    quà biếu sếp, gift for my boss, hadiah          a gift for its own sake
    souvenir, quà cho khách nước ngoài, oleh-oleh   a souvenir

A name of an occasion stands by itself ("mứt tết"); a word that is plain without its marks (cười,
quả) counts only beside a gift. "quà quê", "quà vặt" are treats, a gift card is none of the goods.
"""

import re
import unicodedata
from collections.abc import Container

from catalogue.listing.stars import one_of
from marketplace.frame.folding import fold

GIFT = "gift"
WOMEN = "womens-day"
SOUVENIR = "souvenir"
# What names an occasion by itself, in Vietnamese with and without marks, English, Indonesian.
NAMES = {
    "mid-autumn": (
        *("tết trung thu", "tet trung thu", "trung thu", "rằm tháng tám", "ram thang tam"),
        *("tết trông trăng", "mid-autumn festival", "mid autumn festival", "mid-autumn"),
        *("mid autumn", "midautumn", "moon festival", "mooncake festival"),
        *("festival pertengahan musim gugur", "pertengahan musim gugur", "festival kue bulan"),
    ),
    "tet": (
        *("tết nguyên đán", "tet nguyen dan", "tết âm lịch", "tet am lich", "tết cổ truyền"),
        *("tết", "tet", "năm mới", "nam moi", "đầu năm mới", "lunar new year", "new year"),
        *("chinese new year", "vietnamese new year", "imlek", "tahun baru imlek", "tahun baru"),
    ),
    "wedding": (
        *("đám cưới", "dam cuoi", "lễ cưới", "le cuoi", "cưới hỏi", "cuoi hoi", "tiệc cưới"),
        *("tân hôn", "tan hon", "ăn hỏi", "an hoi", "lễ ăn hỏi", "dạm ngõ", "cưới", "cô dâu"),
        *("weddings", "wedding", "engagement", "bride", "bridal", "newlyweds"),
        *("pernikahan", "nikahan", "kawinan", "pengantin", "lamaran", "seserahan"),
    ),
    "birthday": (
        *("sinh nhật", "sinh nhat", "mừng tuổi mới", "birthdays", "birthday", "bday"),
        *("ulang tahun", "ultah"),
    ),
    "housewarming": (
        *("mừng tân gia", "mung tan gia", "tân gia", "tan gia", "mừng nhà mới", "mung nha moi"),
        *("nhà mới", "nha moi", "về nhà mới", "khai trương", "khai truong"),
        *("housewarming party", "house warming", "house-warming", "housewarming", "new home"),
        *("new house", "pindah rumah", "rumah baru", "syukuran rumah"),
    ),
    WOMEN: (
        *("ngày quốc tế phụ nữ", "quốc tế phụ nữ", "quoc te phu nu", "ngày phụ nữ việt nam"),
        *("ngày phụ nữ", "ngay phu nu", "ngày của mẹ", "ngay cua me", "8/3", "8-3", "20/10"),
        *("20-10", "mùng 8 tháng 3", "8 tháng 3", "8 thang 3", "international women's day"),
        *("women's day", "womens day", "women’s day", "mother's day", "mothers day"),
        *("mother’s day", "hari perempuan", "hari ibu", "hari kartini"),
    ),
    SOUVENIR: (
        *("quà lưu niệm", "qua luu niem", "đồ lưu niệm", "do luu niem", "lưu niệm", "luu niem"),
        *("quà chia tay", "qua chia tay", "quà du lịch", "qua du lich", "souvenirs", "souvenir"),
        *("keepsakes", "keepsake", "memento", "mementos", "farewell gifts", "farewell gift"),
        *("going away gift", "going-away gift", "farewell present", "oleh-oleh", "oleh oleh"),
        *("buah tangan", "cendera mata", "cenderamata", "cinderamata", "suvenir"),
        *("kenang-kenangan", "kado perpisahan", "hadiah perpisahan"),
    ),
    "worship": (
        *("thờ cúng", "tho cung", "đồ thờ cúng", "đồ thờ", "do tho", "bàn thờ", "ban tho"),
        *("gia tiên", "gia tien", "đồ cúng", "do cung", "cúng giỗ", "cung gio", "ngày giỗ"),
        *("rằm mùng một", "cúng rằm", "lễ phật", "le phat", "cúng", "thờ", "lễ chùa"),
        *("ancestor worship", "ancestral altar", "ancestor altar", "house altar", "altar"),
        *("worship", "offerings", "sembahyang leluhur", "sembahyang", "altar leluhur"),
    ),
}
# Plain without their marks (cười, cưỡi): they count beside a gift alone.
BESIDE_GIFTS = {"wedding": ("cuoi", "co dau"), "birthday": ("sn",), "worship": ("le chua",)}
GIFTS = (
    *("quà biếu tặng", "qua bieu tang", "quà tặng", "qua tang", "quà biếu", "qua bieu"),
    *("quà mừng", "qua mung", "quà", "hộp quà tặng", "hộp quà", "hop qua", "giỏ quà", "gio qua"),
    *("set quà", "set qua", "túi quà", "tui qua", "món quà", "mon qua", "làm quà", "lam qua"),
    *("combo quà", "bộ quà", "bo qua tang", "đồ tặng", "giỏ quà tặng", "giỏ quà biếu"),
    *("gift boxes", "gift box", "gift sets", "gift set", "gift baskets", "gift basket"),
    *("gift hampers", "gift hamper", "gifts", "gift", "presents", "present", "hampers", "hamper"),
    *("kotak hadiah", "set hadiah", "paket hadiah", "hadiah", "kado", "bingkisan", "parsel"),
    *("hantaran",),
)
# "qua" without its mark is a fruit, too: it is a gift where an occasion follows.
MAYBE_GIFTS = ("qua", "hop", "gio", "set", "mon")
GIVING = ("biếu tặng", "tặng", "biếu", "mừng", "bieu tang", "tang", "bieu")
MEN_AND_ALL = (
    *("bố mẹ", "bo me", "ba mẹ", "cha mẹ", "ông bà", "ong ba", "bố vợ", "bố", "ba", "cha", "ông"),
    *("sếp", "sep", "đối tác", "doi tac", "khách hàng", "khach hang", "thầy cô", "thay co"),
    *("thầy", "chồng", "bạn trai", "bạn bè", "ban be", "bạn", "người thân", "nguoi than"),
    *("người lớn tuổi", "nguoi lon tuoi", "người già", "doanh nghiệp", "doanh nghiep"),
    *("công ty", "cong ty", "nhân viên", "nhan vien", "gia đình", "gia dinh", "đồng nghiệp"),
    *("him", "dad", "father", "grandpa", "grandfather", "husband", "boyfriend", "men", "boss"),
    *("parents", "grandparents", "teacher", "friends", "friend", "clients", "client", "family"),
    *("customers", "partners", "business partners", "business", "corporate", "colleagues"),
    *("colleague", "coworkers", "employees", "elders", "someone special"),
    *("ayah", "bapak", "papa", "suami", "atasan", "bos", "klien", "mitra", "pelanggan", "guru"),
    *("orang tua", "teman", "sahabat", "keluarga", "karyawan", "perusahaan", "pacar", "kakek"),
)
TO_WOMEN = (
    *("mẹ vợ", "mẹ chồng", "mẹ", "má", "vợ", "vo", "bạn gái", "ban gai", "người yêu", "bà"),
    *("cô giáo", "co giao", "chị gái", "chị", "em gái", "phụ nữ", "phu nu", "nàng", "bà ngoại"),
    *("bà nội", "her", "mom", "mum", "mother", "mother-in-law", "grandma", "grandmother"),
    *("wife", "girlfriend", "women", "woman", "ladies", "sister", "aunt"),
    *("ibu", "mama", "istri", "nenek", "wanita", "perempuan", "pacar wanita", "kakak perempuan"),
)
TO_FOREIGNERS = (
    *("khách nước ngoài", "khach nuoc ngoai", "người nước ngoài", "nguoi nuoc ngoai"),
    *("bạn nước ngoài", "ban nuoc ngoai", "khách tây", "người tây", "bạn tây", "việt kiều"),
    *("foreign friends", "foreign guests", "foreigners", "foreigner", "tourists", "travellers"),
    *("orang asing", "tamu asing", "teman asing", "turis", "wisatawan"),
)
GETS = {SOUVENIR: TO_FOREIGNERS, WOMEN: TO_WOMEN, GIFT: MEN_AND_ALL}
FOR = (
    *("nhân dịp", "nhan dip", "vào dịp", "dịp", "dip", "nhân", "ngày", "ngay", "mừng", "mung"),
    *("dành cho", "danh cho", "cho", "của", "để", "de", "cúng", "lễ", "đi", "di", "về", "đón"),
    *("for my", "for a", "for an", "for the", "for your", "for our", "for", "to my", "to a", "on"),
    *("as a", "as", "a", "to", "untuk", "buat", "hari raya", "hari", "saat", "acara", "sebagai"),
)
ASKING = (
    *("mua", "tìm", "tim", "chọn", "gợi ý", "goi y", "ý tưởng", "y tuong", "cần mua", "best"),
    *("buy", "ideas for", "looking for", "find", "unique", "cari", "beli", "ide", "rekomendasi"),
)
AFTER = (
    *("ideas", "idea", "holiday", "set", "box", "basket", "hamper", "hampers"),
    *("ý nghĩa", "y nghia", "đẹp"),
)
NO_GIFT = one_of("quê", "que", "vặt", "vat", "sáng", "sang", "card", "cards", "voucher", "wrap")

OF_HERE = frozenset(
    (
        *("from", "of", "in", "tu", "o", "tai", "cua", "khas", "dari", "dac", "san"),
        *("ha", "noi", "hanoi", "viet", "nam", "vietnam", "vietnamese"),
    )
)
CODES = {fold(name): code for code, names in NAMES.items() for name in names}
CODES |= {fold(name): code for code, names in BESIDE_GIFTS.items() for name in names}
WHO = {fold(name): code for code, names in GETS.items() for name in names}


def longest_first(*groups: tuple[str, ...]) -> str:
    """Write a pattern for any of these phrases, that of more words before a part of it."""
    return one_of(*sorted((phrase for group in groups for phrase in group), key=len, reverse=True))


NAMED = longest_first(*NAMES.values())
NAMED_BESIDE = longest_first(*NAMES.values(), *BESIDE_GIFTS.values())
GETTER = longest_first(*GETS.values())
BEGINS = r"(?<![^\s(,])"
ENDS = r"(?=$|[\s),;!?]|\.(?:\s|$))"
ASKED = rf"(?:(?:{longest_first(ASKING)})\s)?"
FOR_ONE = rf"(?:(?:{longest_first(FOR)})\s){{0,2}}"
GIVEN = rf"(?:{longest_first(GIVING)})"
TO_WHOM = rf"(?:\s(?:{GIVEN}\s)?{FOR_ONE}(?P<who>{GETTER}){ENDS})?"
TAIL = rf"(?:\s20\d\d)?(?:\s(?:{longest_first(AFTER)}){ENDS})?"
PATTERNS = tuple(
    re.compile(BEGINS + ASKED + body + ENDS, re.IGNORECASE)
    for body in (
        # quà Tết, gift for a wedding, biếu dịp Tết; quà sinh nhật mẹ
        rf"(?:(?:{longest_first(GIFTS, MAYBE_GIFTS)}|{GIVEN})\s){{1,3}}{FOR_ONE}"
        rf"(?P<name>{NAMED_BESIDE}){TAIL}{TO_WHOM}",
        # wedding gift, corporate gifts
        rf"(?P<name>{NAMED})\s(?:{longest_first(GIFTS)}){TAIL}{TO_WHOM}",
        rf"(?P<who>{GETTER})\s(?:{longest_first(GIFTS)}){TAIL}",
        # mứt tết, dịp Tết, oleh-oleh
        rf"{FOR_ONE}(?P<name>{NAMED}){TAIL}{TO_WHOM}",
        # quà cho mẹ, qua bieu sep, tặng vợ
        rf"(?:(?:{longest_first(GIFTS, MAYBE_GIFTS)})\s){{1,3}}(?:{GIVEN}\s)?{FOR_ONE}"
        rf"(?P<who>{GETTER})",
        rf"{FOR_ONE}{GIVEN}\s{FOR_ONE}(?P<who>{GETTER})",
        # quà, làm quà, hadiah
        rf"{FOR_ONE}(?:{longest_first(GIFTS)})(?:\s(?:{longest_first(GIFTS, GIVING)})){{0,3}}"
        rf"(?!\s(?:{NO_GIFT})\b){TAIL}",
        rf"{FOR_ONE}(?:biếu tặng|biếu|bieu tang)",
    )
)


def occasions_of(text: str, known: Container[str]) -> tuple[str, tuple[str, ...]]:
    """Take the occasion out of a text: 'giỏ quà Tết' -> ('', ('tet',)).

    Only one that is in `known` is read; a market may have nothing for the others. Gives the text
    as it is, and none, when it names none.
    """
    text = " ".join(unicodedata.normalize("NFC", text).split())
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            code = meant_by(match)
            if code is not None and code in known:
                return rest_of(f"{text[: match.start()]} {text[match.end() :]}"), (code,)
    return text, ()


def rest_of(text: str) -> str:
    """What is looked for beside the occasion; that it is of here, all goods are."""
    rest = " ".join(text.split()).strip(",;.- ")
    return "" if set(fold(rest).split()) <= OF_HERE else rest


def meant_by(match: re.Match[str]) -> str | None:
    """Which occasion is meant: the one that is named, else what suits who gets it.

    None where letters of other alphabets only look alike: a pattern takes ı for i, ſ for s.
    """
    said = match.groupdict()
    if name := said.get("name"):
        return CODES.get(fold(name))
    return WHO.get(fold(said["who"])) if said.get("who") else GIFT
