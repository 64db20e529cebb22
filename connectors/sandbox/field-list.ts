import { z } from 'zod';
import { ALWAYS_GIVEN, hasField, type DataSet } from './data-sets.ts';
import { fieldsOf, type Fields } from './field-selection.ts';
import { quoted } from './refusal.ts';

const LONGEST_LIST = 100;

/** Fields of a data set as a request names them, by dotted path. */
export function fieldList(dataSet: DataSet) {
  const path = z.string().refine((path) => hasField(dataSet, path), {
    error: ({ input }) => `${quoted(String(input))} is not a field of ${dataSet}; GET /api describes them`,
  });
  return z.array(path).max(LONGEST_LIST);
}

/** @param paths of the data set's fields, to which those always given are added; without them, everything */
export function chosenFields(dataSet: DataSet, paths: readonly string[] | null | undefined): Fields {
  return paths ? fieldsOf([...ALWAYS_GIVEN[dataSet], ...paths]) : 'everything';
}
