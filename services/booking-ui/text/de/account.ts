/** Die Wörter rund um Konten. */
import type { account_en } from '../en/account.ts'

export const account_de: typeof account_en = {
  sign_up: {
    title: 'Registrieren',
    heading: 'Ein Konto anlegen',
    lead: 'Um Zimmer zu buchen und Gebuchtes zu finden, zu ändern und zu stornieren.',
    submit: 'Registrieren',
    have_one: 'Sie haben schon ein Konto?',
    have_code: 'Sie haben einen Code? Adresse bestätigen',
  },
  fields: {
    name: 'Name',
    email: 'E-Mail-Adresse',
    password: 'Passwort',
    password_hint:
      'Mindestens 10 Zeichen. Mehrere ungewöhnliche Wörter sind leicht zu merken und schwer zu erraten.',
    new_password: 'Neues Passwort',
    current_password: 'Ihr Passwort',
    phone: 'Telefon',
    phone_hint: 'Mit Ländervorwahl: +41 61 555 01 23. Nur für Fragen zu einem Aufenthalt.',
    code: 'Code aus der E-Mail',
    language: 'Sprache der E-Mails',
  },
  languages: { en: 'English', de: 'Deutsch', zh: '中文' },

  verify: {
    title: 'E-Mail-Adresse bestätigen',
    heading: 'Sehen Sie in Ihr Postfach',
    lead: 'Wenn die Adresse verwendet werden kann, ist ein Code dorthin unterwegs. Geben Sie ihn binnen eines Tages hier ein, und nur, wenn Sie selbst ihn angefordert haben.',
    lead_new_address:
      'Ein Code ist auf dem Weg zur neuen Adresse. Geben Sie ihn binnen eines Tages hier ein; bis dahin melden Sie sich mit der alten an.',
    again_new_address: 'Auf der Seite Ihres Kontos einen neuen Code anfordern',
    sent: 'Wenn die Adresse auf einen Code wartet, ist ein weiterer auf dem Weg.',
    done_new_address: 'Von jetzt an melden Sie sich damit an.',
    submit: 'Bestätigen',
    resend_heading: 'Nichts angekommen?',
    resend: 'Noch einmal senden',
    done_heading: 'Ihre Adresse ist bestätigt',
    done_body: 'Melden Sie sich damit und mit Ihrem Passwort an.',
  },
  codes: {
    invalid: 'Dieser Code gilt nicht: Suchen Sie eine neuere E-Mail, oder kopieren Sie ihn ganz',
    expired: 'Dieser Code ist zu alt: Fordern Sie einen neuen an',
  },

  forgot: {
    title: 'Passwort vergessen',
    heading: 'Ein neues Passwort wählen',
    lead: 'Geben Sie Ihre Adresse ein. Wenn es dazu ein Konto gibt, geht ein Code dorthin.',
    submit: 'Code senden',
    have_code: 'Sie haben schon einen Code? Neues Passwort setzen',
  },
  reset: {
    title: 'Neues Passwort',
    heading: 'Ein neues Passwort setzen',
    lead: 'Der Code gilt eine Stunde. Sie werden überall abgemeldet.',
    again: 'Noch einen Code senden',
    submit: 'Passwort setzen',
    done_heading: 'Ihr Passwort ist geändert',
    done_body: 'Melden Sie sich mit dem neuen an.',
  },

  refused: {
    heading: 'Sie sind nicht angemeldet',
    body: 'Sie haben vor dem Ende abgebrochen. Geändert wurde nichts.',
    stray_heading: 'Diese Anmeldung gilt nicht mehr',
    stray_body:
      'Sie hat mehr als zehn Minuten gedauert, wurde in einem anderen Browser begonnen oder schon benutzt.',
    again: 'Anmelden',
  },
  signed_out: { heading: 'Sie sind abgemeldet', body: 'In diesem Browser ist nichts von Ihnen geblieben.' },

  sign_out_here: {
    title: 'Abmelden',
    heading: 'Die Anmeldung antwortet gerade nicht',
    body: 'Diesen Browser können Sie trotzdem verlassen. Andere Geräte und andere Seiten, auf denen Sie mit diesem Konto angemeldet sind, bleiben es, bis Sie sich dort abmelden.',
    submit: 'In diesem Browser abmelden',
    done: 'In diesem Browser ist nichts mehr von Ihnen. Da die Anmeldung nicht antwortete, bleiben Sie anderswo angemeldet: Melden Sie sich auch dort ab oder ändern Sie Ihr Passwort.',
  },

  profile: {
    title: 'Ihr Konto',
    heading: 'Ihr Konto',
    since: (date) => `Bei uns seit ${date}`,
    details: 'Ihre Angaben',
    save: 'Speichern',
    saved: 'Gespeichert.',
    conflict:
      'Ihre Angaben wurden inzwischen anderswo geändert. Sehen Sie sie noch einmal an, bevor Sie speichern.',
    email: 'E-Mail-Adresse',
    email_now: (email) => `Sie melden sich mit ${email} an.`,
    email_new: 'Neue E-Mail-Adresse',
    email_submit: 'Code an die neue Adresse senden',
    email_code: 'Sie haben einen Code für eine neue Adresse?',
    password: 'Passwort',
    password_lead: 'Sie werden überall abgemeldet und melden sich mit dem neuen an.',
    password_submit: 'Passwort ändern',
    wrong_password: 'Das ist nicht Ihr Passwort',
    data: 'Ihre Daten',
    data_lead:
      'Alles, was wir von Ihnen haben, als Datei (JSON): Ihr Konto, was Sie gebucht und was Sie bezahlt haben.',
    download: 'Ihre Daten herunterladen',
    sign_out: 'Abmelden',
    close: 'Konto schließen',
    close_lead:
      'Ihre Daten werden überall gelöscht; Rechnungen bleiben ohne Ihren Namen, wie das Gesetz es verlangt. Bevorstehende Reisen bleiben gebucht, lassen sich hier aber nicht mehr ändern: Stornieren Sie sie zuerst.',
    close_submit: 'Mein Konto endgültig schließen',
    closed_heading: 'Ihr Konto ist geschlossen',
    closed_body: 'Wir löschen jetzt Ihre Daten. Eine E-Mail sagt Ihnen, wenn das getan ist.',
  },
}
