/** One event of the log. `sequence` is gapless over the hub, `subjectVersion` over its subject. */
export interface EventEnvelope<Data = Record<string, unknown>> {
  sequence: number;
  id: string;
  /** Without the prefix `lv.vienkopus.` that it carries outside. */
  type: string;
  subject: string;
  subjectVersion: number;
  time: string;
  /** When it got its sequence, by the clock of the database. */
  appendedAt: string;
  /** Absent for a protected person. */
  municipality: string | null;
  data: Data;
}
