import type { TieFacts } from '#connectors/population/projection.ts';
import { uuidv5 } from '#kernel/ids.ts';
import type { Cause, Occurrence } from './models.ts';

export function situationId(code: string): string {
  return uuidv5(`life-situation:${code}`);
}

/** The same situation of one person, about one and since one day, is the same occurrence. */
export function occurrenceId(code: string, { personId, subjectId, since }: Pick<Occurrence, 'personId' | 'subjectId' | 'since'>): string {
  return uuidv5(`occurrence:${code}:${personId}:${subjectId}:${since}`);
}

/** The same event gives the same occurrence, however often it is delivered. */
function arisen(code: string, cause: Cause, occasion: Omit<Occurrence, 'id' | 'situationId' | 'cause'>): Occurrence {
  return { id: occurrenceId(code, occasion), situationId: situationId(code), cause, ...occasion };
}

/** Of someone the projection knows. */
export interface Whereabouts {
  personId: string;
  vital: string;
  municipality: string | null;
}

/** For each living parent with custody. */
export function afterBirth(birth: { childId: string; on: string; parents: readonly Whereabouts[] }): Occurrence[] {
  return birth.parents
    .filter((parent) => parent.vital === 'ALIVE')
    .map(({ personId, municipality }) =>
      arisen('CHILD-BIRTH', 'CHILD_BORN', { personId, subjectId: birth.childId, since: birth.on, municipality }));
}

/** For who moved within the country or into it; leaving the country asks for other steps. */
export function afterMove(move: { personId: string; to: string | null; since: string }): Occurrence[] {
  if (move.to === null) return [];
  const { personId, since, to } = move;
  return [arisen('MOVE', 'MOVED', { personId, subjectId: personId, since, municipality: to })];
}

const CLOSE: ReadonlySet<string> = new Set(['SPOUSE', 'CHILD', 'PARENT']);

/** The living spouse, children and parents of the deceased. A tie that the death itself ended counts. */
export function closeRelatives(ties: readonly TieFacts[], diedOn: string): string[] {
  const close = ties.filter((tie) =>
    CLOSE.has(tie.kind) && tie.vital === 'ALIVE' && (tie.validTo === null || tie.validTo >= diedOn));
  return [...new Set(close.map((tie) => tie.otherId))];
}

export function afterDeath(death: { deceasedId: string; on: string; relatives: readonly Whereabouts[] }): Occurrence[] {
  return death.relatives.map(({ personId, municipality }) =>
    arisen('BEREAVEMENT', 'RELATIVE_DIED', { personId, subjectId: death.deceasedId, since: death.on, municipality }));
}
