import { z } from 'zod';
import { readJson } from '../http.ts';
import type { Change, Kind } from './change.ts';
import { LARGEST_STORM } from './storm.ts';

const who = z.string().min(1).max(40);
const municipality = z.string().max(40);
const dated = { effectiveOn: z.string().max(40).optional() };
const person = { ...dated, person: who };
const couple = { ...dated, one: who, other: who };
const country = z.string().max(60).regex(/^\p{L}[\p{L} ,.'-]*$/u, 'must be a name of letters').default('Ireland');

/** What `POST /sandbox/changes` takes: as `Change`, but people by identity or person id. */
const REQUEST = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('birth'), ...dated, mother: who }),
  z.strictObject({ kind: z.literal('move'), ...person, municipality }),
  z.strictObject({ kind: z.literal(['death', 'death-annulled', 'declare-missing', 'code-change']), ...person }),
  z.strictObject({ kind: z.literal(['protect-address', 'unprotect-address']), ...person }),
  z.strictObject({ kind: z.literal('leave-country'), ...person, country }),
  z.strictObject({ kind: z.literal('merge'), ...person, into: who }),
  z.strictObject({ kind: z.literal('adoption'), ...dated, child: who, parents: z.array(who).min(1).max(2) }),
  z.strictObject({ kind: z.literal('guardianship'), ...dated, child: who, guardian: who }),
  z.strictObject({ kind: z.literal('custody-removed'), ...dated, child: who, parent: who }),
  z.strictObject({ kind: z.literal(['marriage', 'divorce']), ...couple }),
  z.strictObject({ kind: z.literal('merge-municipalities'), ...dated, municipality, into: municipality }),
  z.strictObject({ kind: z.literal('storm'), count: z.int().min(1).max(LARGEST_STORM) }),
]);

/** The properties by which a request of a kind names people. */
const PEOPLE: Partial<Record<Kind, readonly string[]>> = {
  birth: ['mother'],
  merge: ['person', 'into'],
  adoption: ['child', 'parents'],
  guardianship: ['child', 'guardian'],
  'custody-removed': ['child', 'parent'],
  marriage: ['one', 'other'],
  divorce: ['one', 'other'],
  'merge-municipalities': [],
  storm: [],
};
const ONE_PERSON = ['person'] as const;

/**
 * Reads a request for a change.
 *
 * @param indexOf finds a person; rejects with a Refusal where there is nobody of that name
 * @returns the change, as of today unless it says otherwise, and what it calls the people in it
 */
export async function readChange(
  body: string, today: string, indexOf: (who: string) => Promise<number>,
): Promise<{ change: Change; name: (index: number) => string }> {
  const { ...change }: Record<string, unknown> = readJson(REQUEST, body);
  const names = new Map<number, string>();
  const find = async (who: string) => {
    const index = await indexOf(who);
    names.set(index, who);
    return index;
  };
  for (const property of PEOPLE[change.kind as Kind] ?? ONE_PERSON) {
    const named = change[property] as string | string[];
    change[property] = Array.isArray(named) ? await Promise.all(named.map(find)) : await find(named);
  }
  if (change.kind !== 'storm') change.effectiveOn ??= today;
  return { change: change as Change, name: (index) => names.get(index)! };
}
