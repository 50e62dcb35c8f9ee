/** Every word of the site in German. */

import { account_de } from './de/account.ts'
import { booking_de, trips_de } from './de/booking.ts'
import { desk_de } from './de/desk.ts'
import type { Text } from './en.ts'
import { pluralOf } from './plural.ts'

const plural = pluralOf('de')
const number = new Intl.NumberFormat('de')
const count = (value: number) => number.format(value)

export const de: Text = {
  locale: 'de',
  date_locale: 'de-DE',
  dir: 'ltr',
  count,

  brand: 'Vacancy',
  skip: 'Zum Inhalt springen',
  home_link: 'Vacancy, Startseite',
  footer: {
    about: 'Hotels, Preise und freie Zimmer auf dieser Seite sind zur Vorführung erzeugt.',
    cities: 'Städte: GeoNames, CC BY 4.0',
    promise: 'Der Preis, den Sie sehen, gilt für den ganzen Aufenthalt und alle gewünschten Zimmer.',
    language: 'Sprache',
  },
  title: (parts) => `${parts} · Vacancy`,

  lab: {
    link: 'Das Labor',
    title: 'Das Labor',
    heading: 'Wie soll ein Server warten?',
    lead: 'Die Dienste hinter dieser Seite, gemessen unter verschiedenen Modellen der Nebenläufigkeit: dieselbe Aufgabe, dieselben Daten, dieselben Bytes, jede Antwort verglichen.',
    none: 'Noch ist nichts veröffentlicht.',
    report: (models, workloads) => `${models} Modelle, ${workloads}`,
    commit: (commit) => `Commit ${commit}`,
  },

  home: {
    title: 'Vacancy: Hotels mit freien Zimmern, heute und jede Nacht danach',
    heading: 'Ein Zimmer wartet.',
    lead: 'Hotels in aller Welt. Jedes, das wir zeigen, ist in jeder Nacht Ihres Aufenthalts frei, zum Preis für alles.',
    popular: 'Beliebte Ziele',
    popular_lead:
      'In zwei Wochen, drei Nächte, zwei Erwachsene. Auf der nächsten Seite lässt sich alles ändern.',
    away: 'Die beliebten Ziele antworten gerade nicht. Sobald sie zurück sind, können Sie suchen.',
    points: [
      {
        title: 'Jede Nacht frei',
        body: 'Ein Hotel erscheint nur, wenn ein Zimmertyp von der ersten bis zur letzten Nacht frei ist.',
      },
      {
        title: 'Der ganze Preis',
        body: 'Eine Summe für den Aufenthalt und alle Zimmer, in der Währung des Hotels, neben dem Preis pro Nacht.',
      },
      {
        title: 'Klare Bedingungen',
        body: 'Bis wann Sie stornieren können und was Sie zurückbekommen, mit Datum statt Kleingedrucktem.',
      },
    ],
  },

  form: {
    label: 'Hotels suchen',
    destination: 'Wohin?',
    destination_hint: 'Stadt',
    check_in: 'Anreise',
    check_out: 'Abreise',
    adults: 'Erwachsene',
    children: 'Kinder',
    rooms: 'Zimmer',
    submit: 'Suchen',
    update: 'Ändern',
    suggestions: (n) => plural(n, { one: '# Vorschlag', other: '# Vorschläge' }),
    no_suggestions: 'Keine Stadt beginnt so',
    errors_title: 'Fast geschafft',
    errors_heading: (n) => plural(n, { one: 'Eine Angabe stimmt nicht', other: '# Angaben stimmen nicht' }),
  },

  nav: {
    label: 'Ihr Konto',
    sign_in: 'Anmelden',
    sign_up: 'Registrieren',
    trips: 'Ihre Reisen',
    account: 'Konto',
  },
  account: account_de,
  booking: booking_de,
  trips: trips_de,
  desk: desk_de,

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
  policy_names: {
    flexible: 'Flexibel',
    moderate: 'Moderat',
    strict: 'Streng',
    non_refundable: 'Nicht erstattbar',
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

  hotel: {
    title: (name, city) => `${name}, ${city}`,
    about: 'Über dieses Hotel',
    amenities: 'Ausstattung',
    times: 'An- und Abreise',
    check_in_from: 'Check-in ab',
    check_out_until: 'Check-out bis',
    rooms_heading: 'Zimmer für Ihren Aufenthalt',
    size: (m2) => `${count(m2)} m²`,
    sleeps: (people) => plural(people, { one: 'Für # Person', other: 'Für # Personen' }),
    by_night: 'Preis je Nacht',
    night: 'Nacht',
    price: 'Preis',
    left: 'Freie Zimmer',
    night_sold_out: 'Ausgebucht',
    reasons: {
      too_small: 'Zu klein für Ihre Gruppe',
      sold_out: 'Ausgebucht',
      min_stay: 'Aufenthalt zu kurz',
      closed_to_arrival: 'Keine Anreise an diesem Tag',
    },
    too_small: (adults, people) => `Ein Zimmer fasst bis zu ${adults}, insgesamt ${count(people)} Personen.`,
    try_rooms: (rooms) => `Mit ${rooms} suchen`,
    sold_out_on: (nights) => `Nicht genug Zimmer am ${nights}.`,
    not_on_sale: 'Nicht für alle diese Nächte im Verkauf.',
    min_stay: (nights, date) => `Ein Aufenthalt ab ${date} dauert mindestens ${nights}.`,
    try_nights: (nights) => `${nights} bleiben`,
    closed_to_arrival: (date) => `Am ${date} nimmt das Hotel keine neuen Gäste auf.`,
    try_next_day: 'Einen Tag später anreisen',
    back: (place) => `Alle Hotels in ${place}`,
    none_free: 'Für diesen Aufenthalt ist hier kein Zimmer frei.',
    some_free: (n) =>
      plural(n, {
        one: '# Zimmertyp ist in jeder Nacht frei',
        other: '# Zimmertypen sind in jeder Nacht frei',
      }),
    picture: (name) => `Zeichnung zu ${name}`,
    pictures: {
      room: 'Zeichnung eines Zimmers',
      breakfast: 'Zeichnung des Frühstücks',
      view: 'Zeichnung eines Ausblicks',
    },
    stay_invalid: 'Berichtigen Sie oben Daten oder Gäste, um Zimmer und Preise zu sehen.',
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

  choose: {
    title: (q) => `Welches ${q}?`,
    exact: (q) => `Welches ${q}?`,
    near: 'Meinten Sie einen dieser Orte?',
    lead: 'Mehrere Orte heißen so.',
    near_lead: (q) => `Keine Stadt heißt „${q}“, aber diese beginnen so.`,
    people: (n) => `${n} Einwohner`,
  },

  nowhere: {
    title: 'Ort nicht gefunden',
    heading: 'Diesen Ort haben wir nicht gefunden',
    typed: (q) =>
      `Keine Stadt beginnt mit „${q}“. Prüfen Sie die Schreibweise oder versuchen Sie eine größere Stadt in der Nähe.`,
    unknown: 'Dieser Link führt zu einer Stadt, die wir nicht kennen. Suchen Sie nach ihrem Namen.',
    suggestions: 'Oder beginnen Sie hier',
  },

  errors: {
    not_found_title: 'Seite nicht gefunden',
    not_found_heading: 'Hier ist keine Seite',
    not_found_body: 'Die Adresse ist vielleicht vertippt, oder die Seite ist umgezogen.',
    hotel_title: 'Hotel nicht gefunden',
    hotel_heading: 'Dieses Hotel haben wir nicht',
    hotel_body:
      'Vielleicht ist es nicht mehr bei Vacancy, oder dem Link fehlen Buchstaben. Eine neue Suche findet, was frei ist.',
    away: {
      search: {
        title: 'Die Hotelsuche ist nicht erreichbar',
        heading: 'Die Hotelsuche antwortet gerade nicht',
        body: 'Bis sie zurück ist, meist nach Sekunden, können wir weder Hotels noch Preise zeigen. Ihre Eingaben sind nicht verloren: Der Link versucht genau dasselbe noch einmal.',
        works: 'Was weiterhin geht: diese Seite, Ihre Reisen und Ihre eingegebene Suche.',
      },
      reservations: {
        title: 'Buchungen sind nicht erreichbar',
        heading: 'Die Buchungen antworten gerade nicht',
        body: 'Bis sie zurück sind, meist nach Sekunden, können wir Buchungen weder zeigen noch ändern. Was Sie gebucht haben, ist sicher, und nichts wird doppelt gebucht, wenn Sie es noch einmal versuchen.',
        works: 'Was weiterhin geht: Hotels suchen und Preise ansehen.',
      },
      payments: {
        title: 'Zahlungen sind nicht erreichbar',
        heading: 'Die Zahlungen antworten gerade nicht',
        body: 'Wir wissen noch nicht, ob Ihr letzter Schritt durchging. Ein neuer Versuch ist sicher: Nichts wird zweimal abgebucht.',
        works: 'Was weiterhin geht: Hotels suchen und Ihre Reisen ansehen.',
      },
      auth: {
        title: 'Die Anmeldung ist nicht erreichbar',
        heading: 'Die Anmeldung antwortet gerade nicht',
        body: 'Bis sie zurück ist, meist nach Sekunden, wissen wir nicht, wer Sie sind.',
        works: 'Was weiterhin geht: Hotels suchen und Preise ansehen.',
      },
      users: {
        title: 'Konten sind nicht erreichbar',
        heading: 'Die Konten antworten gerade nicht',
        body: 'Bis sie zurück sind, meist nach Sekunden, können wir Ihr Konto weder zeigen noch ändern. Geändert wurde nichts, außer eine E-Mail von uns sagt es.',
        works: 'Was weiterhin geht: Hotels suchen, buchen und Ihre Reisen ansehen.',
      },
      other: {
        title: 'Ein Teil dieser Seite ist nicht erreichbar',
        heading: 'Ein Teil dieser Seite antwortet gerade nicht',
        body: 'Meist ist er nach Sekunden zurück. Ein neuer Versuch ist sicher.',
        works: 'Was weiterhin geht: Hotels suchen und Preise ansehen.',
      },
    },
    stray_heading: 'Dieses Formular ließ sich nicht senden',
    stray_body:
      'Es kam von einer anderen Seite, oder Ihr Browser hat das zugehörige Cookie nicht behalten. Öffnen Sie die Seite noch einmal und senden Sie es von dort.',
    stray_link: 'Seite noch einmal öffnen',
    signed_out_heading: 'Sie sind abgemeldet',
    signed_out_body:
      'Ihre Sitzung endete, bevor dies gesendet wurde; es ist nichts geschehen. Melden Sie sich an und versuchen Sie es noch einmal.',
    trip_heading: 'Diese Reise kennen wir nicht',
    trip_body: 'Vielleicht gehört sie zu einem anderen Konto, oder dem Link fehlen Buchstaben.',
    too_many_heading: 'Das war etwas zu oft',
    too_many_body: (minutes) =>
      plural(minutes, {
        one: 'Bitte warten Sie eine Minute und versuchen Sie es noch einmal.',
        other: 'Bitte warten Sie # Minuten und versuchen Sie es noch einmal.',
      }),
    large_heading: 'Das ist mehr, als wir lesen können',
    large_body: 'Das Formular war zu lang, und es ist nichts geschehen.',
    retry: 'Noch einmal versuchen',
    to_home: 'Zur Startseite',
    broken_title: 'Etwas ist schiefgegangen',
    broken_heading: 'Bei uns ist etwas schiefgegangen',
    broken_body: 'Wir haben es notiert. Ein neuer Versuch kann helfen.',
    page_gone_title: 'Diese Ergebnisseite gibt es nicht mehr',
    page_gone_heading: 'Diese Ergebnisseite gibt es nicht mehr',
    page_gone_body:
      'Der Link zu weiteren Ergebnissen gehört zu einer anderen Suche. Die erste Seite ist noch da.',
    page_gone_link: 'Die ersten Hotels zeigen',
    unreadable_heading: 'Diese Adresse konnten wir nicht lesen',
    unreadable_body: 'Der Link scheint beschädigt: Er enthält Zeichen, die kein Text sind.',
  },

  field_errors: {
    q: {
      required: 'Geben Sie eine Stadt ein',
      max_length: 'Höchstens 100 Zeichen',
      characters: 'Nur Buchstaben',
      default: 'Geben Sie den Namen einer Stadt ein',
    },
    check_in: {
      past: 'Die Anreise liegt in der Vergangenheit',
      too_far: 'Die Anreise kann höchstens 540 Tage in der Zukunft liegen',
      default: 'Geben Sie einen Anreisetag ein',
    },
    check_out: {
      order: 'Die Abreise muss nach der Anreise liegen',
      too_long: 'Ein Aufenthalt dauert höchstens 30 Nächte',
      default: 'Geben Sie einen Abreisetag ein',
    },
    adults: {
      minimum: 'Mindestens 1 Erwachsener',
      maximum: 'Höchstens 30 Erwachsene',
      default: 'Geben Sie die Zahl der Erwachsenen ein',
    },
    children: {
      minimum: 'Geben Sie 0 oder mehr ein',
      maximum: 'Höchstens 10 Kinder',
      default: 'Geben Sie die Zahl der Kinder ein',
    },
    rooms: {
      minimum: 'Mindestens 1 Zimmer',
      maximum: 'Höchstens 8 Zimmer',
      more_than_adults: 'Jedes Zimmer braucht einen Erwachsenen',
      default: 'Geben Sie die Zahl der Zimmer ein',
    },
    stars: { default: 'Wählen Sie 1 bis 5 Sterne' },
    amenities: { default: 'Eine dieser Ausstattungen gibt es nicht' },
    sort: { default: 'Wählen Sie eine Reihenfolge aus der Liste' },
    min_price: { default: 'Geben Sie einen ganzen Betrag ein' },
    max_price: { order: 'Darf nicht kleiner sein als „Von“', default: 'Geben Sie einen ganzen Betrag ein' },
    name: { default: 'Geben Sie Ihren Namen ein' },
    email: {
      taken: 'Diese Adresse gehört zu einem anderen Konto',
      required: 'Geben Sie eine E-Mail-Adresse ein',
      default: 'Geben Sie eine E-Mail-Adresse ein, etwa ann@example.com',
    },
    password: {
      too_short: 'Mindestens 10 Zeichen',
      too_long: 'Höchstens 128 Zeichen',
      too_common: 'Zu leicht zu erraten: Nehmen Sie mehrere ungewöhnliche Wörter',
      required: 'Geben Sie ein Passwort ein',
      default: 'Wählen Sie ein anderes Passwort',
    },
    current_password: { default: 'Geben Sie Ihr Passwort ein' },
    phone: { default: 'Geben Sie eine Nummer mit + am Anfang ein, etwa +41 61 555 01 23' },
    code: { default: 'Geben Sie den Code aus der E-Mail ein' },
    special_requests: { default: 'Höchstens 500 Zeichen, ohne Zeilenumbrüche' },
    other: { default: 'Ein Teil dieses Links ist ungültig' },
  },
}
