import type { EventLog } from '#kernel/events/event-log.ts';

/**
 * The first sequence of the log that was given out at or after an instant; behind the head where none was. Instants grow with
 * sequences, so that some twenty reads find it among a million, without an index.
 */
export async function firstSince(log: Pick<EventLog, 'read' | 'look'>, instant: Temporal.Instant): Promise<number> {
  let [least, most] = [1, (await log.look()) + 1];
  while (least < most) {
    const middle = Math.floor((least + most) / 2);
    const [event] = await log.read(middle - 1, 1);
    if (event && event.sequence < most && Temporal.Instant.compare(Temporal.Instant.from(event.appendedAt), instant) < 0) least = event.sequence + 1;
    else most = middle;
  }
  return least;
}
