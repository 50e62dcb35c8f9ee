import { list, type NameStyle } from '#lib/dataset/names/style'

/** Thailand, and its neighbours Laos and Cambodia. */
export const thai: NameStyle = {
  plain: [
    '{b} Hotel',
    'Baan {a}',
    'The {b}',
    '{a} Boutique Hotel',
    'Hotel {b}',
    '{a} House',
    '{b} Residence',
  ],
  budget: ['{a} Guesthouse', '{b} Inn', '{a} Hostel', 'Baan {a}'],
  grand: ['{b} Grand Hotel', 'The {b} Resort & Spa', '{b} Palace', 'Royal {b}'],
  a: list(
    'Mali, Rattana, Sawadi, Saffron, Chanthra, Teak, Sala, Lantern, Tamarind, Suan, Dok Mai, Rak, Chao Fah, Kaew, Ruen, Lamai, Nok, Tawan',
  ),
  b: list(
    'Siam Garden, Chao Suan, Golden Teak, Frangipani, Orchid, Jade Lotus, Mekong, Indochine, Bamboo, Temple Tree, Rice Barn, Silk Road, Lotus Pond, Banyan Court, Naga, Apsara, White Elephant, Jasmine',
  ),
  beach: list(
    'Coral Sands Resort, Blue Lagoon Villas, Palm Beach Resort, Sunset Cove Resort, Ao Thong Resort, Had Khao Hotel, Sea Almond Resort, Andaman Pearl Hotel',
  ),
  mountain: list('Misty Hills Lodge'),
  parts: list(
    'Central, Riverside, North, South, Garden, Market, Station, Lake, Plaza, Temple, Park, Old City',
  ),
  address: '{n} {s}',
  streets: list(
    'Lotus Road, Wat Pho Road, Talat Road, Orchid Lane, Riverside Road, Ratchada Road, Suan Mai Road, Bamboo Lane, Station Road, Silk Street, Rattana Road, Teak Road, Old Market Road, Jasmine Lane, Soi Chaiyo, Soi Mali, Soi Saphan, Chan Road',
  ),
  max_number: 220,
}

export const malay: NameStyle = {
  ...thai,
  plain: ['Hotel {b}', 'Rumah {a}', 'The {b}', '{b} Boutique Hotel', 'Hotel {a}', 'Puri {a}', '{b} Suites'],
  budget: ['{a} Homestay', '{b} Inn', 'Losmen {a}', 'Wisma {a}'],
  grand: ['{b} Grand Hotel', '{b} Resort & Spa', 'Istana {a}', 'The {b} Residence'],
  a: list(
    'Melati, Kenari, Anggrek, Nusa, Padi, Bulan, Cempaka, Kenanga, Merpati, Teratai, Mawar, Bayu, Kencana, Nirmala, Sari, Dewi, Jati',
  ),
  b: list(
    'Kasturi, Pandan, Mutiara, Tirta, Frangipani, Sandalwood, Rice Terrace, Padma, Gajah, Merdeka Square, Cendana, Bunga Raya, Banyan Court, Ananda, Surya, Permata, Straits House, Nutmeg',
  ),
  beach: list(
    'Pantai Indah Resort, Coral Sands Resort, Karang Villas, Samudra Hotel, Pasir Putih Resort, Sunset Reef Hotel',
  ),
  streets: list(
    'Jalan Merdeka, Jalan Melati, Jalan Kenanga, Jalan Sudirman, Jalan Pahlawan, Jalan Pasar, Jalan Mawar, Jalan Raya, Jalan Cempaka, Jalan Diponegoro, Jalan Bukit, Jalan Sultan, Jalan Masjid, Jalan Gajah, Jalan Teratai, Lorong Pinang, Lorong Seni, Jalan Hang Tuah',
  ),
}

export const vietnamese: NameStyle = {
  ...thai,
  plain: ['{b} Hotel', 'Khách Sạn {a}', 'Hotel {b}', '{a} Boutique Hotel', '{a} Hotel', 'The {b}'],
  budget: ['Nhà Nghỉ {a}', '{a} Homestay', '{b} Hostel', '{a} Inn'],
  grand: ['{b} Grand Hotel', '{b} Palace', 'The {b} Hotel & Spa', '{a} Residence'],
  a: list(
    'Hoa Sen, Mai Vàng, Thiên Ân, Bình Minh, Hương Giang, Phố Cổ, Hoàng Gia, Sao Mai, Trúc Xanh, Thanh Bình, Ngọc Lan, An Phú, Kim Liên, Hồng Hà',
  ),
  b: list(
    'Saigon Pearl, Red Lantern, Indochine, Jade Lotus, Silk Path Garden, Golden Buffalo, Old Quarter, Annam, Tonkin, Bamboo Village, Lemongrass, Apricot Tree, Emerald, Cinnamon',
  ),
  beach: list(
    'Hải Âu Hotel, Biển Xanh Hotel, Coral Sands Resort, San Hô Resort, Cát Vàng Hotel, Blue Lagoon Villas',
  ),
  streets: list(
    'Trần Phú, Lê Lợi, Nguyễn Huệ, Hai Bà Trưng, Hàng Bạc, Hàng Gai, Lý Thường Kiệt, Phan Chu Trinh, Bạch Đằng, Trần Hưng Đạo, Nguyễn Trãi, Lê Duẩn, Hàng Bông, Đồng Khởi, Hùng Vương, Quang Trung, Ngô Quyền, Điện Biên Phủ',
  ),
}

export const filipino: NameStyle = {
  ...thai,
  plain: ['{b} Hotel', 'Casa {a}', 'Hotel {a}', 'The {b}', '{b} Suites', 'Hotel {b}'],
  budget: ['{a} Pension House', '{b} Inn', '{a} Lodge', '{b} Hostel'],
  grand: ['{b} Grand Hotel', '{b} Resort & Spa', 'Gran Hotel {a}', 'The {b} Towers'],
  a: list(
    'Sampaguita, Narra, Mabini, Ilang-Ilang, Luna, Dalisay, Maharlika, Bayani, Amihan, Tala, San Roque, Santa Lucia',
  ),
  b: list(
    'Manila Garden, Mango Tree, Pearl, Bayview, Acacia Court, Sugar Palm, Carabao, Coconut Grove, Sunrise, Intramura, Plaza Real, Rizal Court',
  ),
  beach: list('White Sands Resort, Coral Cove Resort, Palm Breeze Resort, Blue Lagoon Villas'),
  streets: list(
    'Rizal Avenue, Mabini Street, Bonifacio Street, Luna Street, San Juan Street, Del Pilar Street, Quezon Avenue, Burgos Street, Gomez Street, Osmeña Street, Magsaysay Avenue, Santo Niño Street, Acacia Street, Narra Street',
  ),
}
