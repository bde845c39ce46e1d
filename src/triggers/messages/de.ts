import type { MessageTexts } from './message-texts';

/** Messages in German. */
export const de: MessageTexts = {
  greeting: 'Guten Tag {name},',
  greetingWithoutName: 'Guten Tag,',
  closing:
    'Falls Sie das nicht angefordert haben, müssen Sie nichts tun. Geben Sie einen Code nie an andere weiter.',
  messages: {
    SignUp: {
      sms: 'Ihr Code zur Registrierung lautet {code}.',
      subject: 'Ihr Code zur Registrierung',
      email: ['willkommen! Dieser Code bestätigt Ihr Konto:', '{code}'],
    },
    ResendCode: {
      sms: 'Ihr neuer Code zur Registrierung lautet {code}.',
      subject: 'Ihr neuer Code zur Registrierung',
      email: ['dieser neue Code bestätigt Ihr Konto. Der vorige gilt nicht mehr:', '{code}'],
    },
    ForgotPassword: {
      sms: 'Ihr Code für ein neues Passwort lautet {code}.',
      subject: 'Ihr Code für ein neues Passwort',
      email: ['mit diesem Code können Sie ein neues Passwort festlegen:', '{code}'],
    },
    UpdateUserAttribute: {
      sms: 'Ihr Code zur Bestätigung der neuen Nummer lautet {code}.',
      subject: 'Bitte bestätigen Sie Ihre neue Adresse',
      email: ['dieser Code bestätigt, dass die neue Adresse Ihnen gehört:', '{code}'],
    },
    VerifyUserAttribute: {
      sms: 'Ihr Code zur Bestätigung der Nummer lautet {code}.',
      subject: 'Bitte bestätigen Sie Ihre Adresse',
      email: ['dieser Code bestätigt, dass die Adresse Ihnen gehört:', '{code}'],
    },
    AdminCreateUser: {
      sms: 'Sie sind eingeladen. Name: {username} Passwort: {code}',
      subject: 'Sie sind eingeladen',
      email: [
        'für Sie wurde ein Konto angelegt. Bei der ersten Anmeldung wählen Sie ein eigenes Passwort.',
        'Benutzername: {username}',
        'Vorläufiges Passwort: {code}',
      ],
    },
    Authentication: {
      sms: 'Ihr Anmeldecode lautet {code}.',
      subject: 'Ihr Anmeldecode',
      email: ['dies ist Ihr Code für die Anmeldung:', '{code}'],
    },
  },
  magicLink: {
    subject: 'Ihr Link zur Anmeldung',
    email: [
      'dieser Link meldet Sie an, und zwar in dem Browser, in dem Sie ihn angefordert haben. Er gilt einmal, für {minutes} Minuten:',
      '{link}',
    ],
  },
};
