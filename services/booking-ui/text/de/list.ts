/** The words of a list of hotels. */
import type { ListText } from '../en/list.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('de')
const number = new Intl.NumberFormat('de')
const count = (value: number) => number.format(value)

export const list_de: ListText = {
  locale: 'de',
  date_locale: 'de-DE',
  dir: 'ltr',
  count,

  title: (parts) => `${parts} · Vacancy`,

  nights: (n) => plural(n, { one: '# Nacht', other: '# Nächte' }),
  rooms: (n) => plural(n, { one: '# Zimmer', other: '# Zimmer' }),
  adults: (n) => plural(n, { one: '# Erwachsener', other: '# Erwachsene' }),
  children: (n) => plural(n, { one: '# Kind', other: '# Kinder' }),
  hotels: (n) => plural(n, { one: '# Hotel', other: '# Hotels' }),
  stars: (n) => plural(n, { one: '# Stern', other: '# Sterne' }),
  reviews: (n) => plural(n, { one: '# Bewertung', other: '# Bewertungen' }),
  stay: (dates, nights) => `${dates}, ${nights}`,

  results: {
    title: (place, stay) => `Hotels in ${place}, ${stay}`,
    heading: (place) => `Hotels in ${place}`,
    found: (n) =>
      n === 0
        ? 'Keine Hotels'
        : plural(n, { one: '# Hotel hat ein Zimmer', other: '# Hotels haben ein Zimmer' }),
    list: 'Hotels mit einem Zimmer für Ihren Aufenthalt',
    first_page: 'Zurück zu den ersten Hotels',
    more: 'Weitere Hotels',
    appended: (n) => plural(n, { one: '# weiteres Hotel', other: '# weitere Hotels' }),
    sort: 'Sortieren nach',
    apply: 'Anwenden',
    filters: 'Filter',
    filters_active: (n) => `Filter (${count(n)})`,
    clear: 'Alle Filter löschen',
    active: 'Gewählte Filter',
    remove: (what) => `Filter entfernen: ${what}`,
    stars: 'Sterne',
    amenities: 'Ausstattung',
    more_amenities: 'Mehr Ausstattung',
    price: 'Preis pro Nacht',
    price_unit: (currency) => `Pro Zimmer, in ${currency}`,
    min_price: 'Von',
    max_price: 'Bis',
    price_between: (low, high) => `${low} – ${high} pro Nacht`,
    price_from: (low) => `Ab ${low} pro Nacht`,
    price_to: (high) => `Bis ${high} pro Nacht`,
    none_heading: 'Kein Zimmer passt zu allem',
    none_filtered: 'Für diese Tage erfüllt kein Hotel jeden Filter. Lockern Sie einen:',
    none_stay: (place) =>
      `In ${place} ist an diesen Tagen jedes Hotel belegt, zu klein oder geschlossen. Oft hilft eine kleine Änderung:`,
    earlier: 'Eine Woche früher',
    later: 'Eine Woche später',
    next_day: 'Einen Tag später',
    shorter: (nights) => `Nur ${nights}`,
  },

  partners: {
    answered: (n) =>
      n === 0
        ? undefined
        : plural(n, { one: '# Partner hat geantwortet', other: '# Partner haben geantwortet' }),
    timed_out: (n) => (n === 0 ? undefined : `${count(n)} nicht rechtzeitig`),
    failed: (n) => (n === 0 ? undefined : `${count(n)} konnte nicht antworten`),
    not_asked: (n) => (n === 0 ? undefined : `${count(n)} nicht gefragt: überlastet`),
    and: ', ',
    sold_by: (partner) => `Verkauft von unserem Partner ${partner}`,
  },

  card: {
    distance: (distance) => `${distance} vom Zentrum`,
    see: 'Zimmer ansehen',
    total: (nights, rooms) => (rooms === undefined ? nights : `${nights}, ${rooms}`),
    per_night: (price) => `${price} pro Nacht`,
    per_room_night: (price) => `${price} pro Zimmer und Nacht`,
    rooms_left: (n) => plural(n, { one: 'Nur noch # Zimmer', other: 'Nur noch # Zimmer' }),
    breakfast: 'Frühstück inbegriffen',
    more_amenities: (n) => `+${count(n)} weitere`,
  },

  amenities: {
    wifi: 'WLAN kostenlos',
    breakfast: 'Frühstück',
    parking: 'Parkplatz',
    pool: 'Pool',
    gym: 'Fitnessraum',
    spa: 'Spa',
    restaurant: 'Restaurant',
    bar: 'Bar',
    air_conditioning: 'Klimaanlage',
    pet_friendly: 'Haustiere willkommen',
    airport_shuttle: 'Flughafentransfer',
    family_rooms: 'Familienzimmer',
    wheelchair_accessible: 'Rollstuhlgerecht',
    ev_charging: 'Ladesäule',
    beachfront: 'Am Strand',
    kitchen: 'Küche',
    laundry: 'Wäscherei',
    workspace: 'Arbeitsplatz',
    rooftop: 'Dachterrasse',
    sauna: 'Sauna',
  },
  sorts: {
    recommended: 'Empfohlen',
    price: 'Niedrigster Preis',
    rating: 'Bewertung',
    distance: 'Nähe zum Zentrum',
  },
  ratings: [
    [9.5, 'Außergewöhnlich'],
    [9, 'Hervorragend'],
    [8, 'Sehr gut'],
    [7, 'Gut'],
    [6, 'Angenehm'],
    [0, 'Ordentlich'],
  ],
  rating_out_of: (score) => `${score} von 10`,
  new_hotel: 'Noch keine Bewertungen',

  policy: {
    free_until: (date) => `Kostenlos stornierbar vor ${date}`,
    part_until: (percent, date) => `${percent} % zurück bei Stornierung vor ${date}`,
    then_part: (percent, date) => `danach ${percent} % zurück vor ${date}`,
    none: 'Nicht erstattbar',
    none_any_more: 'Für diese Tage nicht erstattbar',
    clock: 'Stornofristen enden um 00:00 UTC am genannten Tag.',
  },

  calendar: {
    heading: 'Wann frei ist',
    months: 'Monate',
    earlier: 'Frühere Monate',
    later: 'Spätere Monate',
    lead: (nights) =>
      `Wählen Sie einen Anreisetag für ${nights}. Angegeben ist das günstigste Zimmer für diese Nacht.`,
    day: (date, price, least) => `${date}, ab ${price}${least === '' ? '' : `, ${least}`}`,
    min_stay: (nights) => `mindestens ${nights}`,
    full: 'ausgebucht',
    full_short: 'voll',
    closed: 'keine Anreise',
    closed_short: 'zu',
    away: 'Der Kalender antwortet gerade nicht; die Zimmer oben sind aktuell.',
  },

  place_calendar: {
    heading: 'Wann es wie viel kostet',
    lead: (nights) =>
      `Wählen Sie einen Anreisetag für ${nights}. Angegeben ist das günstigste Zimmer aller Hotels für diese Nacht.`,
    away: 'Der Kalender antwortet gerade nicht; die Hotels unten sind aktuell.',
    show: 'Preise nach Datum',
    hide: 'Ausblenden',
  },
}
