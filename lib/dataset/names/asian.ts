import { combine, list, type NameStyle } from '#lib/dataset/names/style'

export const indian: NameStyle = {
  plain: ['Hotel {b}', 'Hotel {a}', 'The {b}', '{b} Residency', '{a} Inn', 'Hotel {b} {city}', '{b} Regency'],
  budget: ['{b} Lodge', '{a} Guest House', '{b} Inn', 'Hotel {a}'],
  grand: ['{b} Palace', 'The {b} Grand', '{b} Mahal', '{a} Haveli'],
  a: list(
    'Surya, Chandra, Lotus, Ganga, Shanti, Kamal, Sagar, Himalaya, Deepak, Annapurna, Ashoka Park, Mayur, Tulsi, Gulmohar, Neem, Champa',
  ),
  b: list(
    'Rajputana, Maharani, Ambika, Saffron, Peacock, Jasmine, Vihara, Nalanda, Mandir Court, Kailash, Aravali, Deccan, Malabar, Padmini, Sandalwood, Swagat, Banyan, Heritage, Akbar, Nirvana, Kohinoor Court, Silver Oak, Taraka, Indira',
  ),
  beach: list('Coconut Grove Resort, Sea Palm Hotel, Casuarina Beach Resort, Hotel Sagar Kinara, Casa Goana'),
  mountain: list('Himalayan Cedar Lodge, Snow View Hotel'),
  parts: list(
    'Central, Station Road, North, South, Gardens, Civil Lines, Market, Fort, Lakeside, Park, Temple Road, Old City',
  ),
  address: '{n}, {s}',
  streets: list(
    'Station Road, Mahatma Gandhi Road, Temple Street, Nehru Road, Mall Road, Bazaar Street, Lake Road, Fort Road, Park Street, Gandhi Marg, Hospital Road, Church Street, Link Road, Ring Road, Museum Road, Clock Tower Road, Palace Road, Garden Lane',
  ),
  max_number: 180,
}

/** Street-like wards, since a Japanese address names a block and not a street. */
export const japanese: NameStyle = {
  plain: ['Hotel {b}', 'Hotel {b} {city}', '{b} Inn', 'Hotel {a}', '{a} {city}', 'Hotel {b} Annex'],
  budget: ['Minshuku {a}', '{b} Inn', 'Guesthouse {a}', 'Business Hotel {b}', 'Capsule & Rooms {b}'],
  grand: ['Ryokan {a}', 'Grand Hotel {b}', '{a}-tei', 'Hotel {b} Garden Terrace', '{a} Onsen Ryokan'],
  a: list(
    'Sakuraya, Kikunoya, Matsuba, Hanamura, Tsukimi, Yukari, Fujinoya, Tachibana, Shirakaba, Momiji, Wakaba, Asahi, Suzukaze, Kogetsu, Umenoya, Takemura, Hagoromo, Mizuho, Kawasemi, Shiomi',
  ),
  b: list(
    'Aoba, Sunrise, Midori, Crest, Nagomi, Hinode, Sakura, Kiyosumi, Verde, Miyabi, Akane, Hibari, Lumière, Mizuki, Sora, Minato, Fuji View, Ichō, Komorebi, Tsubaki, Yamabuki, Wakatake, Ginga, Arata',
  ),
  beach: list('Hotel Umikaze, Hotel Nagisa, Churaumi Resort, Hotel Sango, Resort Hotel Shiokaze'),
  mountain: list('Hotel Yamanami, Ryokan Sansuikaku, Hotel Kogen, Yumoto Ryokan'),
  parts: list(
    'Ekimae, Chūō, Kita, Minami, Higashi, Nishi, Annex, Gardens, Honten, Bekkan, Park Side, Castle Side',
  ),
  address: '{b3} {s}',
  streets: [
    ...list(
      'Sakura, Honmachi, Ekimae, Nakamachi, Midorigaoka, Asahi, Matsugaoka, Kajiyachō, Tenjin, Minami-Aoba, Kita-Shinchi, Hanazono, Kotobuki, Izumi, Wakamiya, Shiratori, Fujimi, Umegae',
    ),
    ...combine('Kita, Minami, Higashi, Nishi', 'machi, hara, dai', '-'),
  ],
  max_number: 9,
}

export const korean: NameStyle = {
  plain: ['Hotel {b}', '{b} Hotel', 'Hotel {b} {city}', '{a} Stay', '{b} Boutique Hotel', 'Hotel {a}'],
  budget: ['{a} Guesthouse', '{b} Inn', '{a} Hanok Stay', '{b} Hostel'],
  grand: ['Grand Hotel {b}', 'The {b}', '{b} Residence', '{b} Palace Hotel'],
  a: list(
    'Haneul, Namu, Dalbit, Saebyeok, Byeol, Sarang, Hanbit, Noeul, Onsae, Gureum, Baram, Bom, Sol, Maru, Yeoul, Danpung',
  ),
  b: list(
    'Hanbyeol, Seorin, Mugunghwa, Arirang, Cheonghae, Bukchon Gate, Taeyang, Jinju, Hwarang, Gaon, Dasom, Moran, Somang, Areum, Haedong, Sejin, Namsan Garden, Donghae, Ivory, Luce',
  ),
  beach: list('Hotel Badaro, Haeundo Hotel, Ocean Maru Hotel, Hotel Pado'),
  mountain: list('Hotel Seorak Maru'),
  parts: list('Central, Station, North, South, Gate, Park, Plaza, Garden, Tower, Market, Hill, University'),
  address: '{n} {s}',
  streets: list(
    'Sejong-ro, Dongmun-ro, Namdaemun-gil, Bukchon-gil, Jungang-ro, Haean-ro, Taepyeong-ro, Gwangbok-ro, Seomun-gil, Hyeonchung-ro, Gukje-ro, Daehak-ro, Sinchon-gil, Donggyo-ro, Hangang-daero, Yeonnam-gil, Chungmu-ro, Gongwon-gil',
  ),
  max_number: 210,
}

export const chinese: NameStyle = {
  plain: ['{b} Hotel', '{b} Hotel {city}', 'The {b}', '{a} Hotel', 'Hotel {b}', '{b} Court Hotel'],
  budget: ['{a} Inn', '{b} Hostel', '{a} Guesthouse', '{b} Express Inn'],
  grand: ['Grand {b} Hotel', '{b} Palace Hotel', 'The {b} Residences', 'Imperial {a} Hotel'],
  a: list(
    'Jinyue, Yunlai, Fuhua, Longmen, Hexie, Tianyi, Ruyi, Minghua, Xingyue, Yihe, Baihe, Chunhui, Lanting, Qinghe, Taihu, Jade Gate, Lotus',
  ),
  b: list(
    'Golden Phoenix, Jade Garden, Bamboo Court, Pearl River, Silk Gate, Red Maple, Peony, Bright Moon, Jasmine, Plum Blossom, Eastern Star, Lantern, Harmony, Willow Lake, Emerald Bay, Orchid Pavilion, Nine Dragons, Magnolia, Crane, Cloud Terrace, Merchant, Tea House',
  ),
  beach: list('Coral Bay Resort, South Sea Hotel, Haitang Bay Resort, Coconut Palm Resort, Blue Wave Hotel'),
  mountain: list('Cloud Peak Hotel'),
  parts: list(
    'Central, Railway Station, North, South, Garden, Plaza, Park, Lake, Museum, Old Town, East Gate, West Gate',
  ),
  address: '{n} {s}',
  streets: list(
    'Zhongshan Road, Renmin Road, Jiefang Road, Nanjing Road, Huaihai Road, Beijing Road, Xinhua Road, Wenhua Road, Heping Road, Jianguo Road, Guangming Road, Garden Road, Yongkang Road, Fuxing Road, Temple Street, Minsheng Road, Chenghuang Lane, Dongmen Street, Nanmen Street, Hubin Road',
  ),
  max_number: 390,
}
