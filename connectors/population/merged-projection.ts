import type { Sql } from '#kernel/database.ts';
import type { Merger } from './code-book.ts';

/**
 * What is known under a former id goes over to the survivor where nothing is known under that one yet (its record follows,
 * whatever version it has), else it goes. Relatives whose own records say nothing new keep their tie, now to the survivor.
 */
export async function mergeProjected(tx: Sql, { formerId, survivorId }: Merger): Promise<void> {
  const moved = await tx`
    update population.fact set person_id = ${survivorId}, version = -1
    where person_id = ${formerId} and not exists (select from population.fact where person_id = ${survivorId}) returning 1`;
  await tx`
    update population.tie old set other_id = ${survivorId} where other_id = ${formerId} and person_id <> ${survivorId}
      and not exists (select from population.tie t where t.person_id = old.person_id and t.other_id = ${survivorId} and t.kind = old.kind)`;
  if (moved.length > 0) {
    await tx`update population.tie set person_id = ${survivorId} where person_id = ${formerId} and other_id <> ${survivorId}`;
  }
  await forgetProjected(tx, [formerId]);
}

/** Takes people out of the projection, at both ends of every tie. */
export async function forgetProjected(tx: Sql, ids: readonly string[]): Promise<void> {
  await tx`delete from population.tie where person_id = any(${ids as string[]}::uuid[]) or other_id = any(${ids as string[]}::uuid[])`;
  await tx`delete from population.fact where person_id = any(${ids as string[]}::uuid[])`;
}
