/**
 * Well-visited places, our own list and our own rough weights. GeoNames knows how many people live in a city, not how
 * many come to see it; without this list the catalogue would be one of industrial cities.
 */
export type Trade = 'leisure' | 'business' | 'mixed'
export type Setting = 'city' | 'beach' | 'mountain'
/** Where open water lies, seen from the centre; no hotel is put there. */
export type SeaSide = '' | 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'nw'

export interface Place {
  /** Added to the inhabitants when cities are ranked. */
  visitors: number
  /** Price level on top of the country's, in percent. */
  price_percent: number
  trade: Trade
  setting: Setting
  sea: SeaSide
  /** The usual English name, where GeoNames has another. */
  name?: string
}

/**
 * `Name/CC  visitors in thousands  price percent  trade  setting  sea  [= English name]`; the most populous GeoNames
 * entry of that name in that country is meant.
 */
const lines = `
Paris/FR                  52000 130 mixed    city     -
London/GB                 42000 135 mixed    city     -
New York City/US          40000 150 mixed    city     - = New York
Rome/IT                   38000 115 leisure  city     -
Barcelona/ES              36000 125 leisure  beach    se
Tokyo/JP                  32000 120 mixed    city     se
Istanbul/TR               22000 110 mixed    city     -
Dubai/AE                  24000 110 mixed    beach    nw
Bangkok/TH                24000 105 leisure  city     -
Amsterdam/NL              24000 125 mixed    city     -
Berlin/DE                 20000 105 mixed    city     -
Madrid/ES                 20000 115 mixed    city     -
Vienna/AT                 18000 105 mixed    city     -
Prague/CZ                 20000 120 leisure  city     -
Lisbon/PT                 20000 125 leisure  city     s
Venice/IT                 18000 150 leisure  city     -
Florence/IT               18000 125 leisure  city     -
Milan/IT                  15000 120 business city     -
Singapore/SG              16000 110 business city     -
Hong Kong/HK              14000 110 business city     -
Kyoto/JP                  14000 120 leisure  city     -
Osaka/JP                  11000 105 mixed    city     w
Seoul/KR                  11000 105 mixed    city     -
Los Angeles/US            13000 120 mixed    city     -
Las Vegas/US              16000  95 leisure  city     -
San Francisco/US          13000 130 business city     -
Miami/US                  11000 125 leisure  beach    e
Miami Beach/US             6000 135 leisure  beach    e
Orlando/US                10000 100 leisure  city     -
Chicago/US                 9000 110 business city     e
Boston/US                  8000 130 business city     e
Washington, D.C./US        9000 115 business city     -
New Orleans/US             7000 105 leisure  city     -
San Diego/US               7000 110 leisure  beach    w
Seattle/US                 7000 115 business city     w
Honolulu/US                8000 135 leisure  beach    s
Philadelphia/US            4000 100 mixed    city     -
Nashville/US               5000 110 leisure  city     -
Savannah/US                2500 105 leisure  city     -
Charleston/US              2500 120 leisure  city     e
Key West/US                2500 150 leisure  beach    s
Aspen/US                   1600 190 leisure  mountain -
Park City/US               1300 150 leisure  mountain -
Myrtle Beach/US            2000  90 leisure  beach    se
Toronto/CA                 8000 105 business city     s
Vancouver/CA               7000 120 mixed    city     nw
Montréal/CA                7000 100 mixed    city     -
Québec/CA                  3500 100 leisure  city     -
Banff/CA                   2000 150 leisure  mountain -
Whistler/CA                1800 150 leisure  mountain -
Munich/DE                 14000 120 business city     -
Hamburg/DE                 9000 105 business city     -
Köln/DE                    7000 100 business city     - = Cologne
Frankfurt am Main/DE       8000 105 business city     - = Frankfurt
Dresden/DE                 4000  90 leisure  city     -
Nürnberg/DE                3500  95 business city     - = Nuremberg
Heidelberg/DE              2500 105 leisure  city     -
Freiburg/DE                1800 105 leisure  city     -
Garmisch-Partenkirchen/DE  1200 110 leisure  mountain -
Salzburg/AT                4500 115 leisure  city     -
Innsbruck/AT               2800 105 leisure  mountain -
Kitzbühel/AT               1200 160 leisure  mountain -
Zell am See/AT             1200 120 leisure  mountain -
Zürich/CH                  7000 105 business city     -
Genève/CH                  5500 110 business city     - = Geneva
Basel/CH                   2600 100 business city     -
Luzern/CH                  3200 105 leisure  city     - = Lucerne
Bern/CH                    1800  95 business city     -
Lausanne/CH                1800 100 business city     s
Lugano/CH                  1600 100 leisure  city     -
Interlaken/CH              2200 100 leisure  mountain -
Zermatt/CH                 2200 145 leisure  mountain -
Davos/CH                   1200 130 leisure  mountain -
St. Moritz/CH              1200 170 leisure  mountain -
Nice/FR                   10000 115 leisure  beach    s
Lyon/FR                    6000  95 business city     -
Marseille/FR               5500  90 mixed    beach    w
Bordeaux/FR                4500 100 leisure  city     -
Strasbourg/FR              4500 100 mixed    city     -
Cannes/FR                  3500 130 leisure  beach    s
Toulouse/FR                2500  85 business city     -
Montpellier/FR             2200  85 mixed    city     -
Annecy/FR                  2000 115 leisure  mountain -
Colmar/FR                  1500 100 leisure  city     -
Mulhouse/FR                 800  75 business city     -
Avignon/FR                 1800 100 leisure  city     -
Biarritz/FR                1500 130 leisure  beach    w
Chamonix-Mont-Blanc/FR     2000 140 leisure  mountain - = Chamonix
Saint-Malo/FR              1500 105 leisure  beach    n
Saint-Tropez/FR            1100 210 leisure  beach    ne
Annemasse/FR                400  85 business city     -
Naples/IT                  7000  95 leisure  city     s
Verona/IT                  3500 105 leisure  city     -
Bologna/IT                 3500 105 business city     -
Turin/IT                   3000  90 business city     -
Palermo/IT                 3000  80 leisure  city     ne
Pisa/IT                    2000  90 leisure  city     -
Siena/IT                   2000 110 leisure  city     -
Rimini/IT                  2800  85 leisure  beach    ne
Sorrento/IT                2400 145 leisure  beach    n
Amalfi/IT                  1500 190 leisure  beach    s
Positano/IT                1400 230 leisure  beach    s
Taormina/IT                1700 150 leisure  beach    e
Como/IT                    1800 130 leisure  city     -
Sevilla/ES                 6000 105 leisure  city     - = Seville
Valencia/ES                5000  95 leisure  beach    e
Málaga/ES                  5000 105 leisure  beach    s
Granada/ES                 4000  85 leisure  city     -
Bilbao/ES                  2500 100 business city     -
Palma/ES                   6000 120 leisure  beach    s
Ibiza/ES                   2800 150 leisure  beach    se
Alicante/ES                2500  90 leisure  beach    se
Benidorm/ES                3500  90 leisure  beach    s
Marbella/ES                2400 150 leisure  beach    s
Torremolinos/ES            1800  95 leisure  beach    se
Adeje/ES                   2000 115 leisure  beach    sw
Maspalomas/ES              2200 110 leisure  beach    s
Porto/PT                   8000 105 leisure  city     w
Faro/PT                    1500  95 leisure  city     s
Albufeira/PT               2600 100 leisure  beach    s
Lagos/PT                   1500 105 leisure  beach    e
Funchal/PT                 2800 100 leisure  beach    s
Athens/GR                 11000 105 leisure  city     -
Thessaloníki/GR            3500  85 mixed    city     sw = Thessaloniki
Ródos/GR                   2500 100 leisure  beach    n = Rhodes
Chaniá/GR                  2200 100 leisure  beach    n = Chania
Corfu/GR                   2000 100 leisure  beach    e
Mykonos/GR                 1800 220 leisure  beach    w
Dublin/IE                 10000 125 mixed    city     e
Edinburgh/GB               8500 120 leisure  city     n
Manchester/GB              4500  90 business city     -
Liverpool/GB               3500  85 leisure  city     w
Glasgow/GB                 3500  85 business city     -
Brighton/GB                2500 105 leisure  beach    s
Bath/GB                    2000 115 leisure  city     -
York/GB                    2000 100 leisure  city     -
Oxford/GB                  2000 110 mixed    city     -
Blackpool/GB               2000  65 leisure  beach    w
Brussels/BE                8000 105 business city     -
Brugge/BE                  3500 115 leisure  city     - = Bruges
Gent/BE                    1800 105 leisure  city     - = Ghent
Antwerpen/BE               2200 100 business city     - = Antwerp
Rotterdam/NL               2500  90 business city     -
The Hague/NL               2200  95 business city     nw
Luxembourg/LU              1800 105 business city     -
Copenhagen/DK              9000 110 mixed    city     e
Stockholm/SE               8000 105 mixed    city     -
Göteborg/SE                2500  95 business city     w = Gothenburg
Oslo/NO                    5500 100 business city     s
Bergen/NO                  2500 100 leisure  city     w
Tromsø/NO                  1500 110 leisure  city     -
Helsinki/FI                4500  95 business city     s
Reykjavík/IS               4500 110 leisure  city     nw
Budapest/HU               14000 105 leisure  city     -
Warsaw/PL                  6000 105 business city     -
Kraków/PL                  7500 100 leisure  city     -
Gdańsk/PL                  3000 100 leisure  city     ne
Wrocław/PL                 2000  90 mixed    city     -
Sopot/PL                   1200 120 leisure  beach    e
Bratislava/SK              2000  90 business city     -
Ljubljana/SI               2200 105 leisure  city     -
Bled/SI                    1300 130 leisure  mountain -
Zagreb/HR                  2500  80 mixed    city     -
Split/HR                   3500 110 leisure  beach    s
Dubrovnik/HR               4500 160 leisure  beach    s
Zadar/HR                   1600  95 leisure  beach    w
Rovinj/HR                  1400 125 leisure  beach    w
Belgrade/RS                2500 100 business city     -
Bucharest/RO               3000 105 business city     -
Braşov/RO                  1200  90 leisure  mountain -
Sofia/BG                   2200 100 business city     -
Varna/BG                   1500 100 leisure  beach    e
Nesebar/BG                 1200 105 leisure  beach    e
Budva/ME                   1500 110 leisure  beach    s
Kotor/ME                   1200 120 leisure  city     -
Tallinn/EE                 2500 100 leisure  city     n
Riga/LV                    2500  95 leisure  city     -
Vilnius/LT                 2000  95 mixed    city     -
Valletta/MT                2000 120 leisure  city     ne
Limassol/CY                1800 110 leisure  beach    s
Paphos/CY                  1800 100 leisure  beach    sw
Monaco/MC                  1500 110 leisure  city     se
Antalya/TR                 6000 100 leisure  beach    s
Bodrum/TR                  2200 150 leisure  beach    s
Marmaris/TR                1800 105 leisure  beach    s
Fethiye/TR                 1300 100 leisure  beach    nw
Göreme/TR                  1300 120 leisure  city     -
Tbilisi/GE                 2500 110 leisure  city     -
Cairo/EG                   3000 100 mixed    city     -
Hurghada/EG                3000  95 leisure  beach    e
Sharm el-Sheikh/EG         2800 100 leisure  beach    se
Luxor/EG                   1800  85 leisure  city     -
Marrakesh/MA               6500 105 leisure  city     -
Fès/MA                     2200  80 leisure  city     - = Fez
Agadir/MA                  1800  95 leisure  beach    w
Casablanca/MA              1500 100 business city     nw
Jerusalem/IL               3500 105 leisure  city     -
Tel Aviv/IL                3500 125 mixed    beach    w
Amman/JO                   1800 100 business city     -
Aqaba/JO                   1200 110 leisure  beach    sw
Abu Dhabi/AE               4500 105 business city     nw
Doha/QA                    3500 105 business city     e
Muscat/OM                  1500 105 leisure  city     n
Cape Town/ZA               5500 130 leisure  beach    nw
Johannesburg/ZA            1500  90 business city     -
Nairobi/KE                 1500 105 business city     -
Zanzibar/TZ                2000 110 leisure  beach    w
Port Louis/MU              1500 100 leisure  city     nw
Male/MV                    1600 110 leisure  beach    e = Malé
Delhi/IN                   5000 110 mixed    city     -
Mumbai/IN                  3500 130 business city     w
Jaipur/IN                  3000 100 leisure  city     -
Agra/IN                    2500  95 leisure  city     -
Udaipur/IN                 2000 120 leisure  city     -
Calangute/IN               2000 115 leisure  beach    w
Colombo/LK                 2000 110 business city     w
Kathmandu/NP               2000 100 leisure  city     -
Phuket/TH                  6500 115 leisure  beach    e
Pattaya/TH                 4500  95 leisure  beach    w
Chiang Mai/TH              4000  85 leisure  city     -
Ko Samui/TH                3000 135 leisure  beach    w
Krabi/TH                   2000 100 leisure  city     -
Hua Hin/TH                 1800 110 leisure  beach    e
Kuala Lumpur/MY            8000 105 business city     -
George Town/MY             2500  90 leisure  city     ne
Denpasar/ID                5500 105 leisure  city     -
Kuta/ID                    3500 115 leisure  beach    w
Ubud/ID                    3000 125 leisure  city     -
Jakarta/ID                 2500 105 business city     n
Yogyakarta/ID              2000  80 leisure  city     -
Hanoi/VN                   5000 105 mixed    city     -
Ho Chi Minh City/VN        4500 105 business city     -
Da Nang/VN                 3500 105 leisure  beach    ne
Nha Trang/VN               3000 100 leisure  beach    e
Hội An/VN                  2500 110 leisure  city     -
Siem Reap/KH               3000 100 leisure  city     -
Luang Prabang/LA           1400 110 leisure  city     -
Manila/PH                  2500 105 business city     w
Taipei/TW                  5000 110 mixed    city     -
Macau/MO                   4500 110 leisure  city     -
Shanghai/CN                4000 115 business city     -
Beijing/CN                 4500 115 mixed    city     -
Guilin/CN                  1500  85 leisure  city     -
Sanya/CN                   2500 120 leisure  beach    s
Sapporo/JP                 3500  95 leisure  city     -
Fukuoka/JP                 3000  95 mixed    city     nw
Hiroshima/JP               2500  90 leisure  city     s
Kanazawa/JP                2000  95 leisure  city     -
Naha/JP                    2500 100 leisure  beach    w
Hakone/JP                  1500 150 leisure  mountain -
Busan/KR                   3500  95 leisure  beach    se
Jeju City/KR               2800  95 leisure  beach    n = Jeju
Sydney/AU                 11000 125 mixed    city     e
Melbourne/AU               9000 110 mixed    city     sw
Brisbane/AU                3500  95 business city     -
Gold Coast/AU              3000 110 leisure  beach    e
Cairns/AU                  2000  95 leisure  city     e
Auckland/NZ                3500 105 business city     ne
Queenstown/NZ              2500 140 leisure  mountain -
Wellington/NZ              1200  95 business city     e
Nadi/FJ                    1500 110 leisure  beach    w
Papeete/PF                 1200 105 leisure  beach    n
Mexico City/MX             4500 110 mixed    city     -
Cancún/MX                  6500 130 leisure  beach    e
Playa del Carmen/MX        3500 130 leisure  beach    se
Tulum/MX                   2200 160 leisure  beach    e
Puerto Vallarta/MX         2500 110 leisure  beach    w
Cabo San Lucas/MX          2200 170 leisure  beach    s
Oaxaca/MX                  1500  90 leisure  city     -
Punta Cana/DO              3500 150 leisure  beach    e
Nassau/BS                  2000 110 leisure  beach    n
Bridgetown/BB              1500 110 leisure  beach    w
Montego Bay/JM             1800 120 leisure  beach    n
Oranjestad/AW              1500 110 leisure  beach    w
San Juan/PR                2500 115 leisure  beach    n
Panamá/PA                  2000 105 business city     se = Panama City
Cartagena/CO               2800 130 leisure  beach    w
Bogotá/CO                  2000 100 business city     -
Medellín/CO                1800  90 mixed    city     -
Lima/PE                    2500 105 mixed    city     sw
Cusco/PE                   3000 105 leisure  city     -
Quito/EC                   1500 100 mixed    city     -
Rio de Janeiro/BR          4500 130 leisure  beach    s
São Paulo/BR               2000 115 business city     -
Salvador/BR                1800  95 leisure  beach    sw
Florianópolis/BR           1500 110 leisure  beach    w
Buenos Aires/AR            4500 110 mixed    city     ne
Ushuaia/AR                 1000 130 leisure  mountain -
San Carlos de Bariloche/AR 1400 110 leisure  mountain - = Bariloche
Santiago/CL                1500 105 business city     -
Montevideo/UY              1500 100 mixed    city     s
`

function parse(line: string): [string, Place] {
  const match = /^(.+\/[A-Z]{2}) +(\d+) +(\d+) (\w+) +(\w+) +(\S+)(?: = (.+))?$/.exec(line)
  if (match === null) throw new Error(`places: cannot read "${line}"`)
  const [, key = '', visitors, price, trade, setting, sea, name] = match
  return [
    key,
    {
      visitors: Number(visitors) * 1000,
      price_percent: Number(price),
      trade: trade as Trade,
      setting: setting as Setting,
      sea: (sea === '-' ? '' : sea) as SeaSide,
      ...(name === undefined ? {} : { name }),
    },
  ]
}

/** By `Name/CC`, as GeoNames spells it. */
export const places: ReadonlyMap<string, Place> = new Map(
  lines
    .trim()
    .split('\n')
    .map((line) => parse(line.trim())),
)
