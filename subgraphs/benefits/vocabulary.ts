/** Names behind the codes that conditions mention: municipalities (ATVK, 2025-07-01) and status types. */
import { MUNICIPALITIES } from '#connectors/addresses/municipalities.ts';
import { statusTypeNames } from '../statuses/events.ts';

const names = new Map(MUNICIPALITIES.map(({ code, name }) => [code, name]));
export function municipalityName(code: string): string | undefined {
  return names.get(code);
}

export function isStatusType(code: string): boolean {
  return statusTypeNames.has(code);
}

export function statusTypeName(code: string): { lv: string; en: string } {
  return statusTypeNames.get(code) ?? { lv: code, en: code };
}
