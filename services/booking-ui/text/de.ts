/** Every word of the site in German. */

import { account_de } from './de/account.ts'
import { booking_de, trips_de } from './de/booking.ts'
import { desk_de } from './de/desk.ts'
import { errors_de, field_errors_de } from './de/errors.ts'
import { list_de } from './de/list.ts'
import type { Text } from './en.ts'
import { pluralOf } from './plural.ts'

const plural = pluralOf('de')
const number = new Intl.NumberFormat('de')
const count = (value: number) => number.format(value)

export const de: Text = {
  ...list_de,
  brand: 'Vacancy',
  skip: 'Zum Inhalt springen',
  home_link: 'Vacancy, Startseite',
  footer: {
    about: 'Hotels, Preise und freie Zimmer auf dieser Seite sind zur Vorführung erzeugt.',
    cities: 'Städte: GeoNames, CC BY 4.0',
    promise: 'Der Preis, den Sie sehen, gilt für den ganzen Aufenthalt und alle gewünschten Zimmer.',
    language: 'Sprache',
  },
  lab: {
    link: 'Das Labor',
    title: 'Das Labor',
    heading: 'Wie soll ein Server warten?',
    lead: 'Die Dienste hinter dieser Seite, gemessen unter verschiedenen Modellen der Nebenläufigkeit: dieselbe Aufgabe, dieselben Daten, dieselben Bytes, jede Antwort verglichen.',
    none: 'Noch ist nichts veröffentlicht.',
    report: (models, workloads) => `${plural(models, { one: '# Modell', other: '# Modelle' })}, ${workloads}`,
    commit: (commit) => `Commit ${commit}`,
    all: 'Alle Berichte',
    way_back: 'Zurück',
    language: 'Die Berichte sind auf Englisch.',
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

  picker: {
    open: 'Daten mit Preisen wählen',
    title: 'Daten Ihres Aufenthalts',
    arrival: 'Wählen Sie den Tag der Anreise',
    departure: (date) => `Anreise ${date}. Wählen Sie den Tag der Abreise`,
    close: 'Schließen',
    prices: 'Jeder Tag zeigt das günstigste Zimmer für diese Nacht.',
    no_place: 'Wählen Sie zuerst einen Ort, um hier Preise zu sehen.',
    away: 'Die Preise antworten gerade nicht; Daten lassen sich trotzdem wählen.',
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

  errors: errors_de,
  field_errors: field_errors_de,
}
