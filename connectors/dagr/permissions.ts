import { z } from 'zod';
import type { Clock } from '#kernel/clock.ts';
import { parseDay, startOfDay } from '#kernel/days.ts';
import { ForbiddenError, RegisterUnavailableError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logger.ts';
import type { DagrClient } from './client.ts';
import { registerOf, type DataSet, type Purposes } from './config.ts';
import { accessTree, fieldTreeOf, opens, type FieldTree } from './field-tree.ts';
import type { Grant } from './grant.ts';
import { Quota } from './quota.ts';
import type { Urgency } from './urgency.ts';

const LEARN_AGAIN_MS = 60_000;
/** Near the end of a quota, which other instances use too, a minute-old count is worth little; and what is revoked may be granted again. */
const LEARN_AGAIN_SOON_MS = 5_000;

const day = z.string().transform((text) => text.slice(0, 10)).pipe(z.iso.date()).nullish();
const count = z.number().min(0).nullish();
const shape = z.array(
  z.object({
    service_name: z.string(),
    permission_number: z.coerce.string(),
    purpose_of_use: z.string().nullish(),
    use_count: count,
    use_count_quota: count,
    valid_from: day,
    valid_to: day,
    access_control_tree: accessTree.nullish(),
  }),
);

/** A permission as the register told it last. */
interface Granted {
  purposeOfUse: string | null;
  validFrom: string | null;
  validTo: string | null;
  /** The same in milliseconds: asked at every read. */
  beginsAt: number;
  endsAt: number;
  tree: FieldTree;
}

/** One that the hub's purposes rest on, whether the register grants it or not. */
interface Permission {
  number: string;
  dataSet: DataSet;
  purposes: string[];
  quota: Quota;
  granted: Granted | null;
  /** What it opened when it was last told; null where nothing. */
  told: string | null;
  /** It was granted once, and may be again. */
  isLost: boolean;
}

/** What operators see of a permission. */
export interface PermissionStanding {
  number: string;
  dataSet: DataSet;
  /** The hub's purposes that rest on it. */
  purposes: string[];
  /** In the words of the register. */
  purposeOfUse: string | null;
  validFrom: string | null;
  validTo: string | null;
  /** Whether anything may be read under it today. */
  isValid: boolean;
  used: number;
  /** Null where there is none. */
  quota: number | null;
  /** Of the quota that is used, from 0. */
  share: number | null;
  /** Most of the quota is used. */
  warns: boolean;
  fields: 'all' | readonly string[];
}

export interface PermissionsParts {
  client: Pick<DagrClient, 'read' | 'paths'>;
  purposes: Purposes;
  clock: Clock;
  logger: Logger;
}

export interface PermissionChange {
  dataSet: DataSet;
  number: string;
}

/**
 * Under which permission the hub reads for a purpose, and what of. Which purpose rests on which number is our data; what
 * those permissions are worth is the register's word. Until it was heard nothing is read: nobody could say which fields may
 * be asked for. What was heard last holds while the register is silent, up to the day on which it ends.
 */
export class Permissions {
  readonly #client: PermissionsParts['client'];
  readonly #purposes: Purposes;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #permissions: ReadonlyMap<string, Permission>;
  readonly #grants = new Map<string, Grant>();
  readonly #changed = new Set<(change: PermissionChange) => void>();
  readonly #doubted = new Set<() => void>();
  #isLearned = false;
  #missing = '';

  constructor({ client, purposes, clock, logger }: PermissionsParts) {
    this.#client = client;
    this.#purposes = purposes;
    this.#clock = clock;
    this.#logger = logger;
    this.#permissions = permissionsOf(purposes, logger);
  }

  /** Asks the register what it allows now, and tells of what is no longer as it was. @throws REGISTER_UNAVAILABLE */
  async refresh(signal?: AbortSignal): Promise<void> {
    const ownBefore = new Map([...this.#permissions].map(([key, { quota }]) => [key, quota.own]));
    const list = await this.#client.read({ register: 'permissions', path: this.#client.paths.permissions, shape, urgency: 'shown', signal });
    // No list is no word about them: taken for an empty one it would end them all.
    if (list === null) throw new RegisterUnavailableError('permissions');
    const granted = new Map(list.map((one) => [keyOf(one.service_name, one.permission_number), one]));
    for (const [key, permission] of this.#permissions) {
      const one = granted.get(key);
      permission.granted = one ? grantedBy(one, permission.dataSet) : null;
      if (one) permission.quota.learn(one.use_count ?? null, one.use_count_quota ?? null, ownBefore.get(key)!);
    }
    this.#grants.clear();
    this.#tell();
    this.#warnOfMissing();
  }

  /**
   * @throws FORBIDDEN when the purpose opens nothing of this data set, or its permission nothing today;
   *   REGISTER_UNAVAILABLE until the register has told what its permissions are worth
   */
  grantFor(purpose: string, dataSet: DataSet): Grant {
    const number = Object.hasOwn(this.#purposes, purpose) ? this.#purposes[purpose]![dataSet] : undefined;
    if (number === undefined) {
      throw new ForbiddenError(`The purpose "${purpose.slice(0, 100)}" gives no permission to read the ${registerOf[dataSet]} register`);
    }
    if (!this.#isLearned) throw new RegisterUnavailableError(registerOf[dataSet], 'it has not told yet what its permissions open');
    const permission = this.#permissions.get(keyOf(dataSet, number))!;
    const { granted } = permission;
    if (!granted || !this.#isInForce(granted)) throw new ForbiddenError(`The permission ${number} for "${purpose}" is not valid now`);
    if (granted.tree.fields?.length === 0) throw new ForbiddenError(`The permission ${number} for "${purpose}" opens no field now`);
    return this.#grants.getOrInsertComputed(`${purpose} ${dataSet}`, () => ({
      purpose, dataSet, number, tree: granted.tree,
      access: `${purpose} ${number} ${granted.tree.fingerprint}`,
      spend: (urgency) => this.#spend(permission, urgency),
    }));
  }

  /** Told of each permission that was revoked, has ended, or opens something else than before. */
  onChanged(listener: (change: PermissionChange) => void): () => void {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  }

  /** The register refused what it should allow, or a quota nears its end: what is known of the permissions may be wrong by now. */
  doubt(): void {
    for (const listener of this.#doubted) listener();
  }

  onDoubted(listener: () => void): () => void {
    this.#doubted.add(listener);
    return () => this.#doubted.delete(listener);
  }

  /** Sooner while something cannot be read, so that it can be again soon after the register allows it. */
  get askAgainInMs(): number {
    const isWanting = [...this.#permissions.values()].some(({ granted, quota, isLost }) => isLost || (granted && quota.isNearEnd));
    return isWanting ? LEARN_AGAIN_SOON_MS : LEARN_AGAIN_MS;
  }

  /** Every permission that a purpose rests on, for operators. */
  standing(): PermissionStanding[] {
    return [...this.#permissions.values()].map((permission): PermissionStanding => {
      const { number, dataSet, purposes, quota, granted } = permission;
      return {
        number, dataSet, purposes,
        purposeOfUse: granted?.purposeOfUse ?? null,
        validFrom: granted?.validFrom ?? null,
        validTo: granted?.validTo ?? null,
        isValid: this.#opens(permission) !== null,
        used: quota.used,
        quota: quota.limit,
        share: quota.limit === null ? null : quota.limit === 0 ? 1 : quota.used / quota.limit,
        warns: quota.isNearEnd,
        fields: granted ? (granted.tree.fields ?? 'all') : [],
      };
    });
  }

  #spend({ number, dataSet, quota }: Permission, urgency: Urgency): void {
    const wasNearEnd = quota.isNearEnd;
    const spent = quota.spend(urgency);
    if (quota.isNearEnd && !wasNearEnd) this.doubt();
    if (spent === 'USED_UP') throw new RegisterUnavailableError(registerOf[dataSet], `the quota of the permission ${number} is used up`);
    if (spent === 'SAVED') throw new RegisterUnavailableError(registerOf[dataSet], `the rest of the quota of the permission ${number} is kept for what is more urgent`);
  }

  /** By the real day: a calendar moved forward in a sandbox does not end a permission. */
  #isInForce({ beginsAt, endsAt }: Granted): boolean {
    const now = this.#clock.now().epochMilliseconds;
    return beginsAt <= now && now < endsAt;
  }

  /** The fingerprint of what it opens today, or null. */
  #opens({ granted }: Permission): string | null {
    return granted && granted.tree.fields?.length !== 0 && this.#isInForce(granted) ? granted.tree.fingerprint : null;
  }

  /** After everything was learned, so that whoever is told asks for a grant as it is now. */
  #tell(): void {
    const wasLearned = this.#isLearned;
    this.#isLearned = true;
    const changed = [...this.#permissions.values()].filter((permission) => this.#opens(permission) !== permission.told);
    for (const permission of changed) permission.told = this.#opens(permission);
    if (!wasLearned) return;
    for (const permission of changed) {
      const { dataSet, number, told } = permission;
      permission.isLost = told === null;
      this.#logger.info({ permission: number, isValid: told !== null }, 'a permission of the register changed');
      for (const listener of this.#changed) listener({ dataSet, number });
    }
  }

  #warnOfMissing(): void {
    const missing = [...this.#permissions.values()].filter(({ told }) => told === null).map(({ purposes, dataSet, number }) => `${purposes.join(', ')}: ${dataSet} ${number}`);
    if (missing.length > 0 && missing.join() !== this.#missing) this.#logger.warn({ missing }, 'purposes that rest on a permission the register does not grant');
    this.#missing = missing.join();
  }
}

/** For work that is worth nothing without some of the fields. @throws FORBIDDEN naming those that are not open */
export function demandOpen({ purpose, number, tree }: Grant, fields: readonly string[]): void {
  const closed = fields.filter((field) => !opens(tree, field));
  if (closed.length > 0) throw new ForbiddenError(`The permission ${number} for "${purpose}" does not open ${closed.join(', ')}`);
}

function grantedBy(one: z.infer<typeof shape>[number], dataSet: DataSet): Granted {
  const { valid_from: validFrom = null, valid_to: validTo = null } = one;
  return {
    purposeOfUse: one.purpose_of_use ?? null,
    validFrom,
    validTo,
    beginsAt: validFrom === null ? -Infinity : startOfDay(parseDay(validFrom)).epochMilliseconds,
    endsAt: validTo === null ? Infinity : startOfDay(parseDay(validTo).add({ days: 1 })).epochMilliseconds,
    tree: fieldTreeOf(one.access_control_tree, dataSet),
  };
}

function permissionsOf(purposes: Purposes, logger: Logger): Map<string, Permission> {
  const permissions = new Map<string, Permission>();
  for (const [purpose, sets] of Object.entries(purposes)) {
    for (const [dataSet, number] of Object.entries(sets) as [DataSet, string][]) {
      const make = () => ({ number, dataSet, purposes: [], quota: new Quota(number, logger), granted: null, told: null, isLost: false });
      permissions.getOrInsertComputed(keyOf(dataSet, number), make).purposes.push(purpose);
    }
  }
  return permissions;
}

function keyOf(dataSet: string, number: string): string {
  return `${dataSet} ${number}`;
}
