import type { LifeSituationModel } from './models.ts';
import { BUSINESS_END, BUSINESS_START } from './situations/business.ts';
import { BEREAVEMENT, CHILD_BIRTH, DIVORCE, MARRIAGE, RELATIVE_CARE } from './situations/family.ts';
import { HOME_PURCHASE, MOVE, RETURN, TEMPORARY_PROTECTION } from './situations/home.ts';
import { DISABILITY, JOB_LOSS, RETIREMENT, STUDIES } from './situations/work.ts';

/** The catalogue in its order. The first three arise by themselves from events of the population register. */
export const SITUATIONS: readonly LifeSituationModel[] = [
  CHILD_BIRTH,
  MOVE,
  BEREAVEMENT,
  RETIREMENT,
  DISABILITY,
  MARRIAGE,
  DIVORCE,
  STUDIES,
  JOB_LOSS,
  RELATIVE_CARE,
  HOME_PURCHASE,
  RETURN,
  TEMPORARY_PROTECTION,
  BUSINESS_START,
  BUSINESS_END,
];
