import type { Sourced } from '#connectors/records/record-reader.ts';
import { holdsOn, isDead, type PersonRecord, type Tie, type TieKind } from '#connectors/population/record.ts';
import { ageOn, parseDay } from '#kernel/days.ts';

const OF_AGE = 18;
const OWN: readonly TieKind[] = ['CHILD'];
/** Whose names and birth dates are open to who decides for them: a guardian stands in the parents' place. */
export const IN_CARE: readonly TieKind[] = ['CHILD', 'WARD', 'FOSTER_CHILD'];

/**
 * The living children under 18 who are in a person's custody on a day, oldest first. Custody ends at midnight in Riga
 * when the child turns 18, whatever the tie still says. Null where the permission opens no ties, birth days or
 * vital statuses: who is not told to be 18 is not proven to be a child, nor to be alive.
 *
 * @param read records of the children; a child the register does not know is left out
 * @param kinds own children, or all in care
 */
export async function minorsInCustody(
  person: PersonRecord,
  today: Temporal.PlainDate,
  read: (ids: string[]) => Promise<Sourced<PersonRecord>[]>,
  kinds = OWN,
): Promise<string[] | null> {
  if (person.ties === null) return null;
  const day = today.toString();
  const ids = person.ties.filter((tie) => kinds.includes(tie.kind) && tie.custody && holdsOn(tie, day)).map(({ otherId }) => otherId);
  if (ids.length === 0) return [];
  const children = (await read([...new Set(ids)])).map(({ value }) => value);
  const minors: { personId: string; birthDay: string }[] = [];
  for (const { personId, birthDay, vital } of children) {
    if (birthDay === null) return null;
    if (ageOn(parseDay(birthDay), today) >= OF_AGE) continue;
    if (vital === 'UNKNOWN') return null;
    if (!isDead(vital)) minors.push({ personId, birthDay });
  }
  return minors.sort((one, other) => (one.birthDay < other.birthDay ? -1 : 1)).map(({ personId }) => personId);
}

/** Completed years today, or at death. Null where the permission does not tell the birth day, or whether and when they died. */
export function ageOf({ birthDay, deathDay, vital }: PersonRecord, today: Temporal.PlainDate): number | null {
  if (birthDay === null || (deathDay === null && (isDead(vital) || vital === 'UNKNOWN'))) return null;
  return ageOn(parseDay(birthDay), deathDay === null ? today : parseDay(deathDay));
}

/** A tie since its first day: where only custody changed, the register begins it anew. */
export function sinceFirstDay(ties: readonly Tie[], tie: Tie): Tie {
  const earlier = ties.filter(({ kind, otherId, from }) => kind === tie.kind && otherId === tie.otherId && from < tie.from);
  let { from } = tie;
  for (const before of earlier.sort((one, other) => (one.from < other.from ? 1 : -1))) {
    if (before.to !== null && before.to < from) break;
    from = before.from;
  }
  return { ...tie, from };
}
