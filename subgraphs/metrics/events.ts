import type { EventDefinitions } from '#kernel/events/definition.ts';

/** Figures are read, never told. */
export const definitions: EventDefinitions = {};
