import { forbidden } from './refusal.ts';

/** The data sets of this register. */
export const DATA_SETS = ['fpr_person', 'vzd_address'] as const;
export type DataSet = (typeof DATA_SETS)[number];

interface AccessTree {
  name: string;
  read_access: 'full' | 'none';
  properties: AccessTree[] | null;
}

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

const permission = (service_name: DataSet, permission_number: string, purpose_of_use: string): DataPermission => ({
  service_name,
  permission_number,
  purpose_of_use,
  use_count: 0,
  use_count_quota: null,
  valid_from: '2026-01-01',
  valid_to: null,
  access_control_tree: { name: service_name, read_access: 'full', properties: null },
});

/** One permission per purpose; a reader names the one it reads under. Counts start anew with the process. */
export class Permissions {
  readonly list: readonly DataPermission[] = [
    permission('vzd_address', '1321', 'Adrešu attēlošana un pārbaude pakalpojumu piegādē'),
    permission('fpr_person', '22791', 'Personas pašas dati portālā un atvieglojumu proaktīva noteikšana'),
    permission('fpr_person', '22792', 'Valsts sociālās apdrošināšanas pakalpojumu piešķiršana'),
    permission('fpr_person', '22793', 'Pašvaldības sociālo pakalpojumu piešķiršana'),
    permission('fpr_person', '22794', 'Klienta apkalpošana klātienē VPVKAC'),
  ];

  /** Counts one use, or throws a Refusal that names the header's value. */
  use(number: string | undefined, service: DataSet, today: string): void {
    if (!number) throw forbidden('The header X-DAGR-Permission is needed');
    const shown = /^\d{1,12}$/.test(number) && number.length < 11 ? `"${number}"` : 'of that number';
    const found = this.list.find((one) => one.permission_number === number);
    if (!found) throw forbidden(`A permission ${shown} was not found`);
    if (found.service_name !== service) throw forbidden(`Permission ${shown} is for ${found.service_name}, not ${service}`);
    if ((found.valid_from ?? today) > today || (found.valid_to ?? today) < today) {
      throw forbidden(`Permission ${shown} is not valid on ${today}`);
    }
    found.use_count++;
  }
}
