/** The sandbox's own endpoints: invented people to be, and changes in the registers to make. Absent in production. */

export interface Identity {
  as: string;
  role: string;
  personId?: string;
  description?: string;
}

export type Change = { kind: 'birth'; mother: string } | { kind: 'move'; person: string; municipality: string };

/** Residents first, the rest in the order the sandbox gives. @throws Error when there is no sandbox */
export async function listIdentities(): Promise<Identity[]> {
  const identities = await read<Identity[]>(await fetch('/sandbox/identities'));
  return identities.toSorted((one, other) => Number(other.role === 'resident') - Number(one.role === 'resident'));
}

/**
 * Signs in, for oneself or for whom one may act for.
 * @throws Error with the sandbox's own sentence, among others when there is neither custody nor a mandate
 */
export async function issueToken(as: string, actingFor?: string): Promise<string> {
  return (await send<{ token: string }>('/sandbox/tokens', { as, ...(actingFor && { actingFor }) })).token;
}

/** Changes a register as its owner would. @throws Error with the sandbox's own sentence */
export function makeChange(change: Change): Promise<unknown> {
  return send('/sandbox/changes', change);
}

async function send<Answer>(path: string, body: unknown): Promise<Answer> {
  return read(await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }));
}

async function read<Answer>(response: Response): Promise<Answer> {
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer as Answer;
  // The register says it one way, the hub's front in GraphQL's.
  const { errors, error } = (answer ?? {}) as { errors?: { message: string }[]; error?: { message: string } };
  throw new Error(error?.message ?? errors?.[0]?.message ?? `HTTP ${response.status}`);
}
