"""The demo market's pages in three languages (vi, en, id), written for it."""

LANGUAGES = ("vi", "en", "id")
# Per village: paragraphs per language, facts (what, value), quote-free; short villages get two paragraphs.
FULL = {
    "bat-trang": (
        (
            "Đất, lửa và con nước sông Hồng",
            "Clay, fire and the Red River",
            "Tanah liat, api, dan Sungai Merah",
        ),
        (
            [
                "Bát Tràng nằm bên tả ngạn sông Hồng, cách trung tâm Hà Nội chừng mười cây số. Thuyền chở đất sét về, chở bát đĩa đi; hơn năm trăm năm nay làng sống bằng cái lò.",
                "Một chiếc lọ đi qua nhiều bàn tay: người luyện đất, người vuốt, người sửa, người vẽ, người coi lửa. Men rạn có được vì men và cốt đất co lại khác nhau khi nguội; người thợ giỏi biết trước đường rạn sẽ mau hay thưa.",
                "Lò bầu xưa nay chỉ còn vài chiếc để xem. Lò ga thay lò than, khói đã bớt, còn nét vẽ lam dưới men thì vẫn đi bằng bút lông, một hơi không dừng.",
                "Năm 2025, làng được Hội đồng Thủ công Thế giới công nhận là thành phố thủ công. Danh hiệu thuộc về cả làng; còn sao OCOP thì cấp cho từng sản phẩm, và chỉ hiện khi giấy chứng nhận còn hạn.",
            ],
            [
                "Bát Tràng lies on the left bank of the Red River, about ten kilometres from the centre of Hanoi. Boats brought the clay and took the bowls away; for more than five hundred years the village has lived by its kilns.",
                "A vase passes through many hands: one kneads the clay, one throws, one trims, one paints, one minds the fire. Crackle comes from glaze and body shrinking differently as they cool, and a good potter knows beforehand how fine it will be.",
                "Only a few of the old dome kilns are left, to look at. Gas has taken the place of coal and the smoke has thinned; the blue under the glaze is still drawn with a hair brush, in one breath.",
                "In 2025 the World Crafts Council named it a craft city. That title belongs to the village; OCOP stars are given to single products, and show here only while their certificate is valid.",
            ],
            [
                "Bát Tràng terletak di tepi kiri Sungai Merah, sekitar sepuluh kilometer dari pusat Hanoi. Perahu membawa tanah liat dan mengangkut mangkuk; lebih dari lima ratus tahun desa ini hidup dari tungkunya.",
                "Satu vas melewati banyak tangan: ada yang menguli, memutar, merapikan, melukis, dan menjaga api. Retakan muncul karena glasir dan badan menyusut berbeda saat dingin; perajin yang mahir tahu sejak awal seberapa halus jadinya.",
                "Tungku kubah lama tinggal beberapa untuk dilihat. Gas menggantikan batu bara dan asap berkurang; warna biru di bawah glasir tetap dilukis dengan kuas bulu, dalam satu tarikan napas.",
                "Tahun 2025 World Crafts Council menamainya kota kriya. Gelar itu milik desa; bintang OCOP diberikan per produk dan hanya tampil selama sertifikatnya berlaku.",
            ],
        ),
    ),
    "van-phuc": (
        (
            "Tiếng thoi bên sông Nhuệ",
            "The sound of shuttles by the Nhuệ",
            "Bunyi teropong di tepi Sungai Nhuệ",
        ),
        (
            [
                "Vạn Phúc thuộc Hà Đông, người làng kể nghề dệt đã nghìn năm. Đi qua cổng làng là nghe tiếng thoi.",
                "Lụa vân là thứ khó nhất: hoa văn mây, thọ, bát bửu chìm trong nền, soi nghiêng mới thấy. Sợi ngang sợi dọc cùng màu, khác nhau ở cách đan.",
                "Cách thử lụa tơ tằm đơn giản: sợi cháy có mùi như tóc cháy và tàn vụn ra tro. Hỏi người bán cho xem một sợi mép vải, người bán thật sẽ không ngại.",
                "Khăn và áo bán ở đây ghi rõ dệt ở đâu, lô nào. Nếu chỉ có nền lụa mà hoa in máy, trang sản phẩm cũng nói vậy.",
            ],
            [
                "Vạn Phúc belongs to Hà Đông; its people say they have woven for a thousand years. Behind the village gate the shuttles can be heard.",
                "Figured silk is the hardest: clouds and signs of long life lie in the ground of the cloth and show only when light comes from the side. Warp and weft have one colour; only their binding differs.",
                "A plain test tells real silk: a burnt thread smells like hair and crumbles to ash. Ask for a thread from the edge; an honest seller will not mind.",
                "Scarves and dresses sold here say where and in which lot they were woven. Where the ground is silk and the pattern printed, the page says so.",
            ],
            [
                "Vạn Phúc termasuk Hà Đông; warganya mengatakan mereka menenun sejak seribu tahun. Di balik gerbang desa terdengar bunyi teropong.",
                "Sutra bermotif adalah yang tersulit: awan dan lambang panjang umur tersembunyi di dasar kain dan baru tampak bila cahaya datang dari samping. Lungsin dan pakan sewarna; hanya ikatannya berbeda.",
                "Uji sederhana untuk sutra asli: benang yang dibakar berbau seperti rambut dan hancur menjadi abu. Mintalah sehelai dari tepi kain; penjual jujur tidak keberatan.",
                "Selendang dan busana di sini menyebut tempat dan lot tenunannya. Bila dasarnya sutra tetapi motifnya cetak, halaman produk mengatakannya.",
            ],
        ),
    ),
    "duong-lam": (
        (
            "Cổng đá ong và hũ tương",
            "A laterite gate and a jar of soy",
            "Gerbang laterit dan guci tauco",
        ),
        (
            [
                "Đường Lâm ở Sơn Tây, cách Hà Nội chừng bốn mươi lăm cây số. Cổng làng Mông Phụ dựng năm 1684, đến nay vẫn là lối đi hằng ngày.",
                "Làng có khoảng 956 ngôi nhà cổ, tường xây bằng đá ong đào ngay dưới vườn: lúc ẩm thì mềm như đất, phơi nắng thì cứng như gạch.",
                "Trong sân nhà là những chum tương. Đỗ tương rang, mốc nếp, nước muối và nắng; ba tháng sau mới mở nắp. Chè lam, kẹo lạc làm cho ngày Tết nay bán quanh năm.",
                "Đến làng xin đi bộ hoặc đi xe đạp. Nhà cổ là nhà có người ở: hỏi trước khi vào, cởi giày nơi chủ nhà cởi giày.",
            ],
            [
                "Đường Lâm lies in Sơn Tây, some forty-five kilometres from Hanoi. The gate of Mông Phụ hamlet was built in 1684 and is still the way in every day.",
                "There are about 956 old houses. Their walls are laterite dug from under the gardens: soft as earth while damp, hard as brick once it has seen the sun.",
                "In the courtyards stand the soy jars: roasted beans, sticky-rice mould, brine and sun, and no lid is lifted for three months. Ginger cake and peanut brittle, once made for Tết, are now sold all year.",
                "Please come on foot or by bicycle. People live in the old houses: ask before you go in, and take your shoes off where they do.",
            ],
            [
                "Đường Lâm berada di Sơn Tây, sekitar empat puluh lima kilometer dari Hanoi. Gerbang dusun Mông Phụ dibangun tahun 1684 dan masih menjadi jalan masuk setiap hari.",
                "Ada sekitar 956 rumah tua. Dindingnya laterit yang digali dari bawah kebun: lunak seperti tanah saat lembap, keras seperti bata setelah terkena matahari.",
                "Di halaman berdiri guci tauco: kedelai sangrai, kapang ketan, air garam, dan matahari; tutupnya baru dibuka setelah tiga bulan. Kue jahe dan kacang karamel, dulu untuk Tết, kini dijual sepanjang tahun.",
                "Datanglah berjalan kaki atau bersepeda. Rumah tua itu dihuni: bertanyalah sebelum masuk, dan lepas sepatu di tempat tuan rumah melepasnya.",
            ],
        ),
    ),
    "ha-thai": (
        ("Mười lớp sơn, một mặt gương", "Ten coats, one mirror", "Sepuluh lapis, satu cermin"),
        (
            [
                "Hạ Thái nay thuộc xã Hồng Vân, phía nam Hà Nội. Nghề sơn ở đây có từ thế kỷ mười bảy.",
                "Vóc gỗ được bó vải, hom, lót, rồi phủ sơn ta từng lớp mỏng; mỗi lớp ủ trong buồng ẩm cho khô rồi mới mài. Làm đủ lớp mất hàng tháng.",
                "Vỏ trứng ghép từng mảnh bằng đầu kim, bạc và vàng dát mỏng nằm giữa các lớp sơn; khi mài, tranh hiện dần lên từ dưới. Vì thế gọi là sơn mài.",
                "Sơn sống có thể gây ngứa, nhưng khi đã khô kỹ thì lành. Đồ đựng thức ăn bán ở đây ghi rõ loại sơn đã dùng.",
            ],
            [
                "Hạ Thái now belongs to Hồng Vân commune, south of Hanoi. Lacquer has been worked here since the seventeenth century.",
                "A wooden core is wrapped in cloth, filled, primed and coated with thin layers of tree lacquer; each dries in a damp chamber before it is rubbed down. All the coats together take months.",
                "Eggshell is laid piece by piece with a needle; silver and gold leaf lie between the coats. As the surface is rubbed, the picture rises from below, and that gives the craft its Vietnamese name.",
                "Raw lacquer can make the skin itch; fully dry it is harmless. Food ware sold here names the lacquer that was used.",
            ],
            [
                "Hạ Thái kini termasuk komune Hồng Vân, di selatan Hanoi. Pernis dikerjakan di sini sejak abad ketujuh belas.",
                "Inti kayu dibalut kain, diisi, didasari, lalu dilapisi getah pernis tipis-tipis; tiap lapis kering di ruang lembap sebelum digosok. Seluruh lapisan memakan waktu berbulan-bulan.",
                "Kulit telur disusun sepotong demi sepotong dengan jarum; daun perak dan emas terletak di antara lapisan. Saat digosok, gambar muncul dari bawah, dan itulah asal nama Vietnamnya.",
                "Getah mentah bisa membuat gatal; setelah kering sempurna ia aman. Wadah makanan di sini menyebut pernis yang dipakai.",
            ],
        ),
    ),
}
SHORT = (
    "{name} làm {craft}. Làng nay thuộc {commune}, Hà Nội; trước tháng 7 năm 2025 thuộc {old}.",
    "{name} makes {craft}. The village belongs to {commune}, Hanoi; until July 2025 it belonged to {old}.",
    "{name} membuat {craft}. Desa ini termasuk {commune}, Hanoi; sampai Juli 2025 termasuk {old}.",
)
SHORT_2 = (
    "Những nhà bán ở đây làm tại làng và ghi rõ lô, ngày làm. Bấm vào từng sản phẩm để xem nguồn gốc và giấy chứng nhận.",
    "The makers who sell here work in the village and name lot and date. Open a product to see its origin and its certificate.",
    "Perajin yang berjualan di sini bekerja di desa dan menyebut lot serta tanggal. Buka produk untuk melihat asal dan sertifikatnya.",
)
VISIT = (
    "Đi buổi sáng ngày thường thì xưởng vắng khách hơn. Nhắn trước cho nhà làm nghề nếu muốn xem tận nơi.",
    "Weekday mornings are quieter. Write to a maker beforehand if you want to watch the work.",
    "Pagi hari kerja lebih sepi. Hubungi perajin lebih dulu bila ingin melihat pekerjaannya.",
)
# The home page's slots: a season with its days, a village's scene, a maker.
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
