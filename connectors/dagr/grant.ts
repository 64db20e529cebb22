import type { DataSet } from './config.ts';
import type { FieldTree } from './field-tree.ts';
import type { Urgency } from './urgency.ts';

/** What one purpose may read of one data set: a permission of the register as it holds now. */
export interface Grant {
  purpose: string;
  dataSet: DataSet;
  /** The number of the permission. */
  number: string;
  tree: FieldTree;
  /** Part of every cache key: purpose, number and tree. Nobody is served what was read for another purpose or under a wider tree. */
  access: string;
  /** Counts one call against the quota. @throws REGISTER_UNAVAILABLE where what is left is kept for what is more urgent */
  spend(urgency: Urgency): void;
}
