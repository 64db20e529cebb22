import { accessTree, type AccessTree } from './access-tree.ts';
import type { DataSet } from './data-sets.ts';
import { chosenFields } from './field-list.ts';
import type { Fields } from './field-selection.ts';
import { Refusal, badRequest, forbidden } from './refusal.ts';

/** VIRSIS raises a quota, waiting does not: this is how soon it is worth another try. */
const ASK_AGAIN_SECONDS = 60;

/** A VIRSIS permission as `GET /current_user_permissions` shows it. */
export interface DataPermission {
  service_name: DataSet;
  permission_number: string;
  purpose_of_use: string;
  use_count: number;
  use_count_quota: number | null;
  valid_from: string | null;
  valid_to: string | null;
  access_control_tree: AccessTree;
}

/** What VIRSIS may change about a permission; what is left out stays. */
export interface Terms {
  validTo?: string | null | undefined;
  quota?: number | null | undefined;
  useCount?: number | undefined;
  /** Dotted paths of what is open; null opens everything. */
  fields?: readonly string[] | null | undefined;
  revoked?: boolean | undefined;
}

interface Held {
  readonly shown: DataPermission;
  fields: Fields;
  isRevoked: boolean;
}

const held = (service_name: DataSet, permission_number: string, purpose_of_use: string): Held => ({
  shown: {
    service_name,
    permission_number,
    purpose_of_use,
    use_count: 0,
    use_count_quota: null,
    valid_from: '2026-01-01',
    valid_to: null,
    access_control_tree: accessTree(service_name, 'everything'),
  },
  fields: 'everything',
  isRevoked: false,
});

/** One permission per purpose; a reader names the one it reads under. Counts and terms start anew with the process. */
export class Permissions {
  readonly #held: readonly Held[] = [
    held('vzd_address', '1321', 'Adrešu attēlošana un pārbaude pakalpojumu piegādē'),
    held('fpr_person', '22791', 'Personas pašas dati portālā un atvieglojumu proaktīva noteikšana'),
    held('fpr_person', '22792', 'Valsts sociālās apdrošināšanas pakalpojumu piešķiršana'),
    held('fpr_person', '22793', 'Pašvaldības sociālo pakalpojumu piešķiršana'),
    held('fpr_person', '22794', 'Klienta apkalpošana klātienē VPVKAC'),
  ];

  /** Those not revoked. */
  get list(): DataPermission[] {
    return this.#held.filter(({ isRevoked }) => !isRevoked).map(({ shown }) => shown);
  }

  /** Counts one use and answers with what may be given out; or throws a Refusal that names the header's value. */
  use(number: string | undefined, service: DataSet, today: string): Fields {
    if (!number) throw forbidden('The header X-DAGR-Permission is needed');
    const name = shownNumber(number);
    const found = this.#find(number);
    if (!found) throw forbidden(`A permission ${name} was not found`);
    const { shown, fields, isRevoked } = found;
    if (shown.service_name !== service) throw forbidden(`Permission ${name} is for ${shown.service_name}, not ${service}`);
    if (isRevoked) throw forbidden(`Permission ${name} was revoked`);
    if ((shown.valid_from ?? today) > today || (shown.valid_to ?? today) < today) {
      throw forbidden(`Permission ${name} is not valid on ${today}`);
    }
    if (shown.use_count_quota !== null && shown.use_count >= shown.use_count_quota) {
      const told = `Permission ${name} was used as often as it may be: ${shown.use_count} of ${shown.use_count_quota} times`;
      throw new Refusal(429, 'QUOTA_EXCEEDED', told, ASK_AGAIN_SECONDS);
    }
    shown.use_count++;
    return fields;
  }

  /** Throws a Refusal where there is no such permission. */
  serviceOf(number: string): DataSet {
    const found = this.#find(number);
    if (found) return found.shown.service_name;
    const there = this.#held.map(({ shown }) => shown.permission_number).join(', ');
    throw badRequest(`permission: ${shownNumber(number)} was not found; there are ${there}`);
  }

  /** Changes a permission as VIRSIS would; the terms are checked already. */
  change(number: string, { validTo, quota, useCount, fields, revoked }: Terms): DataPermission & { revoked: boolean } {
    const one = this.#find(number)!;
    const { shown } = one;
    if (validTo !== undefined) shown.valid_to = validTo;
    if (quota !== undefined) shown.use_count_quota = quota;
    if (useCount !== undefined) shown.use_count = useCount;
    if (fields !== undefined) {
      one.fields = chosenFields(shown.service_name, fields);
      shown.access_control_tree = accessTree(shown.service_name, one.fields);
    }
    if (revoked !== undefined) one.isRevoked = revoked;
    return { ...shown, revoked: one.isRevoked };
  }

  #find(number: string): Held | undefined {
    return this.#held.find(({ shown }) => shown.permission_number === number);
  }
}

/** Never what could be a personal code. */
function shownNumber(number: string): string {
  return /^\d{1,10}$/.test(number) ? `"${number}"` : 'of that number';
}
