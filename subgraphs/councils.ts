/** Which institutions are councils, for the parts that tell what is a municipality's own affair. */
import { councilKey, MUNICIPALITIES } from '#connectors/addresses/municipalities.ts';
import { uuidv5 } from '#kernel/ids.ts';

const codeByOrganization = new Map(
  MUNICIPALITIES.filter(({ validTo }) => validTo === null).map((municipality) => [uuidv5(`organization:${councilKey(municipality)}`), municipality.code]),
);

/** ATVK code of the municipality that an organization is the council of, or null. */
export function municipalityOfCouncil(organizationId: string): string | null {
  return codeByOrganization.get(organizationId) ?? null;
}
