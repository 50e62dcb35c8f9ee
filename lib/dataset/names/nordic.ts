import { combine, list, type NameStyle } from '#lib/dataset/names/style'

/** Danish and Norwegian. */
export const nordic: NameStyle = {
  plain: ['Hotel {b}', 'Hotel {a}', 'Hotel {b}', '{b} Hotel', 'Hotel {b} {city}', 'Hotel {a}'],
  budget: ['Pension {b}', '{b} Rooms', 'Vandrerhjem {b}', 'Gæstehus {b}'],
  grand: ['Grand Hotel {b}', '{b} Palace', 'Hotel {b} & Spa', 'Hotel {b} Residence'],
  a: list(
    'Nordlys, Den Gamle By, Linden, Kongen, Bryggen, Solsiden, Kronen, Rosen, Svanen, Ørnen, Torvet, Stjernen, Parken, Den Gyldne Hane, Møllen, Tre Søstre',
  ),
  b: list(
    'Birk, Aurora, Freja, Saga, Viken, Bjørk, Astrid, Eira, Skansen, Tyra, Falk, Granit, Solveig, Idun, Embla, Nyhaven, Rowan, Torvald, Fjord, Ask, Dagmar, Holberg, Ravn, Sigrid',
  ),
  beach: list('Strandhotellet, Hotel Sandvig, Hotel Tangen, Badehotellet'),
  mountain: list('Fjellstua, Hotel Høyfjell'),
  parts: list('City, Central, Nord, Syd, Park, Torvet, Havn, Opera, Universitet, Bro, Slot, Have'),
  address: '{s} {n}',
  streets: combine(
    'Konge, Linde, Bjerke, Skole, Kirke, Nørre, Sønder, Øster, Vester, Torve, Fiske, Havne, Berg, Møller',
    'gata, gaten, veien',
  ),
  max_number: 90,
}

export const swedish: NameStyle = {
  ...nordic,
  plain: ['Hotell {b}', 'Hotell {a}', 'Hotel {b}', '{b} Hotell', 'Hotell {b} {city}'],
  budget: ['Pensionat {b}', 'Vandrarhem {b}', 'Hotell {a}', '{b} Rum'],
  a: list(
    'Norrsken, Gamla Bryggeriet, Linden, Kronan, Rosen, Svanen, Stjärnan, Tre Systrar, Gyllene Tuppen, Kvarnen, Parken, Örnen, Lyktan, Bokbindaren, Skeppet',
  ),
  b: list(
    'Björken, Freja, Vasa Gård, Astrid, Solveig, Idun, Embla, Linnéa, Falken, Granit, Ekbacken, Tyra, Saga, Hasselbacken, Rönn, Sigrid, Lovisa, Mälargård, Brahe, Alma, Kastanjen, Oskar',
  ),
  beach: list('Strandhotellet, Badhotellet, Hotell Klippan'),
  mountain: list('Fjällgården, Hotell Högfjället'),
  parts: list(
    'City, Central, Norr, Söder, Park, Torget, Hamnen, Opera, Universitetet, Bron, Slottet, Gamla Stan',
  ),
  streets: combine(
    'Kungs, Drottning, Linné, Stor, Skol, Kyrko, Norr, Söder, Öster, Väster, Bryggar, Fiskar, Kvarn, Björk',
    'gatan, vägen, gränd',
  ),
}

export const finnish: NameStyle = {
  ...nordic,
  plain: ['Hotelli {b}', 'Hotel {b}', '{b} Hotel', 'Hotelli {a}', 'Hotel {b} {city}'],
  budget: ['Matkakoti {b}', '{b} Rooms', 'Majatalo {a}', 'Hostel {b}'],
  a: list(
    'Revontuli, Vanha Mylly, Kultainen Kukko, Kruunu, Joutsen, Tähti, Satama, Pihlaja, Lehmus, Kolme Sisarta, Puisto, Kivilinna',
  ),
  b: list(
    'Aino, Aallotar, Kuura, Kaisla, Tapio, Vellamo, Ilona, Helmi, Koivu, Suvi, Runo, Onni, Lumi, Sointu, Kallio, Vaahtera, Salmi, Usva',
  ),
  beach: list('Rantahotelli, Hotelli Hiekka'),
  mountain: list('Tunturihotelli, Hotelli Kaltio'),
  parts: list(
    'City, Asema, Pohjoinen, Etelä, Puisto, Tori, Satama, Ooppera, Yliopisto, Silta, Linna, Kallio',
  ),
  streets: combine(
    'Lehmus, Kauppa, Linnan, Puisto, Koulu, Kirkko, Pohjois, Etelä, Tehtaan, Mylly, Kalevan, Satama, Vuori',
    'katu, tie, kuja',
  ),
}

export const icelandic: NameStyle = {
  ...nordic,
  plain: ['Hótel {b}', 'Hótel {a}', '{b} Hotel', 'Hótel {b}', 'Hótel {b} {city}'],
  budget: ['Gistihús {b}', '{b} Guesthouse', 'Gistiheimilið {b}'],
  a: list('Norðurljós, Fálkinn, Gamla Höfnin, Krían, Lundinn, Stjarnan, Jökull, Bláfell'),
  b: list(
    'Edda, Askja, Hekla, Katla, Esja, Ylfa, Embla, Freyja, Vík, Laufey, Sóley, Björk, Sunna, Birta, Hraun, Garður',
  ),
  beach: list('Hótel Strönd'),
  mountain: list('Hótel Fjall'),
  streets: combine('Lauga, Hverfis, Grettis, Njáls, Berg, Skóla, Öldu, Ægis, Tún', 'gata, vegur, stígur'),
}
