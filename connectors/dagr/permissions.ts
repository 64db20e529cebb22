import { z } from 'zod';
import type { Clock } from '#kernel/clock.ts';
import { dayOf } from '#kernel/days.ts';
import { ForbiddenError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logger.ts';
import type { DagrClient } from './client.ts';
import { registerOf, type DataSet, type Purposes } from './config.ts';

const shape = z.array(
  z.object({
    service_name: z.string(),
    permission_number: z.coerce.string(),
    purpose_of_use: z.string().nullish(),
    use_count: z.number().nullish(),
    use_count_quota: z.number().nullish(),
    valid_from: z.string().nullish(),
    valid_to: z.string().nullish(),
  }),
);

export type Permission = z.infer<typeof shape>[number];

/**
 * Under which permission the hub reads for a purpose. Which purpose rests on which number is our data; what those
 * permissions are worth is the register's word, read at start. Until it has been heard, the register itself refuses.
 */
export class Permissions {
  readonly #client: DagrClient;
  readonly #purposes: Purposes;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #current: Map<string, Permission> | null = null;

  constructor(parts: { client: DagrClient; purposes: Purposes; clock: Clock; logger: Logger }) {
    this.#client = parts.client;
    this.#purposes = parts.purposes;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
  }

  /** Asks the register what it allows now. @throws REGISTER_UNAVAILABLE */
  async refresh(signal?: AbortSignal): Promise<void> {
    const list = await this.#client.read({ register: 'permissions', path: this.#client.paths.permissions, shape, signal });
    this.#current = new Map((list ?? []).map((permission) => [keyOf(permission.service_name, permission.permission_number), permission]));
    const missing = Object.entries(this.#purposes).flatMap(([purpose, sets]) =>
      Object.entries(sets).filter(([set, number]) => !this.#current!.has(keyOf(set, number))).map(([set, number]) => `${purpose}: ${set} ${number}`));
    if (missing.length) this.#logger.warn({ missing }, 'purposes that rest on a permission the register does not grant');
  }

  /** @throws FORBIDDEN when the purpose opens nothing of this data set, or its permission is not valid today */
  numberFor(purpose: string, dataSet: DataSet): string {
    const number = Object.hasOwn(this.#purposes, purpose) ? this.#purposes[purpose]![dataSet] : undefined;
    if (number === undefined) {
      throw new ForbiddenError(`The purpose "${purpose.slice(0, 100)}" gives no permission to read the ${registerOf[dataSet]} register`);
    }
    if (this.#current && !this.#isValid(this.#current.get(keyOf(dataSet, number)))) {
      throw new ForbiddenError(`The permission ${number} for "${purpose}" is not valid now`);
    }
    return number;
  }

  #isValid(permission: Permission | undefined): boolean {
    if (!permission) return false;
    // By the real day: a calendar moved forward in a sandbox does not end a permission.
    const today = dayOf(this.#clock.now()).toString();
    const { valid_from: from, valid_to: to } = permission;
    return (!from || from.slice(0, 10) <= today) && (!to || today <= to.slice(0, 10));
  }
}

function keyOf(dataSet: string, number: string): string {
  return `${dataSet} ${number}`;
}
