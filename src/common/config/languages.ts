/** Languages that messages are written in (`src/triggers/messages/`), by their ISO 639 code. */
export const languages = ['en', 'de'] as const;

export type Language = (typeof languages)[number];
