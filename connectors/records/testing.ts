import { RegisterUnavailableError } from '#kernel/errors.ts';
import type { Grant } from '../dagr/grant.ts';
import type { Answers, Asking, Demand } from './layer.ts';

/** A record as small as one can be. */
export interface Thing {
  id: string;
  version: number;
}

/** A whole permission for a purpose. */
export function grantFor(purpose: string, number = '22791'): Grant {
  const tree = { fingerprint: 'all', fields: null, prune: <T extends object>(record: T) => record };
  return { purpose, dataSet: 'fpr_person', number, tree, access: `${purpose} ${number} all`, spend: () => {} };
}

export function asking(demand: Demand = 'shown', grant = grantFor('resident-portal')): Asking {
  return { grant, demand, urgency: demand === 'register' ? 'decision' : 'shown' };
}

/** A register that holds what it is given, remembers what it was asked, fails when told, and answers late when held. */
export class ScriptedRegister {
  readonly records = new Map<string, number>();
  readonly calls: string[][] = [];
  isDown = false;
  #gate: PromiseWithResolvers<void> | null = null;

  readonly fetch = async (ids: string[]): Promise<Map<string, Thing>> => {
    this.calls.push(ids);
    // What it will answer stands when it is asked, however late the answer comes.
    const found = new Map(ids.filter((id) => this.records.has(id)).map((id) => [id, { id, version: this.records.get(id)! }]));
    const { isDown } = this;
    await this.#gate?.promise;
    if (isDown) throw new RegisterUnavailableError('population');
    return found;
  };

  /** Calls that begin now end when `release` is called. */
  hold(): void {
    this.#gate = Promise.withResolvers();
  }

  release(): void {
    this.#gate?.resolve();
    this.#gate = null;
  }
}

/** Versions by id; null for an id that nobody has, and the code of what failed. */
export function versionsIn(answers: Answers<Thing>): Record<string, number | string | null> {
  return Object.fromEntries([...answers].map(([id, answer]) =>
    [id, answer instanceof Error ? String((answer as { extensions?: { code?: unknown } }).extensions?.code ?? answer.message) : answer.version]));
}
