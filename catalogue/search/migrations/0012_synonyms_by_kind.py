"""More of what shoppers call goods, and groups that brought other goods along are parted.

A phrase of several words stands in a title as it is; so groups hold names, not what a shopper puts
together of words (khăn lụa is a scarf and of silk). What staff have edited stays as they have it.
"""

from django.db import migrations

# As a market began with it, and as it is better.
CHANGED = """
mây tre / rattan / bamboo / rotan => rattan / rotan / song mây
lọ hoa / bình hoa / bình cắm hoa / lọ cắm hoa / flower vase / vas bunga => lọ hoa / bình hoa / bình cắm hoa / lọ cắm hoa / flower vase / vas bunga / vase / vas
bộ ấm chén / bộ ấm trà / bộ bình trà / ấm chén / tea set / tea service / set teh => bộ ấm chén / bộ ấm trà / bộ bình trà / ấm chén / tea set / tea service / set teh / set teko
khăn quàng / khăn choàng / khăn lụa / scarf / shawl / selendang / syal => khăn quàng / khăn choàng / scarf / shawl / selendang / syal
khăn vuông / khăn bandana / bandana / square scarf => khăn vuông / khăn bandana / bandana / square scarf / selendang persegi
áo dài / vietnamese dress / traditional dress => áo dài / vietnamese dress / traditional dress / silk dress / long dress / gaun
quilt / blanket / duvet / selimut => quilt / blanket / duvet / selimut / mền / comforter
tranh thêu / thêu tay / embroidery / hand embroidered / sulaman / bordir => thêu tay / đồ thêu / hàng thêu / embroidery / embroidered / hand embroidered / hand embroidery / sulaman / sulam / bordir
khảm trai / khảm ốc / khảm xà cừ / mother of pearl / inlay / tatahan kerang => khảm trai / khảm ốc / khảm xà cừ / mother of pearl / inlay / inlaid / tatahan kerang / tatah / kulit kerang
quạt giấy / quạt nan / quạt tay / hand fan / folding fan / kipas => quạt cầm tay / quạt tay / hand fan / kipas tangan
hương / nhang / incense / joss stick / dupa => nhang / hương thắp / hương thẻ / hương vòng / hương nụ / hương khoanh / incense / joss stick / dupa / hio
gạo nếp / nếp / sticky rice / glutinous rice / sweet rice / beras ketan / ketan => gạo nếp / sticky rice / glutinous rice / sweet rice / beras ketan
cà phê / coffee / kopi => cà phê / ca fe / cafe / caphe / coffee / kopi
lược / lược chải tóc / comb / hair comb / sisir => lược / lược chải tóc / comb / hair comb / sisir
áo len / jumper / sweater / pullover / sweter => áo len / jumper / sweater / pullover / sweter / knitted sweater
giò lụa / giò chả / chả lụa / pork roll / vietnamese ham / sosis babi => giò lụa / chả lụa / pork roll / vietnamese ham / sosis babi
nón bài thơ / nón chuông / nón làng chuông / topi daun => nón bài thơ / nón xứ huế / topi daun
trà hoa cúc / hoa cúc / chrysanthemum tea / teh krisan => trà hoa cúc / trà cúc / chrysanthemum tea / teh krisan
mứt sen / hạt sen / lotus seed / biji teratai => hạt sen / lotus seed / lotus seeds / biji teratai
tinh dầu / dầu sả / essential oil / minyak atsiri => tinh dầu / essential oil / minyak atsiri / aromatherapy oil
ruốc / chà bông / floss / meat floss / abon => ruốc / chà bông / pork floss / meat floss / abon
bún / bún khô / rice vermicelli / rice noodles / bihun => bún / bún khô / bún gạo / mì gạo / rice vermicelli / rice noodles / rice noodle / bihun
rượu nếp / rượu gạo / rượu trắng / rice spirit / rice liquor / arak beras => rượu nếp / rượu gạo / rượu trắng / rice spirit / rice liquor / arak beras / rice wine / sticky rice spirit
""".strip()
NEW = """
quạt nan / quạt tre / bamboo fan / kipas bambu
quạt xếp / folding fan / kipas lipat
tranh thêu / embroidered picture / embroidery picture / lukisan sulam
bamboo / bambu / tre trúc
mây tre / rattan and bamboo / rotan dan bambu
chè lam / che lam cake / kue che lam
bánh gai / gai cake / kue gai
bánh tẻ / bánh giò / steamed rice dumpling / kue beras
bánh đa / bánh đa vừng / rice cracker / kerupuk beras
cơm cháy / crisp rice / crispy rice / nasi kering
bỏng gạo / bỏng mạch nha / puffed rice / rice puffs
kẹo dồi / nougat / nogat
mứt sen / candied lotus seed / candied lotus / manisan teratai
thịt lợn / thịt heo / pork / daging babi
thịt gà / ruốc gà / chicken floss / abon ayam
trứng vịt / hột vịt / duck egg / duck eggs / telur bebek
trứng gà / hột gà / chicken egg / chicken eggs / hen egg / hen eggs / telur ayam
trứng cút / trứng chim cút / hột cút / quail egg / quail eggs / telur puyuh
sữa tươi / fresh milk / milk / susu segar
bánh sữa / milk cake / kue susu
cá trắm / cá trắm đen / black carp / ikan karper
mắm tép / tép chưng / shrimp sauce
muối vừng / muối mè / sesame salt / garam wijen
vừng đen / mè đen / black sesame / wijen hitam
đậu đen / đỗ đen / black bean / black beans / kacang hitam
đậu xanh / đỗ xanh / mung bean / mung beans / kacang hijau
bắp nếp / ngô nếp / hạt bắp / sticky corn / jagung ketan
bắp cải / cải bắp / cabbage / kubis / kol
cà chua / tomato / tomatoes / tomat
bí đỏ / bí ngô / pumpkin / squash / labu
cà rốt / carrot / carrots / wortel
nấm sò / nấm bào ngư / oyster mushroom / jamur tiram
cam canh / trái cam / oranges / orange
chuối tiêu / trái chuối / banana / bananas / pisang
chuối sấy / dried banana / banana chips / pisang kering
hồng trà / trà đen / chè đen / black tea / teh hitam
trà gừng / ginger tea / teh jahe
trà lá sen / lotus leaf tea / teh daun teratai
trà hoa hồng / rose tea / teh mawar
trà atiso / trà atisô / artichoke tea / teh artichoke
trà tía tô / perilla tea / teh perilla
trà đậu đen / black bean tea / teh kacang hitam
trà lên men / kombucha / fermented tea / teh fermentasi
rượu mơ / apricot liqueur / apricot wine / plum wine / likeur aprikot
cơm rượu / fermented rice / tapai / tape ketan
nước khoáng / mineral water / spring water / air mineral
cà gai leo / solanum / solanum extract
nghệ mật ong / turmeric honey / kunyit madu
sáp ong / beeswax / lilin lebah
tổ ong / mật ong tảng / honeycomb / sarang madu
bồ kết / soap pod / soapberry
sả chanh / lemongrass / serai wangi / serai
hũ sành / chum sành / clay jar / guci tanah liat
thạp gốm / thạp có nắp / lidded jar / guci bertutup
đồ sành / sành / stoneware / ceramic ware
hộp trà / hũ trà / tea caddy / tea box / kotak teh
hộp danh thiếp / hộp đựng danh thiếp / card case / business card holder / kotak kartu nama
đèn ngủ / đèn bàn / đèn trang trí / table lamp / bedside lamp / lamp / lampu
giỏ đi chợ / làn mây / làn cói / market basket / shopping basket
hòm xách tay / giỏ dã ngoại / picnic box / picnic basket / kotak piknik
rổ quả / rổ trái cây / fruit basket / fruit baskets / fruit bowl / keranjang buah
khăn ăn / table napkin / napkins / serbet
khăn mặt / khăn tắm / face towel / face towels / towel / handuk
khăn trải bàn dài / table runner / taplak panjang
vải gấm / gấm / brocade / brokat
vỏ gối tựa / cushion cover / cushion covers / sarung bantal kursi
áo khoác len / cardigan / kardigan
đồ em bé / đồ sơ sinh / quần áo em bé / quần áo trẻ em / baby clothes / baby set / pakaian bayi / set bayi
tượng phật / buddha statue / buddha / patung buddha
mặt nạ / mask / masks / topeng
trống đồng / bronze drum / gendang perunggu
tượng trâu / con trâu / buffalo / water buffalo / kerbau
tượng ngựa / con ngựa / horse / kuda
con nghê / tượng nghê / nghê guardian
khay trà / tea tray / nampan teh
tranh treo tường / wall art / painting / lukisan
nón quai thao / nón ba tầm / flat hat / topi datar
nón trẻ em / nón em bé / child's conical hat / kids hat / topi anak
đào tết / cành đào / peach blossom tree / bunga persik tet
quất tết / trái tắc / cây tắc / kumquat tree tet
chậu hoa hồng / cây hoa hồng / climbing rose / mawar rambat
""".strip()


def phrases(line):
    return "\n".join(phrase.strip() for phrase in line.split(" / "))


def change(apps, schema_editor):
    synonym = apps.get_model("catalogue_search", "Synonym")
    for line in CHANGED.splitlines():
        before, after = line.split(" => ")
        synonym.objects.filter(phrases=phrases(before)).update(phrases=phrases(after))
    known = set(synonym.objects.values_list("phrases", flat=True))
    new = (phrases(line) for line in NEW.splitlines())
    synonym.objects.bulk_create(synonym(phrases=each) for each in new if each not in known)


class Migration(migrations.Migration):
    dependencies = [("catalogue_search", "0011_synonyms_of_shoppers")]
    operations = [migrations.RunPython(change, migrations.RunPython.noop)]
