/** By sound, for those who type a Latvian name in Russian letters. */
const CYRILLIC = new Map(Object.entries({
  а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ж: 'z', з: 'z', и: 'i', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's',
  т: 't', у: 'u', ф: 'f', х: 'h', ц: 'c', ч: 'c', ш: 's', щ: 's', ъ: '', ы: 'i', ь: '', э: 'e', ю: 'ju', я: 'ja', і: 'i', є: 'e',
}));

/** Lower case, without diacritics, Cyrillic letters by sound: how people type, and how addresses are kept to be found. */
export function plainText(text: string): string {
  const bare = text.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase();
  return bare.replace(/[\u0400-\u045f]/g, (letter) => CYRILLIC.get(letter) ?? letter);
}
