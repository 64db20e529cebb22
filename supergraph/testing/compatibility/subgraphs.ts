import { readFileSync } from 'node:fs';
import type { LoneSubgraphOptions } from '../lone-subgraph.ts';

/** A small graph of its own whose subgraphs use between them everything that a subgraph may use; only `permits` is looked at. */
const read = (name: string) => readFileSync(new URL(`./${name}.graphql`, import.meta.url), 'utf8');

const PERMITS = [
  { id: 'cafe', register: 'trade', number: '17', decision: { id: 'd-1' }, premises: { use: 'cafe', area: 84.5, cadastre: '0100 012' }, issuedBy: 'ilze@city.example', remarks: 'quiet after ten', visits: ['v-1'] },
  { id: 'stall', register: 'street', number: '4', decision: { id: 'd-2' }, premises: { use: 'stall', area: 6, cadastre: null }, issuedBy: 'ilze@city.example', remarks: null, visits: [] },
];
const FORMER = [{ register: 'trade', number: '3', reason: 'The shop has closed', issuedBy: 'ilze@city.example' }];
const INSPECTIONS = [{ visit: { number: 'v-1', note: 'by day' }, outcome: 'passed' }];
/** What permits themselves tell of an officer, although it is kept elsewhere. */
const ISSUED = 1_500;

const officer = (email: string | null) => (email === null ? null : { email, permitsIssued: ISSUED });

export const permits: LoneSubgraphOptions = {
  name: 'permits',
  typeDefs: read('permits'),
  resolvers: {
    Query: {
      permit: (_: unknown, { id }: { id: string }) => PERMITS.find((permit) => permit.id === id) ?? null,
      formerPermit: (_: unknown, { register, number }: Record<string, string>) => FORMER.find((permit) => permit.register === register && permit.number === number) ?? null,
    },
    Permit: {
      __resolveReference: ({ id, register, number, decision }: { id?: string; register?: string; number?: string; decision?: { id: string } }) =>
        PERMITS.find((permit) => (id === undefined ? permit.register === register && (decision ? permit.decision.id === decision.id : permit.number === number) : permit.id === id)) ?? null,
      issuedBy: ({ issuedBy }: { issuedBy: string }) => officer(issuedBy),
      inspections: ({ visits }: { visits: string[] }) => INSPECTIONS.filter(({ visit }) => visits.includes(visit.number)),
    },
    FormerPermit: {
      __resolveReference: ({ register, number }: { register: string; number: string }) => FORMER.find((permit) => permit.register === register && permit.number === number) ?? null,
      issuedBy: ({ issuedBy }: { issuedBy: string }) => officer(issuedBy),
    },
    Inspection: { __resolveReference: ({ visit }: { visit: { number: string } }) => INSPECTIONS.find((inspection) => inspection.visit.number === visit.number) ?? null },
    Officer: {
      __resolveReference: (reference: { email: string }) => reference,
      name: () => 'Ilze Ozola',
      permitsPerYear: ({ permitsIssued, yearsInOffice }: { permitsIssued: number; yearsInOffice: number }) => Math.round(permitsIssued / yearsInOffice),
    },
    Archive: { __resolveReference: (reference: { id: string }) => reference, formerPermits: () => FORMER },
  },
};

export const offices: LoneSubgraphOptions = {
  name: 'offices',
  typeDefs: read('offices'),
  resolvers: {
    Query: {
      officer: (_: unknown, reference: { email: string }) => reference,
      archive: (_: unknown, { id }: { id: string }) => ({ __typename: 'CityArchive', id }),
    },
    Officer: { name: () => 'a name that permits have taken over', permitsIssued: () => 40, yearsInOffice: () => 10 },
    Permit: { heating: ({ premises }: { premises: { use: string; area: number } }) => `${premises.use} of ${premises.area} m²` },
    CityArchive: { place: () => 'Rīga' },
  },
};

export const later: LoneSubgraphOptions = {
  name: 'later',
  typeDefs: read('later'),
  resolvers: {
    Query: { fund: (_: unknown, { id }: { id: string }) => ({ id, currency: 'EUR', balance: 12, grants: [{ id: 'g-1' }] }) },
    Grant: { amount: (_: unknown, { currency }: { currency?: string }) => `100 ${currency}` },
  },
};
