import { combine, list, type NameStyle } from '#lib/dataset/names/style'

export const german: NameStyle = {
  plain: [
    'Hotel {a}',
    'Hotel {b}',
    'Hotel {b}',
    'Hotel {a}',
    'Hotel Haus {b}',
    'Stadthotel {b}',
    'Hotel {b} {city}',
  ],
  budget: ['Pension {b}', 'Gasthof {b}', 'Gasthaus {a}', 'Pension Haus {b}'],
  grand: ['Grand Hotel {b}', 'Parkhotel {b}', 'Hotel Palais {b}', 'Schlosshotel {b}'],
  a: list(
    'Am Stadtgarten, Am Markt, Zum Goldenen Hirsch, Zur Post, Am Rathaus, Zum Schwan, Am Kurpark, Zur Alten Mühle, Goldener Anker, Goldene Krone, Zum Löwen, Drei Könige, Weißes Rössl, Zur Sonne, Am Theater, An der Oper, Am Dom, Zum Ritter, Schwarzer Adler, Zur Linde, Am Hofgarten, Zum Roten Bären',
  ),
  b: list(
    'Lindenhof, Rosengarten, Kaiserhof, Fürstenhof, Sonnenhof, Kronprinz, Bellevue, Schiller, Goethe, Brunnenhof, Ahornhof, Burgblick, Adler, Residenz, Astoria, Viktoria, Kastanienhof, Wilder Mann, Lessing, Eichenhof, Klosterhof, Mozart, Haydn, Marienhof, Tannenhof, Waldhorn, Merian, Rheinfels',
  ),
  beach: list('Strandhotel Möwe, Hotel Seestern, Hotel Dünenblick, Hotel Meeresbrise'),
  mountain: list(
    'Alpenhotel Edelweiß, Berghotel Almrausch, Hotel Alpenblick, Gasthof Bergkristall, Hotel Gletscherblick, Landhaus Enzian, Hotel Bergfried, Alpengasthof Murmeltier',
  ),
  parts: list(
    'Zentrum, Hauptbahnhof, Nord, Süd, West, Ost, Altstadt, Messe, Am Park, Universität, Rathaus, Markt',
  ),
  address: '{s} {n}',
  streets: combine(
    'Linden, Garten, Schiller, Goethe, Berg, Kirch, Rosen, Mühl, Brunnen, Kloster, Burg, Kaiser, Mozart, Beethoven, Ufer, Kastanien, Schloss, Theater, Museum, Wiesen',
    'straße, gasse, weg, allee',
  ),
  max_number: 110,
}

export const dutch: NameStyle = {
  plain: ['Hotel {a}', 'Hotel {b}', 'Hotel {b}', 'Huis {b}', 'Logement {a}', 'Hotel {b} {city}'],
  budget: ['Pension {b}', 'Herberg {a}', 'Logement {a}', 'Stadsherberg {a}'],
  grand: ['Grand Hotel {b}', 'Hotel Paleis {b}', 'Hotel Residentie {b}', 'Grand Hotel {a}'],
  a: list(
    'De Gouden Leeuw, De Zwaan, Aan de Gracht, Het Wapen, De Drie Molens, De Koopman, De Pelikaan, Het Anker, De Kroon, Aan het Water, De Tulp, De Waag, Het Oude Raadhuis, De Zeven Linden, De Rode Haan, De Posthoorn, De Witte Brug, Het Gildehuis',
  ),
  b: list(
    'Oranjehof, Lindenoord, Wilhelmina, Erasmus, Vondelaar, Spaarnezicht, Rembert, Vermeulen, Prinsenhof, Keizershof, Berkenrode, Amstelhof, Zonneveld, Bloemendaal, Van Leyden, Groenhof, Bellefleur, Breughel, Begijnhof, Sint-Joris',
  ),
  beach: list('Strandhotel De Meeuw, Hotel Duinzicht, Hotel Zeester, Hotel Noordzee'),
  mountain: list('Hotel De Heuvel'),
  parts: list(
    'Centrum, Station, Noord, Zuid, West, Oost, Oude Stad, Museum, Park, Haven, Markt, Universiteit',
  ),
  address: '{s} {n}',
  streets: combine(
    'Linden, Prinsen, Molen, Kerk, Linnen, Kaas, Beuken, Wilhelmina, Heren, Bloem, Haring, Brouwers, Zaagmolen, Oranje, Rozen, Spiegel',
    'straat, gracht, kade, laan',
  ),
  max_number: 260,
}
