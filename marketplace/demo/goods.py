"""The demo market's makers and what buyers say. What is sold stands in `facts/`.

All producers are invented. Villages, communes and crafts are real.
"""

# Where farms stand (units of today); the facts of a farm's product carry its number here.
FARM_COMMUNES = [
    "Ba Vì",
    "Đan Phượng",
    "Mê Linh",
    "Thường Tín",
    "Thanh Oai",
    "Chương Mỹ",
    "Sóc Sơn",
    "Ba Vì",
]
FAMILY = [
    "Ánh Hồng",
    "Minh Đức",
    "Thanh Bình",
    "Hương Giang",
    "Quang Vinh",
    "Bảo An",
    "Phúc Lộc",
    "Tân Tiến",
    "Hòa Hợp",
    "Thu Hà",
    "Đại Thành",
    "Lan Chi",
]
KIND_WORDS = {
    "household": ("Hộ", "Family", "Keluarga"),
    "cooperative": ("Hợp tác xã", "Cooperative", "Koperasi"),
    "enterprise": ("Công ty", "Company", "Perusahaan"),
    "cooperative_group": ("Tổ hợp tác", "Cooperative group", "Kelompok tani"),
    "farm": ("Trang trại", "Farm", "Kebun"),
}
REVIEWS = [
    ("Đúng như hình. Hàng gói kỹ, sẽ mua lại.", 5),
    ("Làm tỉ mỉ, nhìn gần thấy rõ nét tay người thợ. Giao hơi lâu.", 4),
    ("Mẹ tôi rất thích. Quét mã ra đúng nơi làm, hợp làm quà.", 5),
    ("Tạm được, màu nhạt hơn tôi nghĩ một chút.", 3),
]
