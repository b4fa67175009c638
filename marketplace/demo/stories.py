"""The demo market's pages in three languages (vi, en, id), written for it."""

LANGUAGES = ("vi", "en", "id")
SEASON = (
    ("Quà Tết từ làng nghề", "Tết gifts from craft villages", "Hadiah Tết dari desa kriya"),
    (
        "Mỗi món có một người làm, có sao còn hạn, có nguồn gốc quét được.",
        "Each has a maker, stars that are valid, and an origin to scan.",
        "Masing-masing punya pembuat, bintang yang berlaku, dan asal yang dapat dipindai.",
    ),
    (
        "Tết Đinh Mùi · 6/2/2027",
        "Lunar New Year · 6 February 2027",
        "Tahun Baru Imlek · 6 Februari 2027",
    ),
    ("Chọn quà", "Choose gifts", "Pilih hadiah"),
)
SEASON_DAYS = ("2026-11-01", "2027-02-05")
SCENE = (
    (
        "Đất, lửa và con nước sông Hồng",
        "Clay, fire and the Red River",
        "Tanah liat, api, dan Sungai Merah",
    ),
    ("Về làng Bát Tràng", "To Bát Tràng", "Ke Bát Tràng"),
)
MAKER = (
    (
        "Một chiếc lọ đi qua nhiều bàn tay trước khi vào lò: luyện đất, vuốt, sửa, vẽ, coi lửa.",
        "A vase passes through many hands before the kiln: kneading, throwing, trimming, painting, minding the fire.",
        "Satu vas melewati banyak tangan sebelum masuk tungku: menguli, memutar, merapikan, melukis, menjaga api.",
    ),
    ("Xem xưởng và hàng", "See the maker and its goods", "Lihat perajin dan barangnya"),
)
