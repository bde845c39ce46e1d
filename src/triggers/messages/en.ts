import type { MessageTexts } from './message-texts';

/** Messages in English. */
export const en: MessageTexts = {
  greeting: 'Hello {name},',
  greetingWithoutName: 'Hello,',
  closing: 'If you did not ask for this, you need not do anything. Never give a code to anybody else.',
  messages: {
    SignUp: {
      sms: 'Your code to sign up is {code}.',
      subject: 'Your code to sign up',
      email: ['Welcome! This code confirms your account:', '{code}'],
    },
    ResendCode: {
      sms: 'Your new code to sign up is {code}.',
      subject: 'Your new code to sign up',
      email: ['This new code confirms your account. The one before is no longer good:', '{code}'],
    },
    ForgotPassword: {
      sms: 'Your code to set a new password is {code}.',
      subject: 'Your code to set a new password',
      email: ['With this code you can set a new password:', '{code}'],
    },
    UpdateUserAttribute: {
      sms: 'Your code to confirm your new number is {code}.',
      subject: 'Please confirm your new address',
      email: ['This code confirms that the new address is yours:', '{code}'],
    },
    VerifyUserAttribute: {
      sms: 'Your code to confirm your number is {code}.',
      subject: 'Please confirm your address',
      email: ['This code confirms that the address is yours:', '{code}'],
    },
    AdminCreateUser: {
      sms: 'You are invited. Username: {username} Password: {code}',
      subject: 'You are invited',
      email: [
        'an account has been made for you. You will choose a password of your own when you sign in for the first time.',
        'Username: {username}',
        'Temporary password: {code}',
      ],
    },
    Authentication: {
      sms: 'Your code to sign in is {code}.',
      subject: 'Your code to sign in',
      email: ['This is your code to sign in:', '{code}'],
    },
  },
  magicLink: {
    subject: 'Your link to sign in',
    email: [
      'This link signs you in, in the browser in which you asked for it. It works once, for {minutes} minutes:',
      '{link}',
    ],
  },
};
