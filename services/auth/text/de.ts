/** Every word of the sign-in pages in German. */
import type { Scope } from '../contract.ts'
import type { Text } from './en.ts'

/** Of those that a person may be asked for. */
const says: Partial<Record<Scope, string>> = {
  'search:read': 'Hotels als Kunde zu suchen, häufiger als andere',
  'search:quote': 'verbindliche Preise zu erfragen',
  'users:read': 'Ihren Namen, Ihre E-Mail-Adresse und Ihre Einstellungen zu sehen',
  'users:write': 'Ihren Namen und Ihre Einstellungen zu ändern',
  'users:account':
    'Ihre E-Mail-Adresse oder Ihr Passwort zu ändern, Ihre Daten zu exportieren und Ihr Konto zu schließen',
  'reservations:inventory_write': 'festzulegen, wie viele Zimmer verkauft werden',
  'reservations:read': 'Ihre Buchungen zu sehen',
  'reservations:write': 'für Sie zu buchen, Buchungen zu ändern und zu stornieren',
  'reservations:desk': 'den Empfang der Hotels zu führen, in denen Sie arbeiten',
  'payments:read': 'Ihre Zahlungen und Belege zu sehen',
  'payments:write': 'Ihre Buchungen zu bezahlen',
}

export const de: Text = {
  locale: 'de',
  dir: 'ltr',
  brand: 'Vacancy',
  sign_in: {
    title: 'Anmelden',
    lead: (client) => `um mit ${client} fortzufahren`,
    login: 'E-Mail-Adresse',
    password: 'Passwort',
    submit: 'Anmelden',
    forgot: 'Passwort vergessen?',
    no_account: 'Noch kein Konto?',
    sign_up: 'Registrieren',
    wrong: 'Die E-Mail-Adresse oder das Passwort ist falsch.',
    too_many: (minutes) =>
      `Zu viele Versuche. Versuchen Sie es in ${minutes === 1 ? 'einer Minute' : `${minutes} Minuten`} noch einmal.`,
    busy: 'Gerade melden sich viele an. Versuchen Sie es in einigen Sekunden noch einmal.',
    stale:
      'Dieses Formular war zu lange offen oder kam von einer anderen Seite. Versuchen Sie es noch einmal.',
  },
  consent: {
    title: 'Zugriff erlauben?',
    lead: (client) => `${client} bittet darum,`,
    where: 'Danach kommen Sie zurück zu',
    allow: 'Erlauben',
    deny: 'Ablehnen',
    says: (scope) => says[scope] ?? '',
    note: 'Sie können das zurücknehmen, indem Sie Ihr Passwort ändern.',
    signed_in_as: 'Angemeldet als',
  },
  end: {
    title: 'Abmelden?',
    lead: 'Sie werden in diesem Browser abgemeldet, auch von den Seiten, die Sie von hier aus betreten haben.',
    submit: 'Abmelden',
    done_title: 'Sie sind abgemeldet',
    done: 'Sie können diese Seite schließen.',
  },
  error: {
    title: 'Dieser Link funktioniert nicht',
    lead: 'Die Seite, die Sie hergeschickt hat, hat einen Fehler gemacht. Gehen Sie zurück und versuchen Sie es noch einmal; wenn es dabei bleibt, nennen Sie ihr, was unten steht.',
    broken_title: 'Bei uns ist etwas schiefgegangen',
    broken: 'Versuchen Sie es gleich noch einmal.',
  },
}
