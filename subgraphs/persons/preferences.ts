import { invalidInput, type InvalidInput } from '#kernel/user-errors.ts';
import type { UpdatePreferencesInput } from '#codegen/generated/persons.ts';

/** Ways by which the hub can tell a person something unasked. */
const CHANNELS = ['PORTAL', 'EMAIL', 'E_ADDRESS', 'POST'];
const LANGUAGES = ['lv', 'en'];

/** What is wrong with a change of preferences, or null. */
export function wrongPreferences({ channel, language }: UpdatePreferencesInput): InvalidInput | null {
  if (channel != null && !CHANNELS.includes(channel)) {
    return invalidInput(`Nobody can be told of offers by ${channel}; choose one of ${CHANNELS.join(', ')}`, ['input', 'channel']);
  }
  if (language != null && !LANGUAGES.includes(language)) {
    return invalidInput(`The language "${language.slice(0, 20)}" is not one of ${LANGUAGES.join(', ')}`, ['input', 'language']);
  }
  return null;
}
