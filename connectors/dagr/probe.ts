import { z } from 'zod';
import { dataSetOf, type DagrPaths, type RegisterName } from './config.ts';
import type { CallKind } from './measures.ts';

/** An identifier that nobody has: looking whether a register answers is no reason to look at anybody. */
const NOBODY = '0';
const identifiersIn = { fpr_person: 'PersonCodes', vzd_address: 'Codes' } as const;

const page = z.object({ changes: z.array(z.unknown()) });
const records = z.object({ records: z.array(z.unknown()) });
const list = z.array(z.unknown());

/**
 * The cheapest call that tells whether a register answers again what it last failed to answer: its pages may well work
 * while its records do not.
 */
export function probeOf(register: RegisterName, failed: CallKind, paths: DagrPaths): { path: string; body?: unknown; shape: z.ZodType } {
  const dataSet = dataSetOf(register);
  if (!dataSet) return { path: paths.permissions, shape: list };
  if (failed === 'changes' || failed === 'events') return { path: `${paths.changes[dataSet]}?after=0&limit=1`, shape: page };
  return { path: paths.batch[dataSet], body: { [identifiersIn[dataSet]]: [NOBODY] }, shape: records };
}
