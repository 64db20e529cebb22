import type { Sql } from '#kernel/database.ts';
import { told, type Telling } from '#kernel/events/told.ts';

export interface Happened {
  subject: string;
  type: string;
  municipality: string | null;
  data: Record<string, unknown>;
}

/** One transaction in which so much has happened, told as every change is; resolves once it is committed. */
export async function tell(sql: Sql, all: readonly Happened[], lanes: Pick<Telling, 'urgent' | 'bulk'> = {}): Promise<void> {
  await sql`
    with happened as (
      select subject, type, municipality, data from jsonb_to_recordset(${sql.json(all as never)}) as e(subject uuid, type text, municipality text, data jsonb)
    ),
    ${told(sql, { audit: 'persons', by: 'bench', at: Temporal.Now.instant(), ...lanes })}
    select 1`;
}

/** Of somebody whom nobody knows, into one of these municipalities. */
export function move(municipality = '0001000', subject: string = crypto.randomUUID()): Happened {
  return { subject, type: 'persons.moved.v1', municipality, data: { from: null, to: municipality, since: '2026-11-20' } };
}
