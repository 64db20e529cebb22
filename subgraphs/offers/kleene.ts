/** Three outcomes of a condition: met, not met, or null where no connected register can tell (Kleene's logic). */
export type Met = boolean | null;

/** Not met as soon as one is not met; met when all are; else nobody can tell. */
export function allOf(outcomes: readonly Met[]): Met {
  if (outcomes.includes(false)) return false;
  return outcomes.includes(null) ? null : true;
}

/** Met as soon as one is met; not met when none is; else nobody can tell. */
export function anyOf(outcomes: readonly Met[]): Met {
  if (outcomes.includes(true)) return true;
  return outcomes.includes(null) ? null : false;
}

/** What cannot be checked cannot be checked the other way round either. */
export function notOf(outcome: Met): Met {
  return outcome === null ? null : !outcome;
}
