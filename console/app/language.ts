import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { texts, type Language, type Text } from './i18n.ts';
import { localized } from './format.ts';
import type { LocalizedText } from './model.ts';

export const LanguageContext = createContext<Language>('lv');

/** Whether the page is about somebody the reader acts for: then it does not say "you" of them. */
export const ForAnotherContext = createContext(false);

/** The current language, its sentences, and the reading of the API's own localized texts. */
export function useText(): { language: Language; t: Text; say: (text: LocalizedText) => string } {
  const language = useContext(LanguageContext);
  const t = texts[language];
  return { language, t: useContext(ForAnotherContext) ? { ...t, ...t.forAnother } : t, say: (text) => localized(text, language) };
}
