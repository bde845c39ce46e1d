import type { Settings } from './settings';

/** Somebody whose story is told. */
export interface Person {
  /** The username of the sign-up. */
  readonly username: string;
  /** What is typed at later sign-ins: the username, or an alias of it. */
  readonly name: string;
  /** Where codes are sent. */
  readonly address: string;
  /** Where codes are sent after the person has moved. */
  readonly nextAddress: string;
  readonly attributes: Readonly<Record<string, string>>;
}

let count = 0;

/** Somebody new, named as the settings ask for. */
export function newPerson({ signsInWith }: Settings, contact: 'email' | 'phone_number'): Person {
  const id = `${process.pid}.${++count}`;
  const [address, nextAddress] =
    contact === 'email' ? [`ada.${id}@example.com`, `lovelace.${id}@example.com`] : [phone(0), phone(1)];
  const preferred = `countess.${id}`;
  const byAddress =
    signsInWith === 'email' || signsInWith === 'phone_number' || signsInWith === 'either address';
  const username = byAddress ? address : `ada.${id}`;
  const name =
    signsInWith === 'alias preferred_username' ? preferred : signsInWith === 'username' ? username : address;
  return {
    username,
    name,
    address,
    nextAddress,
    attributes: { [contact]: address, name: 'Ada', 'custom:team': 'engines', 'custom:rank': '1' },
  };
}

/** A name in another spelling, which means the same person only where case does not matter; undefined for numbers. */
export function respelled(name: string): string | undefined {
  const shouted = name.toUpperCase();
  return shouted === name ? undefined : shouted;
}

/** A number nobody else in this run has. */
function phone(second: 0 | 1): string {
  return `+1555${String((process.pid % 10_000) * 1000 + count * 2 + second).padStart(7, '0')}`;
}
