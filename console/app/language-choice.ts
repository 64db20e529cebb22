import type { Language } from './i18n.ts';

const KEY = 'vienkopus.language';

/** Latvian unless the person chose otherwise in this browser before. */
export function restoreLanguage(): Language {
  return localStorage.getItem(KEY) === 'en' ? 'en' : 'lv';
}

/** Remembers the choice, and tells the browser and screen readers which language the page speaks. */
export function keepLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
}
