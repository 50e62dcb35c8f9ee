import { list, type NameStyle } from '#lib/dataset/names/style'

export const polish: NameStyle = {
  plain: ['Hotel {a}', 'Hotel {b}', 'Hotel {b}', 'Kamienica {a}', 'Hotel {b} {city}', 'Dom Gościnny {b}'],
  budget: ['Pensjonat {b}', 'Noclegi {b}', 'Zajazd {a}', 'Hostel {b}'],
  grand: ['Grand Hotel {b}', 'Pałac {b}', 'Hotel {b} & Spa', 'Rezydencja {b}'],
  a: list(
    'Pod Różą, Pod Lipami, Pod Złotym Lwem, Na Rynku, Przy Bramie, Pod Orłem, Nad Wisłą, Pod Kogutem, Przy Parku, Pod Wieżą, Trzy Korony, Pod Jaworem, Na Skarpie',
  ),
  b: list(
    'Bursztyn, Jagiellonia, Warta, Polonia, Wawel, Batory, Kossak, Senator, Kopernik, Stara Poczta, Chopin, Wilanów, Amber, Piast, Zamkowy, Aleksandria, Sobieski, Hetman, Jantar, Belweder',
  ),
  beach: list('Hotel Mewa, Hotel Bałtyk, Willa Morska, Hotel Perła Bałtyku'),
  mountain: list('Pensjonat Giewontówka, Hotel Tatry, Willa Szarotka'),
  parts: list(
    'Centrum, Dworzec, Stare Miasto, Północ, Południe, Park, Rynek, Zamek, Opera, Ogrody, Bulwary, Uniwersytet',
  ),
  address: 'ul. {s} {n}',
  streets: list(
    'Długa, Szeroka, Krakowska, Lipowa, Ogrodowa, Kościuszki, Mickiewicza, Słowackiego, Piwna, Świętojańska, Grodzka, Floriańska, Zamkowa, Nowa, Piękna, Wspólna, Szewska, Rynkowa, Kolejowa, Sienna, Chmielna, Parkowa, Garbary, Młyńska',
  ),
  max_number: 90,
}

export const czech: NameStyle = {
  plain: ['Hotel {a}', 'Hotel {b}', 'Hotel {b}', 'Dům {a}', 'Hotel {b} {city}', 'Residence {b}'],
  budget: ['Penzion {b}', 'Penzion {a}', 'Ubytovna {b}', 'Hostel {b}'],
  grand: ['Grand Hotel {b}', 'Palác {b}', 'Hotel {b} & Spa', 'Grandhotel {b}'],
  a: list(
    'U Zlatého Lva, U Tří Růží, U Mostu, U Bílé Labutě, Na Kampě, U Zlaté Studně, Pod Věží, U Kapličky, U Dvou Sluncí, Na Hradbách, U Zvonu, U Modrého Klíče, U Stromu, U Medvídka, Pod Lípou, U Svatého Jana',
  ),
  b: list(
    'Bohemia, Moravia, Evropa, Vltava, Aurus, Josef, Amadeus, Smetana, Dvořák, Karolina, Libuše, Merkur, Orion, Slavia, Černý Orel, Ambra, Rudolf, Kampa Garden, Tatra, Dunaj',
  ),
  beach: list('Hotel Lido'),
  mountain: list('Horský Hotel Javor, Penzion Bouda, Hotel Sněžka'),
  parts: list(
    'Centrum, Nádraží, Staré Město, Sever, Jih, Park, Náměstí, Hrad, Opera, Zahrady, Nábřeží, Univerzita',
  ),
  address: '{s} {n}',
  streets: list(
    'Dlouhá, Široká, Karlova, Husova, Nerudova, Masarykova, Lipová, Zahradní, Mostecká, Kaprova, Spálená, Vodičkova, Palackého, Jungmannova, Celetná, Růžová, Hradební, Mlýnská, Komenského, Školní, Nádražní, Panská, Zámecká',
  ),
  max_number: 70,
}

export const adriatic: NameStyle = {
  plain: ['Hotel {a}', 'Hotel {b}', 'Hotel {b}', 'Villa {b}', 'Hotel {b} {city}', 'Kuća {b}'],
  budget: ['Pansion {b}', 'Sobe {b}', 'Gostionica {a}', 'Konoba {a}'],
  grand: ['Grand Hotel {b}', 'Palača {b}', 'Hotel {b} & Spa', 'Heritage Hotel {b}'],
  a: list(
    'Stari Grad, Zlatna Lipa, Kod Katedrale, Zlatni Lav, Na Trgu, Dva Jelena, Tri Ruže, Pod Zidinama, Bijeli Konj, Stari Mlin, Kod Mosta',
  ),
  b: list(
    'Jelena, Dalmacija, Adria, Lavanda, Magnolija, Palma, Marija, Slavija, Vila Rosa, Central, Maestral, Lipa, Argola, Dubrava, Petra, Ivana, Kastel, Orion, Moskovski, Emona, Ilirija, Park',
  ),
  beach: list('Hotel Val, Hotel Jadran, Villa Galeb, Hotel Plaža, Hotel Lukovac, Hotel Kamena Uvala'),
  mountain: list('Hotel Triglavski Dvor, Penzion Jezero, Hotel Planika, Vila Alpska Roža'),
  parts: list('Centar, Kolodvor, Stari Grad, Sjever, Jug, Park, Trg, Riva, Opera, Vrt, Kaptol, Varoš'),
  address: '{s} {n}',
  streets: list(
    'Ulica Kralja Tomislava, Vukovarska ulica, Zagrebačka ulica, Lipova ulica, Ulica Ante Starčevića, Splitska ulica, Ulica Svetog Nikole, Gundulićeva ulica, Marmontova ulica, Ilica, Dubrovačka ulica, Nova ulica, Školska ulica, Trg Slobode, Mažuranićeva ulica, Vrtna ulica, Zvonimirova ulica, Kneza Miloša',
  ),
  max_number: 80,
}

export const central: NameStyle = {
  plain: [
    'Hotel {a}',
    'Hotel {b}',
    'Hotel {b}',
    'Hotel {a}',
    '{b} Boutique Hotel',
    'Hotel {b} {city}',
    'Villa {b}',
  ],
  budget: ['Pension {b}', 'Guest House {b}', 'Hostel {b}', 'Pension {a}'],
  grand: ['Grand Hotel {b}', '{b} Palace Hotel', 'Hotel {b} & Spa', 'Residence {b}'],
  a: list(
    'Old Town, Golden Lion, Park, Opera, Boulevard, Central, Panorama, Garden, Three Crowns, Castle, City Gate, Silver Bridge',
  ),
  b: list(
    'Bohemia, Carpati, Dacia, Danubia, Dorna, Amber, Vilna, Latvia, Baltija, Saule, Toompea Hof, Rila, Vitosha, Balkan, Slavia, Aurelia, Traian, Ambasador, Kolkheti, Iveria, Ararat, Tigran, Altai, Nomad, Sarmat, Melnik, Yantra, Zemaitis, Liepa, Kreutz',
  ),
  beach: list(
    'Hotel Chernomore, Hotel Sirena, Hotel Delfin, Hotel Pearl Beach, Hotel Zlatna Kotva, Hotel Albatros',
  ),
  mountain: list('Hotel Bradul, Hotel Bor, Pensiunea Carpatina, Cabana Ursului'),
  parts: list(
    'Center, Station, Old Town, North, South, Park, Square, Castle, Opera, Gardens, Embankment, University',
  ),
  address: '{s} {n}',
  streets: list(
    'Liberty Street, Park Street, Castle Street, Old Market Street, Linden Street, Cathedral Street, University Street, Freedom Avenue, Garden Street, River Street, Long Street, Mill Street, School Street, Theatre Street, Monastery Street, Victory Street, Town Hall Square, Station Street, Merchant Street, Poet’s Street',
  ),
  max_number: 110,
}

export const hungarian: NameStyle = {
  plain: ['Hotel {b}', '{b} Hotel', 'Hotel {a}', '{a} Hotel', 'Hotel {b} {city}', '{b} Ház'],
  budget: ['{b} Panzió', '{a} Panzió', '{b} Vendégház', 'Hostel {b}'],
  grand: ['{b} Palota', 'Grand Hotel {b}', '{b} Palace', 'Hotel {b} & Spa'],
  a: list(
    'Arany Oroszlán, Fehér Hattyú, Vörös Rózsa, Kék Madár, Három Király, Ezüst Szarvas, Régi Malom, Aranyhíd, Kerek Torony',
  ),
  b: list(
    'Duna, Mátyás, Pannónia, Zsófia, Fenyő Kert, Erzsébet, Corvin, Rózsakert, Belváros, Kálvária, Ibolya, Árpád, Liszt, Szent István, Bartók, Jázmin, Tisza, Rákóczi, Astra, Anna',
  ),
  beach: list('Hotel Balaton, Nádas Hotel'),
  mountain: list('Hotel Fenyves, Bükk Hotel'),
  parts: list('Belváros, Pályaudvar, Óváros, Észak, Dél, Liget, Főtér, Vár, Opera, Kert, Rakpart, Egyetem'),
  address: '{s} {n}.',
  streets: list(
    'Kossuth utca, Petőfi utca, Rákóczi út, Váci utca, Kazinczy utca, Arany János utca, Széchenyi utca, Bartók Béla út, Dohány utca, Király utca, Andrássy út, Szent István körút, Deák Ferenc utca, Baross utca, Lónyay utca, Fő utca, Akácfa utca, Nagymező utca, Üllői út, Ráday utca',
  ),
  max_number: 95,
}
