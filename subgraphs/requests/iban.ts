/** Latvian accounts have 21 characters: LV, two check digits, four letters of the bank, thirteen of the account. */
const LATVIAN = /^LV\d{2}[A-Z]{4}[A-Z0-9]{13}$/;
const ANY = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;

export type IbanReading = { iban: string } | { wrong: string };

/**
 * Reads an International Bank Account Number (ISO 13616): spaces and small letters do not matter, the check digits do.
 * What is wrong is said without the number itself, which is nobody's business in a message or a log.
 */
export function readIban(text: string): IbanReading {
  const iban = text.replaceAll(/\s/g, '').toUpperCase();
  if (!ANY.test(iban)) return { wrong: 'an IBAN is two letters for the country, two check digits and 11 to 30 letters and digits' };
  if (iban.startsWith('LV') && !LATVIAN.test(iban)) return { wrong: 'a Latvian IBAN is LV, two check digits, four letters and 13 letters or digits' };
  if (remainder(iban) !== 1) return { wrong: 'the check digits of the IBAN do not agree with the rest of it' };
  return { iban };
}

/** ISO 7064 mod 97-10: the country and check digits go last, each letter counts as 10 to 35. */
function remainder(iban: string): number {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
