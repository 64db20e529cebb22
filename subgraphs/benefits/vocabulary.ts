/** Names behind the codes that conditions mention: municipalities (ATVK, 2025-07-01) and status types. */
import { councilKey, MUNICIPALITIES } from '#connectors/addresses/municipalities.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { statusTypeNames } from '../statuses/events.ts';

const names = new Map(MUNICIPALITIES.map(({ code, name }) => [code, name]));
const codeByOrganization = new Map(
  MUNICIPALITIES.filter(({ validTo }) => validTo === null).map((municipality) => [uuidv5(`organization:${councilKey(municipality)}`), municipality.code]),
);

export function municipalityName(code: string): string | undefined {
  return names.get(code);
}

/** The municipality an organization is the council of, or null. */
export function municipalityOfOrganization(organizationId: string): string | null {
  return codeByOrganization.get(organizationId) ?? null;
}

export function isStatusType(code: string): boolean {
  return statusTypeNames.has(code);
}

export function statusTypeName(code: string): { lv: string; en: string } {
  return statusTypeNames.get(code) ?? { lv: code, en: code };
}
