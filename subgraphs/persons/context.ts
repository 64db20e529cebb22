/** What a request's resolvers share: who may read whom, the access log, and loaders that make few reads of many. */
import DataLoader from 'dataloader';
import type { AddressSearch } from '#connectors/addresses/index/address-search.ts';
import type { Sourced } from '#connectors/records/record-reader.ts';
import type { PersonRecord, TieKind } from '#connectors/population/record.ts';
import { CHANGING } from '#kernel/freshness.ts';
import type { BaseContext, RequestInfo, SubgraphServices } from '../module.ts';
import type { Basis, FieldGroup } from './access.ts';
import { custodyOf } from './custody.ts';
import { IN_CARE, minorsInCustody } from './family.ts';
import { basisByToken, custodianOf, purposeOf } from './access.ts';
import type { AddressModel, PreferencesModel } from './models.ts';
import { existing, logAccess, preferencesOf } from './store.ts';

export interface Context extends BaseContext {
  /** On what the viewer's right to read a person rests; null when there is none. */
  basis(personId: string): Basis | null | Promise<Basis | null>;
  /** A person's record, read for a purpose; null where the register knows nobody. */
  record: DataLoader<ReadFor, Sourced<PersonRecord> | null, string>;
  /** Whom a person has in custody by what was taken in last; null where nothing was taken in of them yet. */
  custody: DataLoader<string, ReadonlySet<string> | null>;
  /** Tells the person of a look at a group of their data; resolves when it is written. */
  look: DataLoader<LookAt, void, string>;
  addressSearch: AddressSearch;
  addressByCode: DataLoader<string, AddressModel | null>;
  preferencesOf: DataLoader<string, PreferencesModel>;
  isKnown: DataLoader<string, boolean>;
}

export interface ReadFor {
  personId: string;
  purpose: string;
}

export interface LookAt extends ReadFor {
  group: FieldGroup;
  permission: string;
}

export function createContext(services: SubgraphServices): (request: RequestInfo) => Context {
  const { sql, clock, connectors } = services;
  const { addressSearch } = connectors; // made now, so that there is an index when somebody begins to type
  return ({ viewer, requestId, signal, freshness }) => {
    const record = new DataLoader<ReadFor, Sourced<PersonRecord> | null, string>(
      async (reads) => {
        const found = new Map<string, Sourced<PersonRecord> | Error>();
        for (const [purpose, asked] of Map.groupBy(reads, (read) => read.purpose)) {
          const people = await connectors.population.read(asked.map(({ personId }) => personId), { purpose, signal });
          for (const [id, person] of people) found.set(`${purpose} ${id}`, person);
          for (const person of people.values()) if (!(person instanceof Error)) freshness?.noteRead(person, clock.now(), true);
        }
        return reads.map(({ purpose, personId }) => found.get(`${purpose} ${personId}`) ?? null);
      },
      { cacheKeyFn: ({ purpose, personId }) => `${purpose} ${personId}` },
    );

    const custody = new DataLoader<string, ReadonlySet<string> | null>(async (custodians) => {
      const held = await custodyOf(sql, custodians, clock.today().toString());
      return custodians.map((custodian) => held.get(custodian) ?? null);
    });

    let ownChildren: Promise<Set<string>> | undefined;
    const openThroughTies = async (custodian: string) => {
      const purpose = purposeOf(viewer!, 'TIE');
      const own = await record.load({ personId: custodian, purpose });
      return new Set(own ? await childrenOf({ record, custody, clock }, own.value, purpose, IN_CARE) : []);
    };

    return {
      viewer,
      requestId,
      signal,
      freshness,
      clock,
      services,
      addressSearch,
      record,
      custody,
      basis(personId) {
        const basis = basisByToken(viewer, personId);
        const custodian = custodianOf(viewer);
        if (basis !== null || custodian === null) return basis;
        ownChildren ??= openThroughTies(custodian);
        return ownChildren.then((children) => (children.has(personId) ? 'TIE' : null));
      },
      look: new DataLoader<LookAt, void, string>(
        async (looks) => {
          const rows = [...Map.groupBy(looks, ({ personId, purpose }) => `${purpose} ${personId}`).values()].map((ofOne) => ({
            personId: ofOne[0]!.personId,
            by: viewer!.label,
            organizationId: viewer!.organizationId,
            purpose: ofOne[0]!.purpose,
            permission: ofOne[0]!.permission,
            fields: [...new Set(ofOne.map(({ group }) => group))].sort(),
          }));
          await logAccess(sql, rows, clock.now(), requestId);
          freshness?.note(CHANGING); // a look out of a cache would be told to nobody
          return looks.map(() => undefined);
        },
        { cacheKeyFn: ({ personId, purpose, group }) => `${purpose} ${personId} ${group}` },
      ),
      addressByCode: new DataLoader(async (codes) => {
        const found = await connectors.addresses.read(codes, signal);
        for (const address of found.values()) if (!(address instanceof Error)) freshness?.noteRead(address, clock.now(), false);
        return codes.map((code) => found.get(code) ?? null);
      }),
      preferencesOf: new DataLoader((ids) => preferencesOf(sql, ids)),
      isKnown: new DataLoader(async (ids) => {
        const known = await existing(sql, ids);
        return ids.map((id) => known.has(id));
      }),
    };
  };
}

/**
 * Ids of a person's minors by the record, however old it is, less those whose custody the hub knows to have ended since. Null
 * where the permission does not open enough to tell.
 */
export async function childrenOf(
  { record, custody, clock }: Pick<Context, 'record' | 'custody' | 'clock'>,
  person: PersonRecord,
  purpose: string,
  kinds?: readonly TieKind[],
): Promise<string[] | null> {
  const held = await custody.load(person.personId);
  return minorsInCustody(person, clock.today(), (ids) => loadAll(record, held ? ids.filter((id) => held.has(id)) : ids, purpose), kinds);
}

/** Records of several people for one purpose; those the register does not know are left out. */
export async function loadAll(
  record: Context['record'],
  ids: readonly string[],
  purpose: string,
): Promise<Sourced<PersonRecord>[]> {
  const people = await Promise.all(ids.map((personId) => record.load({ personId, purpose })));
  return people.filter((person) => person !== null);
}
