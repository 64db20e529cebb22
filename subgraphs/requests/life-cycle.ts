/** Every status a request can have; the words are explained in schema.graphql. */
export const STATUSES = [
  'DRAFT', 'SUBMITTED', 'REGISTERED', 'FORWARDED', 'IN_PROGRESS', 'AWAITING_APPLICANT',
  'DECIDED', 'COMPLETED', 'REJECTED', 'WITHDRAWN', 'APPEALED',
] as const;
export type Status = (typeof STATUSES)[number];

/** Who takes a step: the applicant (or who acts for them) or the institution (or its system). */
export type Side = 'APPLICANT' | 'INSTITUTION';

const INSTITUTION = ['INSTITUTION'] as const;
const APPLICANT = ['APPLICANT'] as const;
/** A withdrawal or an appeal may also reach the institution on paper, and is then reported by it. */
const EITHER = ['APPLICANT', 'INSTITUTION'] as const;

/**
 * The steps there are, and who may take them. Institutions' own systems often skip steps, so going forward is generous;
 * going back is not: only an appeal reopens what was decided. A draft becomes a submission by answering what is missing.
 */
export const LIFE_CYCLE: Readonly<Record<Status, Partial<Record<Status, readonly Side[]>>>> = {
  DRAFT: { WITHDRAWN: APPLICANT },
  SUBMITTED: {
    REGISTERED: INSTITUTION, FORWARDED: INSTITUTION, IN_PROGRESS: INSTITUTION, AWAITING_APPLICANT: INSTITUTION,
    DECIDED: INSTITUTION, COMPLETED: INSTITUTION, REJECTED: INSTITUTION, WITHDRAWN: EITHER,
  },
  REGISTERED: {
    FORWARDED: INSTITUTION, IN_PROGRESS: INSTITUTION, AWAITING_APPLICANT: INSTITUTION,
    DECIDED: INSTITUTION, COMPLETED: INSTITUTION, REJECTED: INSTITUTION, WITHDRAWN: EITHER,
  },
  FORWARDED: {
    REGISTERED: INSTITUTION, FORWARDED: INSTITUTION, IN_PROGRESS: INSTITUTION, AWAITING_APPLICANT: INSTITUTION,
    DECIDED: INSTITUTION, COMPLETED: INSTITUTION, REJECTED: INSTITUTION, WITHDRAWN: EITHER,
  },
  IN_PROGRESS: {
    FORWARDED: INSTITUTION, AWAITING_APPLICANT: INSTITUTION,
    DECIDED: INSTITUTION, COMPLETED: INSTITUTION, REJECTED: INSTITUTION, WITHDRAWN: EITHER,
  },
  AWAITING_APPLICANT: {
    IN_PROGRESS: EITHER, DECIDED: INSTITUTION, COMPLETED: INSTITUTION, REJECTED: INSTITUTION, WITHDRAWN: EITHER,
  },
  DECIDED: { COMPLETED: INSTITUTION, APPEALED: EITHER },
  COMPLETED: { APPEALED: EITHER },
  REJECTED: { APPEALED: EITHER },
  WITHDRAWN: {},
  APPEALED: { IN_PROGRESS: INSTITUTION, DECIDED: INSTITUTION, COMPLETED: INSTITUTION, REJECTED: INSTITUTION, WITHDRAWN: EITHER },
};

/** The institution still has work to do; only such a request can be overdue. */
export const OPEN: readonly Status[] = ['SUBMITTED', 'REGISTERED', 'FORWARDED', 'IN_PROGRESS', 'AWAITING_APPLICANT', 'APPEALED'];
/** There is something to rate. */
export const RATEABLE: readonly Status[] = ['DECIDED', 'COMPLETED', 'REJECTED'];

export interface Standing {
  status: Status;
  /** When it reached that status. */
  since: Temporal.Instant;
  submittedAt: Temporal.Instant | null;
}

export interface Push {
  to: Status;
  at: Temporal.Instant;
  side: Side;
  note: string | null;
  /** Passed on to another organization. */
  forwarded: boolean;
}

/** MOVE: the status changes. NOTE: only the history gains a line. NOTHING: already so. */
export type Step = { kind: 'MOVE' | 'NOTE' | 'NOTHING' } | { kind: 'REFUSED'; because: 'TIME' | 'STEP'; message: string };

/**
 * What a reported step does. A system may report late or out of order: a step older than the present status is kept in
 * the history and moves nothing back; the present status reported again changes nothing.
 */
export function stepOf(request: Standing, push: Push, now: Temporal.Instant): Step {
  const { status: from } = request;
  if (Temporal.Instant.compare(push.at, now) > 0) {
    return { kind: 'REFUSED', because: 'TIME', message: `A step cannot lie in the future: it is said to have happened at ${push.at}` };
  }
  if (request.submittedAt && Temporal.Instant.compare(push.at, request.submittedAt) < 0) {
    return {
      kind: 'REFUSED', because: 'TIME',
      message: `The step to ${push.to} is said to have happened at ${push.at}, before the request was submitted at ${request.submittedAt}`,
    };
  }
  if (push.to === from && !push.forwarded) return { kind: push.note === null ? 'NOTHING' : 'NOTE' };
  const late = Temporal.Instant.compare(push.at, request.since) < 0;
  if (late && push.side === 'INSTITUTION' && canBeReported(push.to) && from !== 'DRAFT' && !push.forwarded) return { kind: 'NOTE' };
  if (LIFE_CYCLE[from][push.to]?.includes(push.side)) return { kind: 'MOVE' };
  return { kind: 'REFUSED', because: 'STEP', message: refusal(from, push.to, push.side) };
}

/** Drafts and submissions come from the applicant, never from a system's report. */
function canBeReported(status: Status): boolean {
  return status !== 'DRAFT' && status !== 'SUBMITTED';
}

function refusal(from: Status, to: Status, side: Side): string {
  const open = STATUSES.filter((next) => LIFE_CYCLE[from][next]?.includes(side));
  const who = side === 'APPLICANT' ? 'the applicant' : 'the institution';
  const choice = open.length ? `; from ${from} ${who} can go to ${open.join(', ')}` : `; from ${from} there is no step for ${who}`;
  return `A request cannot go from ${from} to ${to}${choice}`;
}
