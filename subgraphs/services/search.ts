/** Without case and diacritics, so that `berna` finds "Bērna piedzimšanas pabalsts". */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** The text that a search looks into. */
export function searchable(...parts: (string | null | undefined)[]): string {
  return fold(parts.filter(Boolean).join(' '));
}

const MOST_WORDS = 10;

/** A LIKE pattern for each word; all of them must be found. Nothing to look for: no patterns. */
export function patterns(search: string | null | undefined): string[] {
  const words = fold(search ?? '').split(' ').filter(Boolean).slice(0, MOST_WORDS);
  return words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
}
