import { list, type NameStyle } from '#lib/dataset/names/style'

export const greek: NameStyle = {
  plain: ['Hotel {b}', '{b} Hotel', 'Hotel {a}', '{b} Boutique Hotel', 'Xenonas {a}', '{b} Suites'],
  budget: ['Pension {b}', '{b} Rooms', 'Hotel {b}', 'Xenonas {a}'],
  grand: ['{b} Palace', 'Grand Hotel {b}', '{b} Resort & Spa', 'Archontiko {a}'],
  a: list(
    'Kallisti, Aigli, Plakias, Anemoni, Eleni, Argyro, Ifigenia, Chrysi Avli, Palia Poli, Ta Tria Adelfia, Myrto, Kyveli, Kastro',
  ),
  b: list(
    'Athina, Poseidon, Olympia, Aegeon, Artemis, Apollo, Kalypso, Ariadne, Delphi, Iris, Helios, Aphrodite, Orpheas, Nefeli, Electra Gardens, Daphne, Thalia, Minos, Filoxenia, Galaxias, Hermes, Pegasos, Acropole, Andromeda',
  ),
  beach: list(
    'Akti Hotel, Thalassa Beach Hotel, Blue Bay Hotel, Ammos Suites, Almyra House, Kyma Hotel, Aquamarina Hotel',
  ),
  mountain: list('Archontiko Elatos, Hotel Parnassia'),
  parts: list('Center, Agora, North, South, Old Town, Park, Plaza, Kastro, Gardens, Station, Hill, Museum'),
  address: '{s} {n}',
  streets: list(
    'Ermou, Sofokleous, Athinas, Kolokotroni, Perikleous, Aristotelous, Solonos, Voukourestiou, Mitropoleos, Adrianou, Ippokratous, Venizelou, Egnatias, Tsimiski, Dimokratias, Omirou, Agiou Nikolaou, Kanari, Platonos, Evripidou, Miaouli, Papanastasiou',
  ),
  max_number: 120,
}

export const turkish: NameStyle = {
  plain: ['{b} Otel', 'Hotel {b}', '{a} Otel', '{b} Konağı', 'Hotel {a}', '{b} Butik Otel'],
  budget: ['{b} Pansiyon', '{a} Otel', '{b} Apart', '{b} Hostel'],
  grand: ['{b} Palas', 'Grand {b} Hotel', '{b} Sarayı', '{a} Hotel & Spa'],
  a: list(
    'Gülhan, Mavi Köşk, Sultan Bahçe, Lale, Eski Çarşı, Beyaz Ev, Taş Han, Yeşil Kapı, Altın Hilal, Kervan, Çınar, Kule',
  ),
  b: list(
    'Anadolu, Marmara Kapı, Kehribar, Selçuk, Osmanlı, Zeytin, Nar, Safran, Yıldız, Firuze, Mihrimah, Ipek, Hanedan, Turkuaz, Karanfil, Sedef, Defne, Kaftan, Divan Köşk, Nilüfer, Erguvan, Fener',
  ),
  beach: list('Deniz Otel, Mavi Koy Resort, Sahil Otel, Yakamoz Hotel, Martı Beach Hotel, Akdeniz Resort'),
  mountain: list('Uludağ Otel, Karlı Dağ Otel'),
  parts: list('Merkez, Çarşı, Kuzey, Güney, Eski Şehir, Park, Meydan, Kale, Bahçe, İstasyon, Tepe, Müze'),
  address: '{s} No: {n}',
  streets: list(
    'Atatürk Caddesi, Cumhuriyet Caddesi, İstiklal Sokak, Gül Sokak, Lale Sokak, Çınar Sokak, Mimar Sinan Caddesi, Barış Sokak, Fevzi Paşa Caddesi, Zafer Sokak, Kemeraltı Sokak, Hisar Sokak, İnönü Caddesi, Yıldız Sokak, Akasya Sokak, Menekşe Sokak, Hamam Sokak, Divan Yolu',
  ),
  max_number: 95,
}

export const arabic: NameStyle = {
  plain: ['{b} Hotel', 'Hotel {b}', 'Al {a} Hotel', 'Dar {b}', 'The {b}', '{b} Plaza Hotel'],
  budget: ['Al {a} Inn', '{b} Guest House', 'Hotel Al {a}', 'Beit {b}'],
  grand: ['{b} Palace', 'Grand {b} Hotel', 'Qasr Al {a}', 'Al {a} Towers'],
  a: list(
    'Noor, Waha, Majlis, Rawda, Bustan, Qamar, Yasmin, Reem, Safa, Mina, Fanar, Nakheel, Sahab, Badr, Jawhara, Diwan, Andalus, Khaleej',
  ),
  b: list(
    'Zahra, Layla, Yasmine, Al Madina, Sahara, Atlas, Marjan, Saffron, Oasis, Zaytouna, Nadia, Amira, Cedar, Medina, Jasmine Court, Fairuz, Sindbad, Zellige, Karam, Nile Garden, Oud, Arabesque, Menzeh, Falcon',
  ),
  beach: list(
    'Coral Bay Resort, Al Shati Hotel, Red Coral Resort, Pearl Beach Hotel, Marjan Beach Resort, Golden Dunes Resort',
  ),
  mountain: list('Atlas View Lodge'),
  parts: list(
    'Center, Downtown, Medina, North, South, Gardens, Square, Citadel, Palms, Souq, Heights, Museum',
  ),
  address: '{n} {s}',
  streets: list(
    'Al Rashid Street, Al Corniche Street, Al Nasr Street, Al Salam Street, King Hussein Street, Al Wahda Street, Al Jamia Street, Al Bustan Street, Al Souq Street, Palm Street, Al Manara Street, Al Horreya Street, Al Qasr Street, Al Zahra Street, Airport Road, Al Muntazah Street, Independence Avenue, Al Kasbah Street',
  ),
  max_number: 140,
}
