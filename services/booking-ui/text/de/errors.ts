/** The words for what went wrong. */
import type { Text } from '../en.ts'
import { pluralOf } from '../plural.ts'

const plural = pluralOf('de')

export const errors_de: Text['errors'] = {
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
    'pdf-reports': {
      title: 'Belege sind nicht erreichbar',
      heading: 'Belege können gerade nicht erstellt werden',
      body: 'Was Dokumente erstellt, antwortet nicht. Meist ist es nach Sekunden zurück; Ihre Buchung und Ihre Zahlung sind davon nicht betroffen.',
      works: 'Was weiterhin geht: alles andere. Der Beleg liegt auch in Ihrem Postfach.',
    },
    bank: {
      title: 'Die Bank ist nicht erreichbar',
      heading: 'Die Bank antwortet gerade nicht',
      body: 'Wir wissen noch nicht, ob Ihr letzter Schritt durchging. Ein neuer Versuch ist sicher: Nichts wird zweimal abgebucht, und das Zimmer bleibt so lange gehalten, wie es in Ihrer Buchung steht.',
      works: 'Was weiterhin geht: Hotels suchen und Ihre Reisen ansehen.',
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
  stray_again:
    'Ihr Browser hat das zugehörige Cookie nicht behalten, und es ist nichts geschehen. Ihre Eingaben sind noch da.',
  stray_link: 'Seite noch einmal öffnen',
  spoiled_heading: 'Dieses Formular ließ sich nicht lesen',
  spoiled_body: 'Es enthält etwas, das nicht von unserer Seite stammt; es ist nichts geschehen.',
  signed_out_heading: 'Sie sind abgemeldet',
  signed_out_body:
    'Ihre Sitzung endete, bevor dies gesendet wurde; es ist nichts geschehen. Melden Sie sich an und versuchen Sie es noch einmal.',
  signed_out_kept:
    'Ihre Eingaben sind noch da. Melden Sie sich an, gern in einem anderen Tab, und senden Sie sie danach:',
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
  send_again: 'Noch einmal senden',
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
}

export const field_errors_de: Text['field_errors'] = {
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
  first_night: {
    past: 'Die erste Nacht ist schon vorbei',
    too_far: 'Die erste Nacht kann höchstens 540 Tage entfernt sein',
    no_allotment: 'In dieser Nacht gibt es noch keine Zimmer',
    default: 'Geben Sie eine erste Nacht ein',
  },
  last_night: {
    order: 'Die letzte Nacht darf nicht vor der ersten liegen',
    too_long: 'Ändern Sie höchstens 366 Nächte auf einmal',
    no_allotment: 'In dieser Nacht gibt es noch keine Zimmer',
    default: 'Geben Sie eine letzte Nacht ein',
  },
  capacity: {
    required: 'Geben Sie eine Zahl von Zimmern ein, oder halten Sie den Verkauf an',
    default: 'Geben Sie 0 bis 255 Zimmer ein',
  },
  price: {
    required: 'Geben Sie einen Preis ein, die Mindestnächte oder ob Gäste anreisen',
    maximum: 'Dieser Preis ist höher, als verkauft werden kann',
    default: 'Geben Sie einen Preis ein, etwa 129.00',
  },
  min_stay: { default: 'Geben Sie 1 bis 30 Nächte ein' },
  currency: { default: 'Der Preis muss in der Währung des Hotels sein' },
  special_requests: { default: 'Höchstens 500 Zeichen, ohne Zeilenumbrüche' },
  other: { default: 'Ein Teil dieses Links ist ungültig' },
}
