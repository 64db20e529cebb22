/** The catalogue of status types, and in the sandbox what its named people hold. */
import { councilKey, MUNICIPALITIES } from '#connectors/addresses/municipalities.ts';
import { uuidv5 } from '#kernel/ids.ts';
import type { SubgraphServices } from '../module.ts';
import type { SocialStatusTypeModel } from './models.ts';
import { insertStatus, openDecision, saveTypes } from './store.ts';
import types from './status-types.json' with { type: 'json' };

const organization = (key: string) => uuidv5(`organization:${key}`);
const councils = MUNICIPALITIES.filter(({ validTo }) => validTo === null).map(councilKey);

/** The catalogue as it is stored; what every municipality may grant names them all. */
export const statusTypes: SocialStatusTypeModel[] = types.map(({ issuers, origin, ...type }) => ({
  ...type,
  origin: origin as SocialStatusTypeModel['origin'],
  issuerIds: (typeof issuers === 'string' ? councils : issuers).map(organization),
}));

/** Who of the sandbox holds what; a type that comes from a register has no decision. */
const SANDBOX_STATUSES = [
  { as: 'janis', type: 'PENS', issuer: 'VSAA', validFrom: '2021-03-12', validTo: null, byDecision: true },
  { as: 'olena', type: 'UKR', issuer: 'PMLP', validFrom: '2022-03-24', validTo: '2027-03-04', byDecision: true },
  { as: 'marta', type: 'SKOL', issuer: 'IZM', validFrom: '2018-09-01', validTo: null, byDecision: false },
];

export async function seed({ sql, clock, config }: SubgraphServices): Promise<void> {
  await saveTypes(sql, statusTypes);
  for (const status of SANDBOX_STATUSES) {
    const personId = config.sandbox?.identities[status.as];
    if (!personId) continue;
    const name = `${status.as}:${status.type}`;
    const issuerId = organization(status.issuer);
    const decisionId = status.byDecision
      ? await openDecision(sql, {
          id: uuidv5(`decision:${name}`), issuerId, number: `SANDBOX-${status.as}-${status.type}`, date: status.validFrom, legalBasis: null,
        })
      : null;
    await insertStatus(
      sql,
      {
        id: uuidv5(`status:${name}`), personId, typeCode: status.type, validFrom: status.validFrom, validTo: status.validTo,
        state: 'ACTIVE', issuerId, decisionId,
      },
      'seed',
      clock.now(),
    );
  }
}
