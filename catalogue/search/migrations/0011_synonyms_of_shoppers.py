"""What shoppers call the market's goods: words of north and south, trade names, other languages.

Names stand in three languages in the index already; here is what no name says, such as đậu
phộng for lạc, nhang for hương, bandana for khăn vuông. Search folds marks away: a syllable that
is another thing without them (tương and tượng, giò and giỏ) stands here only with its second word.
"""

from django.db import migrations

FIRST = """
lọ hoa / bình hoa / bình cắm hoa / lọ cắm hoa / flower vase / vas bunga
bộ ấm chén / bộ ấm trà / bộ bình trà / ấm chén / tea set / tea service / set teh
ấm trà / ấm tích / bình trà / teapot / tea pot / teko / poci
chén trà / chén uống trà / tách trà / tea cup / teacup / cangkir teh
bát ăn cơm / bát cơm / chén cơm / rice bowl / mangkuk nasi
bát tô / tô lớn / tô canh / soup bowl / noodle bowl / mangkuk sup
dĩa / plate / piring
lư hương / đỉnh đồng / bát hương / incense burner / censer / pedupaan
jar / guci
men rạn / rạn cổ / crackle glaze / crackled / glasir retak
men lam / hoa lam / blue and white / cobalt / biru putih
men ngọc / celadon / seladon
khăn quàng / khăn choàng / khăn lụa / scarf / shawl / selendang / syal
khăn vuông / khăn bandana / bandana / square scarf
cà vạt / ca vat / caravat / necktie / dasi
quilt / blanket / duvet / selimut
vỏ gối / áo gối / bao gối / pillowcase / pillow cover / sarung bantal
áo dài / vietnamese dress / traditional dress
sơ mi / áo sơ mi / shirt / kemeja
tơ tằm / lụa tơ tằm / mulberry silk / sutra murbei
tơ sen / lụa sen / lotus silk / lotus fibre / serat teratai
đũi / vải đũi / raw silk / sutra mentah
khăn trải bàn / khăn phủ bàn / tablecloth / table cloth / taplak meja
áo len / jumper / sweater / pullover / sweter
mũ len / nón len / beanie / knit cap / kupluk
tranh thêu / thêu tay / embroidery / hand embroidered / sulaman / bordir
khảm trai / khảm ốc / khảm xà cừ / mother of pearl / inlay / tatahan kerang
tray / serving tray / nampan / baki
hộp trang sức / hộp nữ trang / jewel box / jewelry box / jewellery box / kotak perhiasan
lót ly / lót cốc / đế lót ly / coaster / tatakan gelas
đôi đũa / chopsticks / sumpit
thìa / muỗng / spoon / sendok
lược / lược chải tóc / comb / hair comb / sisir
trâm cài / trâm cài tóc / hairpin / hair stick / tusuk konde
vòng tay / lắc tay / bracelet / bangle / gelang
basket / keranjang
túi cói / túi xách / giỏ xách / handbag / tote / tas
chao đèn / chụp đèn / lampshade / lamp shade / kap lampu
đèn lồng / lồng đèn / lantern / lampion / lentera
mây tre đan / đồ đan / wickerwork / basketry / woven / anyaman
nón bài thơ / nón chuông / nón làng chuông / topi daun
quạt giấy / quạt nan / quạt tay / hand fan / folding fan / kipas
pho tượng / statue / sculpture / figurine / patung
con rối / rối nước / water puppet / puppet / wayang air
hương / nhang / incense / joss stick / dupa
trầm hương / agarwood / oud / gaharu
tăm hương / chân hương / incense splints / bilah dupa
chuông đồng / bronze bell / lonceng
đồ đồng / bronze / copper / perunggu / kuningan
chân nến / giá nến / candlestick / candle holder / tempat lilin
gạo nếp / nếp / sticky rice / glutinous rice / sweet rice / beras ketan / ketan
gạo lứt / gạo lức / brown rice / beras merah
cốm làng vòng / young rice / green rice / rice flakes / emping ketan
đậu tương / đậu nành / soybean / soya / kedelai
sữa đậu nành / soy milk / soya milk / susu kedelai
đậu phụ / đậu hũ / tofu / bean curd / tahu
lạc / đậu phộng / peanut / groundnut / kacang tanah
bơ lạc / bơ đậu phộng / peanut butter / selai kacang
vừng / sesame / wijen
ngô / maize / corn / jagung
khoai lang / sweet potato / ubi jalar
khoai sọ / khoai môn / taro / talas
pineapple / nanas
kumquat / jeruk kumkuat
chanh / jeruk nipis
mandarin / jeruk
bưởi diễn / bưởi / pomelo / jeruk bali
ổi / guava / jambu biji
thanh long / dragon fruit / pitaya / buah naga
longan / kelengkeng
mít sấy / dried jackfruit / jackfruit chips / keripik nangka
ô mai / xí muội / mứt mơ / salted apricot / apricot preserve / manisan
mứt / mứt tết / candied fruit / preserve / manisan buah
mứt sen / hạt sen / lotus seed / biji teratai
nấm hương / shiitake / jamur shiitake
mộc nhĩ / nấm mèo / wood ear / black fungus / jamur kuping
linh chi / nấm linh chi / lingzhi / reishi
đông trùng hạ thảo / cordyceps
trứng muối / trứng vịt muối / salted egg / telur asin
giò lụa / giò chả / chả lụa / pork roll / vietnamese ham / sosis babi
chả quế / cinnamon roll / cinnamon pork
nem chua / nem / fermented pork / sour pork
ruốc / chà bông / floss / meat floss / abon
thịt bò khô / bò khô / khô bò / beef jerky / dried beef / dendeng
vịt hun khói / smoked duck / bebek asap
cá kho / cá kho làng vũ đại / braised fish / ikan kecap
lạp xưởng / xúc xích / sausage / sosis
chả cá / fish cake / fishcake / bakso ikan
mắm tôm / shrimp paste / terasi
tương bần / soy paste / soybean paste / tauco
xì dầu / nước tương / soy sauce / kecap asin
tương ớt / chilli sauce / chili sauce / hot sauce / saus cabai
ớt / chilli / chili / chile / cabai / cabe
muối ớt / muối tôm / chilli salt / chili salt / garam cabai
mắc khén / hạt mắc khén / wild pepper / szechuan pepper
ngũ vị hương / five spice / lima rempah
tinh bột nghệ / turmeric / kunyit
gừng / ginger / jahe
garlic / bawang putih
giấm / dấm / vinegar / cuka
dưa cà / cà muối / cà pháo / pickled eggplant / pickles / acar
măng chua / bamboo shoot / rebung
bún / bún khô / rice vermicelli / rice noodles / bihun
miến / miến dong / glass noodles / cellophane noodles / soun
bánh phở / phở khô / pho noodles / mie beras
bánh đa nem / bánh tráng / rice paper / spring roll wrapper / kertas beras
bánh chưng / chung cake / square rice cake / kue tet
bánh cốm / green rice cake / kue emping
bánh phu thê / bánh xu xê / husband and wife cake
bánh đậu xanh / mung bean cake / green bean cake / kue kacang hijau
kẹo lạc / kẹo đậu phộng / peanut brittle / peanut candy / kacang karamel
mật mía / mật đường / molasses / treacle / molase
mật ong rừng / wild honey / madu hutan
phấn hoa / bee pollen / serbuk sari
sữa ong chúa / royal jelly / madu ratu
trà sen / chè sen / lotus tea / teh teratai
trà xanh / chè xanh / chè tân cương / green tea / teh hijau
trà hoa cúc / hoa cúc / chrysanthemum tea / teh krisan
trà nhài / trà lài / jasmine tea / teh melati
trà thảo mộc / trà thảo dược / herbal tea / tisane / teh herbal
cà phê / coffee / kopi
ca cao / cacao / cocoa / kakao
rượu nếp / rượu gạo / rượu trắng / rice spirit / rice liquor / arak beras
rượu vang / vang dâu / mulberry wine / anggur
siro / xi rô / syrup / cordial / sirup
sữa chua / da ua / yoghurt / yogurt
pho mát / phô mai / cheese / keju
xà phòng / xà bông / soap / sabun
dầu gội / nước gội đầu / shampoo / sampo
son dưỡng / son môi / lip balm / pelembap bibir
tinh dầu / dầu sả / essential oil / minyak atsiri
dầu tràm / cajuput oil / melaleuca oil / minyak kayu putih
dầu gấc / gac oil / minyak gac
ngâm chân / thuốc ngâm chân / foot bath / foot soak / rendaman kaki
đào bonsai / cây đào / đào thế / peach tree / peach bonsai / bonsai persik
cây quất / quất cảnh / kumquat tree / pohon kumkuat
hoa lan / lan hồ điệp / orchid / anggrek
hoa hồng / chậu hồng / mawar
""".strip()


def groups() -> list[str]:
    return [
        "\n".join(phrase.strip() for phrase in line.split(" / ")) for line in FIRST.splitlines()
    ]


def add(apps, schema_editor):
    synonym = apps.get_model("catalogue_search", "Synonym")
    known = set(synonym.objects.values_list("phrases", flat=True))
    synonym.objects.bulk_create(synonym(phrases=each) for each in groups() if each not in known)


class Migration(migrations.Migration):
    dependencies = [("catalogue_search", "0010_spelling_of_searches")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
