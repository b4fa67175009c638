"""The demo market's pages in three languages (vi, en, id), written for it."""

LANGUAGES = ("vi", "en", "id")
HOME = (
    (
        "Từ làng nghề Hà Nội đến nhà bạn",
        "From Hanoi's craft villages to your home",
        "Dari desa kriya Hanoi ke rumah Anda",
    ),
    (
        "Sản phẩm OCOP có sao còn hạn, có mã nguồn gốc ai cũng kiểm tra được, mua của nhiều nhà trong một giỏ.",
        "OCOP products with stars that are valid today and an origin anyone can check; many makers, one basket.",
        "Produk OCOP dengan bintang yang berlaku hari ini dan asal yang bisa dicek siapa pun; banyak perajin, satu keranjang.",
    ),
)
VILLAGES = (
    ("Làng nghề", "Craft villages", "Desa kriya"),
    (
        "Mười sáu làng quanh Hà Nội, mỗi làng một nghề.",
        "Sixteen villages around Hanoi, each with a craft of its own.",
        "Enam belas desa di sekitar Hanoi, masing-masing dengan kriyanya.",
    ),
)
STORIES = (
    ("Chuyện làng", "Stories", "Cerita"),
    (
        "Chuyện kể từ xưởng và sân nhà.",
        "Told from workshops and courtyards.",
        "Dari bengkel dan halaman rumah.",
    ),
)

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
PLAIN = {
    "about": (
        ("Về chúng tôi", "About us", "Tentang kami"),
        (
            "Chợ bán sản phẩm OCOP của Hà Nội thay cho người làm ra chúng. Mỗi đơn do chính nhà sản xuất đóng gói và gửi. Chợ không giữ tiền của người mua: tiền đi theo cách bạn chọn khi trả.",
            "The market sells Hanoi's OCOP products for those who make them. Every order is packed and sent by its producer. The market keeps no money of buyers: it goes the way you choose when you pay.",
            "Pasar ini menjual produk OCOP Hanoi atas nama pembuatnya. Setiap pesanan dikemas dan dikirim produsennya. Pasar tidak menyimpan uang pembeli: uang mengikuti cara bayar yang Anda pilih.",
        ),
    ),
    "operating-rules": (
        ("Quy chế hoạt động", "Operating rules", "Aturan operasi"),
        (
            "Người bán được xác minh trước khi bán. Sản phẩm mới và nội dung mới phải qua biên tập. Sao OCOP lấy từ sổ chứng nhận, không ai tự gõ được. Hàng vi phạm bị gỡ, trang và mã nguồn gốc vẫn trả lời để người đã mua tra cứu.",
            "Sellers are verified before they sell. New products and new texts pass the editors. Stars come from the certificates register and cannot be typed. What breaks the rules is taken down; its page and origin code still answer those who bought it.",
            "Penjual diverifikasi sebelum berjualan. Produk dan teks baru melewati editor. Bintang berasal dari daftar sertifikat dan tidak dapat diketik. Yang melanggar diturunkan; halaman dan kode asalnya tetap menjawab pembeli.",
        ),
    ),
    "payment": (
        ("Thanh toán", "Payment", "Pembayaran"),
        (
            "Bạn trả bằng chuyển khoản VietQR, thẻ qua Stripe, hoặc tiền mặt khi nhận (trong nước). Một lần mua là một lần trả, dù mua của nhiều nhà. Chưa trả đúng hạn thì đơn hết hiệu lực và hàng về kệ.",
            "Pay by VietQR transfer, by card through Stripe, or in cash on delivery (within Vietnam). One purchase is one payment, however many producers. What is not paid in time runs out and the goods return to the shelf.",
            "Bayar dengan transfer VietQR, kartu melalui Stripe, atau tunai saat diterima (di Vietnam). Satu pembelian satu pembayaran, berapa pun produsennya. Yang tidak dibayar tepat waktu gugur dan barang kembali ke rak.",
        ),
    ),
    "delivery": (
        ("Giao hàng", "Delivery", "Pengiriman"),
        (
            "Mỗi nhà gửi một kiện. Trong Hà Nội 22.000 ₫ cho 2 kg đầu, miễn phí từ 800.000 ₫ tiền hàng mỗi nhà; tỉnh khác 32.000 ₫; nước ngoài từ 420.000 ₫. Phí thật hiện ở bước hai, trước khi đặt.",
            "Each producer sends one parcel. Within Hanoi 22,000 ₫ for the first 2 kg, free from 800,000 ₫ of goods per producer; other provinces 32,000 ₫; abroad from 420,000 ₫. The exact charge shows in step two, before you order.",
            "Setiap produsen mengirim satu paket. Di Hanoi 22.000 ₫ untuk 2 kg pertama, gratis mulai 800.000 ₫ per produsen; provinsi lain 32.000 ₫; luar negeri mulai 420.000 ₫. Biaya pasti tampil di langkah dua, sebelum memesan.",
        ),
    ),
    "returns": (
        ("Đổi trả", "Returns", "Pengembalian"),
        (
            "Hàng không đúng mô tả luôn được nhận lại. Giữ hộp và viết cho chúng tôi trong 30 ngày kể từ khi nhận.",
            "What is not as described is always taken back. Keep the box and write to us within 30 days of receiving it.",
            "Yang tidak sesuai deskripsi selalu diterima kembali. Simpan kotaknya dan tulis kepada kami dalam 30 hari setelah diterima.",
        ),
    ),
    "complaints": (
        ("Khiếu nại", "Complaints", "Keluhan"),
        (
            "Viết cho chúng tôi số mua và điều không ổn. Chúng tôi hỏi lại nhà sản xuất và trả lời trong ba ngày làm việc.",
            "Send us the purchase number and what is wrong. We ask the producer and answer within three working days.",
            "Kirim nomor pembelian dan apa yang salah. Kami bertanya kepada produsen dan menjawab dalam tiga hari kerja.",
        ),
    ),
    "privacy": (
        ("Quyền riêng tư", "Privacy", "Privasi"),
        (
            "Chúng tôi giữ tên, địa chỉ, điện thoại và thư của bạn để giao hàng; nhà sản xuất chỉ thấy của đơn mình gói. Trang không gọi ra máy chủ nào khác, trừ Stripe khi bạn trả bằng thẻ.",
            "We keep your name, address, phone and e-mail to deliver; a producer sees only those of its own orders. Pages call no other server, except Stripe's when you pay by card.",
            "Kami menyimpan nama, alamat, telepon, dan email untuk mengirim; produsen hanya melihat pesanannya sendiri. Halaman tidak memanggil server lain, kecuali Stripe saat membayar dengan kartu.",
        ),
    ),
    "how-ranking-works": (
        ("Thứ tự hiển thị", "How ranking works", "Cara pengurutan"),
        (
            "Thứ tự “Gợi ý” đặt hàng còn trước hàng hết, rồi sản phẩm nhiều sao còn hạn hơn, rồi sản phẩm mới đăng hơn. Khi tìm bằng chữ, “Gợi ý” đặt trước hết sản phẩm có đúng mã ấy, rồi sản phẩm có nhiều từ cần tìm hơn trong tên, rồi sản phẩm có chúng trong lời giới thiệu, tên nhà hay tên làng; nếu ngang nhau thì hàng còn đứng trước, rồi nhiều sao hơn. Khi bạn gõ có dấu, sản phẩm có đúng dấu ấy trong tên đứng trước sản phẩm chỉ giống khi bỏ dấu (từ có trong tên hơn 5.000 sản phẩm thì không so dấu). Từ gõ sai được sửa thành từ gần nhất có trong chợ và trang nói rõ đã tìm gì. Nếu chợ dùng máy chủ tìm kiếm riêng thì chỉ 240 sản phẩm đầu xếp theo cách ấy, không kể dấu, phần còn lại xếp như khi không tìm bằng chữ. “Được đánh giá cao” theo điểm trung bình của người mua, “Gần nhất” theo đường chim bay đến làng hoặc xã của nhà làm. Không ai trả tiền để lên trên.",
            "“Recommended” puts what can be had first, then more stars valid today, then what was published later. When you search by words, “Recommended” puts an exact code first, then what has more of the words in its name, then what has them in its description, its maker or its village; among equals what can be had comes first, then more stars. If you type words with Vietnamese marks, what has them so in its name stands before what only looks the same without (of a word in more than 5,000 names marks are not compared). A misspelt word is read as the nearest word the market knows, and the page says so. Where the market uses a search server, the first 240 stand in this order, marks aside, and the others follow as without a text. “Best reviewed” follows the buyers' average, “Nearest” the straight line to the maker's village or commune. Nobody pays to stand higher.",
            "“Rekomendasi” mendahulukan yang tersedia, lalu bintang berlaku yang lebih banyak, lalu yang lebih baru. Saat mencari dengan kata, “Rekomendasi” mendahulukan produk dengan kode yang persis sama, lalu yang namanya memuat lebih banyak kata itu, lalu yang memuatnya dalam keterangan, nama produsen, atau desanya; bila setara, yang tersedia lebih dulu, lalu yang bintangnya lebih banyak. Bila Anda mengetik kata dengan tanda Vietnam, yang namanya memuat tanda yang sama mendahului yang sama hanya tanpa tanda (untuk kata dalam lebih dari 5.000 nama, tanda tidak dibandingkan). Kata yang salah eja dibaca sebagai kata terdekat yang dikenal pasar, dan halaman menyebutkannya. Bila pasar memakai server pencarian, 240 yang pertama diurutkan begitu, tanpa melihat tanda, dan sisanya menyusul seperti tanpa kata pencarian. “Ulasan terbaik” mengikuti rata-rata pembeli, “Terdekat” mengikuti garis lurus ke desa atau komune pembuat. Tidak ada yang membayar agar tampil lebih atas.",
        ),
    ),
}
