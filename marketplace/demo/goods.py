"""What the demo market sells. All producers and products here are invented; prices are
what such things cost in Hanoi's shops, rounded. Villages, communes and crafts are real.

An item: shape, texture, set, price in thousand dong, grams, names (vi, en, id).
A village has items and two or more variants (vi, en, id) that make products of them.
"""

V = "village"
CRAFTS = {
    "bat-trang": (
        [
            ("vase", "ceramics", 21, 480, 1800, "Lọ hoa", "Vase", "Vas bunga"),
            ("teapot", "ceramics", 21, 360, 1200, "Ấm trà", "Teapot", "Teko teh"),
            ("bowl", "ceramics", 21, 95, 500, "Bát ăn cơm", "Rice bowl", "Mangkuk nasi"),
            ("plate", "ceramics", 21, 140, 700, "Đĩa sâu lòng", "Deep plate", "Piring cekung"),
            ("cup", "ceramics", 21, 70, 300, "Chén trà", "Tea cup", "Cangkir teh"),
        ],
        [
            ("men rạn vẽ cành trúc", "crackle glaze with bamboo", "glasir retak motif bambu"),
            ("men ngọc", "celadon glaze", "glasir seladon"),
            ("men nâu hỏa biến", "flamed brown glaze", "glasir cokelat bakar"),
        ],
    ),
    "van-phuc": (
        [
            ("scarf", "silk", 22, 450, 150, "Khăn lụa", "Silk scarf", "Selendang sutra"),
            ("dress", "silk", 22, 1650, 450, "Áo dài lụa", "Silk áo dài", "Áo dài sutra"),
            (
                "cloth",
                "silk",
                22,
                380,
                300,
                "Vải lụa (1 m)",
                "Silk cloth (1 m)",
                "Kain sutra (1 m)",
            ),
            ("blanket", "silk", 22, 1980, 1600, "Chăn lụa", "Silk quilt", "Selimut sutra"),
        ],
        [
            ("vân mây", "with cloud bands", "motif awan"),
            ("hoa sen", "with lotus", "motif teratai"),
            ("trơn nhuộm củ nâu", "plain, dyed with brown yam", "polos pewarna alami"),
        ],
    ),
    "duong-lam": (
        [
            (
                "gate",
                "food",
                26,
                350,
                0,
                "Một ngày ở làng cổ",
                "A day in the old village",
                "Sehari di desa tua",
            ),
            ("jar", "food", 9, 85, 900, "Tương nếp", "Fermented soy sauce", "Tauco ketan"),
            ("bag", "food", 6, 65, 400, "Kẹo lạc", "Peanut brittle", "Kacang karamel"),
            ("bag", "food", 6, 90, 500, "Chè lam", "Ginger rice cake", "Kue beras jahe"),
        ],
        [
            ("nhà cổ Mông Phụ", "from Mông Phụ hamlet", "dari dusun Mông Phụ"),
            ("xóm Cam Thịnh", "from Cam Thịnh hamlet", "dari dusun Cam Thịnh"),
        ],
    ),
    "ha-thai": (
        [
            ("box", "lacquer", 21, 690, 900, "Hộp sơn mài", "Lacquer box", "Kotak pernis"),
            ("tray", "lacquer", 21, 540, 1100, "Khay sơn mài", "Lacquer tray", "Nampan pernis"),
            (
                "panel",
                "lacquer",
                21,
                2400,
                3200,
                "Tranh sơn mài",
                "Lacquer painting",
                "Lukisan pernis",
            ),
            ("vase", "lacquer", 21, 820, 1300, "Bình sơn mài", "Lacquer vase", "Vas pernis"),
        ],
        [
            ("khảm vỏ trứng", "with eggshell", "bertatah kulit telur"),
            ("thếp vàng", "with gold leaf", "berlapis daun emas"),
        ],
    ),
    "chuong": (
        [
            ("hat", "hat", 21, 120, 200, "Nón lá", "Conical hat", "Topi kerucut"),
            ("lamp", "hat", 21, 320, 500, "Đèn nón", "Hat lamp", "Lampu topi"),
            (
                "minihat",
                "hat",
                21,
                45,
                80,
                "Nón nhỏ trang trí",
                "Small decorative hat",
                "Topi hias kecil",
            ),
        ],
        [
            ("lá lụi", "of fan-palm leaf", "daun palem"),
            ("thêu hoa", "with embroidered flowers", "bersulam bunga"),
            ("quai lụa", "with a silk band", "bertali sutra"),
        ],
    ),
    "phu-vinh": (
        [
            ("basket", "weave", 21, 260, 800, "Giỏ mây", "Rattan basket", "Keranjang rotan"),
            ("handbag", "weave", 21, 390, 600, "Túi mây", "Rattan handbag", "Tas rotan"),
            (
                "weavetray",
                "weave",
                21,
                180,
                500,
                "Khay tre đan",
                "Woven bamboo tray",
                "Nampan anyaman bambu",
            ),
        ],
        [
            ("đan mắt cáo", "hexagonal weave", "anyaman heksagon"),
            ("đan nong mốt", "plain weave", "anyaman polos"),
        ],
    ),
    "quat-dong": (
        [
            ("hoop", "silk", 21, 650, 600, "Tranh thêu tay", "Hand embroidery", "Sulaman tangan"),
            (
                "cloth",
                "silk",
                22,
                520,
                500,
                "Khăn trải bàn thêu",
                "Embroidered tablecloth",
                "Taplak bersulam",
            ),
            ("dress", "silk", 22, 1890, 500, "Áo thêu", "Embroidered áo dài", "Áo dài bersulam"),
        ],
        [
            ("hoa mẫu đơn", "with peonies", "motif peoni"),
            ("hoa sen", "with lotus", "motif teratai"),
        ],
    ),
    "son-dong": (
        [
            (
                "statue",
                "wood",
                21,
                3600,
                4200,
                "Tượng gỗ mít",
                "Jackwood statue",
                "Patung kayu nangka",
            ),
            ("mask", "wood", 21, 480, 700, "Mặt nạ gỗ", "Wooden mask", "Topeng kayu"),
        ],
        [
            ("sơn son thếp vàng", "red lacquer and gold", "pernis merah emas"),
            ("để mộc", "plain wood", "kayu polos"),
        ],
    ),
    "thuy-ung": (
        [
            ("comb", "wood", 21, 150, 100, "Lược sừng", "Horn comb", "Sisir tanduk"),
            ("spoon", "wood", 21, 110, 120, "Muỗng sừng", "Horn spoons", "Sendok tanduk"),
            ("bracelet", "wood", 21, 220, 90, "Vòng tay sừng", "Horn bracelet", "Gelang tanduk"),
        ],
        [("sừng đen", "black horn", "tanduk hitam"), ("sừng vân", "veined horn", "tanduk berurat")],
    ),
    "chang-son": (
        [
            ("fan", "silk", 21, 85, 100, "Quạt giấy", "Paper fan", "Kipas kertas"),
            ("fan", "weave", 21, 160, 150, "Quạt the", "Gauze fan", "Kipas kasa"),
        ],
        [
            ("vẽ hoa sen", "painted with lotus", "lukisan teratai"),
            ("vẽ cành trúc", "painted with bamboo", "lukisan bambu"),
            ("thư pháp", "with calligraphy", "kaligrafi"),
        ],
    ),
    "chuon-ngo": (
        [
            ("box", "inlay", 21, 890, 900, "Hộp khảm trai", "Inlaid box", "Kotak bertatah"),
            ("panel", "inlay", 21, 3200, 4000, "Tranh khảm trai", "Inlaid panel", "Panel bertatah"),
            ("tray", "inlay", 21, 760, 1300, "Khay khảm trai", "Inlaid tray", "Nampan bertatah"),
        ],
        [("chim và hoa", "birds and flowers", "burung dan bunga"), ("cá chép", "carp", "ikan mas")],
    ),
    "quang-phu-cau": (
        [
            ("incense", "food", 21, 55, 400, "Hương thẻ", "Incense sticks", "Dupa batang"),
            ("spiral", "food", 21, 75, 300, "Hương vòng", "Incense coils", "Dupa spiral"),
        ],
        [
            ("trầm", "agarwood", "gaharu"),
            ("quế", "cinnamon", "kayu manis"),
            ("thảo mộc", "herbal", "herbal"),
        ],
    ),
    "thiet-ung": (
        [
            ("horse", "wood", 21, 1450, 2600, "Ngựa gỗ", "Carved horse", "Kuda ukir"),
            ("chest", "wood", 21, 2900, 6000, "Rương gỗ chạm", "Carved chest", "Peti ukir"),
        ],
        [("gỗ hương", "padauk", "kayu padauk"), ("gỗ mít", "jackwood", "kayu nangka")],
    ),
    "phung-xa": (
        [
            (
                "scarf",
                "silk",
                22,
                1250,
                150,
                "Khăn tơ sen",
                "Lotus-silk scarf",
                "Selendang serat teratai",
            ),
            ("blanket", "silk", 22, 2250, 1500, "Chăn tơ tằm", "Silk quilt", "Selimut sutra"),
        ],
        [("dệt thưa", "open weave", "tenun renggang"), ("dệt dày", "close weave", "tenun rapat")],
    ),
    "ngu-xa": (
        [
            ("gong", "metal", 21, 1850, 3500, "Chuông đồng", "Bronze bell", "Lonceng perunggu"),
            (
                "burner",
                "metal",
                21,
                1400,
                2600,
                "Lư đồng",
                "Bronze incense burner",
                "Pedupaan perunggu",
            ),
            ("vase", "metal", 21, 2100, 4000, "Bình đồng", "Bronze vase", "Vas perunggu"),
        ],
        [
            ("đúc liền khối", "cast in one piece", "cor utuh"),
            ("khảm tam khí", "inlaid with three metals", "tatah tiga logam"),
        ],
    ),
    "la-phu": (
        [
            ("sweater", "wool", 22, 290, 450, "Áo len", "Jumper", "Sweter"),
            ("blanket", "wool", 22, 420, 1200, "Chăn len", "Knitted blanket", "Selimut rajut"),
            ("scarf", "wool", 22, 130, 200, "Khăn len", "Woollen scarf", "Syal wol"),
        ],
        [("kẻ sóng", "with waves", "motif ombak"), ("dệt kim trơn", "plain knit", "rajut polos")],
    ),
}

FARM = (
    [
        (
            "bag",
            "food",
            3,
            160,
            5000,
            "Gạo nếp cái hoa vàng",
            "Golden-flower sticky rice",
            "Beras ketan bunga emas",
        ),
        ("bag", "food", 3, 140, 5000, "Gạo tám thơm", "Fragrant Tám rice", "Beras wangi Tám"),
        ("fruit", "food", 1, 65, 1200, "Cam canh", "Canh oranges", "Jeruk Canh"),
        ("fruit", "food", 1, 80, 1500, "Bưởi Diễn", "Diễn pomelo", "Jeruk bali Diễn"),
        ("eggs", "food", 2, 55, 700, "Trứng gà ta", "Free-range eggs", "Telur ayam kampung"),
        ("jar", "food", 4, 190, 800, "Mật ong hoa nhãn", "Longan honey", "Madu kelengkeng"),
        ("bag", "food", 5, 75, 500, "Giò lụa", "Pork roll", "Giò lụa"),
        ("bag", "food", 6, 60, 500, "Bún khô", "Dried rice noodles", "Bihun kering"),
        ("bag", "food", 7, 85, 300, "Mít sấy", "Dried jackfruit", "Keripik nangka"),
        ("jar", "food", 8, 120, 400, "Ruốc thịt", "Pork floss", "Abon"),
        (
            "bottle",
            "food",
            9,
            70,
            700,
            "Nước mắm chay",
            "Vegetarian fish sauce",
            "Kecap ikan nabati",
        ),
        ("jar", "food", 10, 45, 300, "Muối vừng", "Sesame salt", "Garam wijen"),
        ("teabox", "food", 11, 180, 250, "Chè xanh Ba Vì", "Ba Vì green tea", "Teh hijau Ba Vì"),
        ("teabox", "food", 12, 110, 200, "Trà sen", "Lotus tea", "Teh teratai"),
        ("bottle", "food", 14, 150, 900, "Rượu nếp", "Sticky-rice spirit", "Arak ketan"),
        ("bottle", "food", 17, 60, 700, "Nước mơ", "Apricot drink", "Minuman aprikot"),
        ("jar", "food", 18, 320, 400, "Cao cà gai leo", "Solanum extract", "Ekstrak solanum"),
        ("bottle", "food", 19, 95, 400, "Dầu gội bồ kết", "Soapberry shampoo", "Sampo bồ kết"),
        ("bottle", "food", 20, 130, 150, "Tinh dầu sả", "Lemongrass oil", "Minyak serai"),
        ("plant", "green", 23, 220, 2500, "Hoa hồng chậu", "Potted rose", "Mawar pot"),
        ("plant", "green", 24, 650, 5000, "Đào bonsai", "Peach bonsai", "Bonsai persik"),
        (
            "gate",
            "food",
            26,
            280,
            0,
            "Trải nghiệm nông trại",
            "A day on the farm",
            "Sehari di kebun",
        ),
    ],
    [
        ("Ba Vì", "from Ba Vì", "dari Ba Vì"),
        ("Đan Phượng", "from Đan Phượng", "dari Đan Phượng"),
        ("Mê Linh", "from Mê Linh", "dari Mê Linh"),
        ("Thường Tín", "from Thường Tín", "dari Thường Tín"),
        ("Thanh Oai", "from Thanh Oai", "dari Thanh Oai"),
        ("Chương Mỹ", "from Chương Mỹ", "dari Chương Mỹ"),
        ("Sóc Sơn", "from Sóc Sơn", "dari Sóc Sơn"),
    ],
)

# Farms stand in the communes their products are named after (units of today).
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
    ("Đúng như hình vẽ", "Hàng gói kỹ, đúng như mô tả. Sẽ mua lại.", 5),
    ("Làm tỉ mỉ", "Nhìn gần thấy rõ nét tay người thợ. Giao hơi lâu.", 4),
    ("Hợp làm quà", "Mẹ tôi rất thích. Quét mã ra đúng nơi làm.", 5),
    ("Tạm được", "Màu nhạt hơn tôi nghĩ một chút.", 3),
]
