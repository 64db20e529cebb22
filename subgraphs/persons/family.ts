import type { Sourced } from '#connectors/dagr/record-cache.ts';
import { holdsOn, isDead, type PersonRecord } from '#connectors/population/record.ts';
import { ageOn, parseDay } from '#kernel/days.ts';

const OF_AGE = 18;

/**
 * The living children under 18 who are in a person's custody on a day, oldest first. Custody ends at midnight in Riga
 * when the child turns 18, whatever the tie still says.
 *
 * @param read records of the children; a child the register does not know is left out
 */
export async function minorsInCustody(
  person: PersonRecord,
  today: Temporal.PlainDate,
  read: (ids: string[]) => Promise<Sourced<PersonRecord>[]>,
): Promise<string[]> {
  const day = today.toString();
  const ids = person.ties.filter((tie) => tie.kind === 'CHILD' && tie.custody && holdsOn(tie, day)).map(({ otherId }) => otherId);
  if (ids.length === 0) return [];
  const children = (await read([...new Set(ids)])).map(({ value }) => value);
  return children
    .filter(({ birthDay, vital }) => ageOn(parseDay(birthDay), today) < OF_AGE && !isDead(vital))
    .sort((one, other) => (one.birthDay < other.birthDay ? -1 : 1))
    .map(({ personId }) => personId);
}
