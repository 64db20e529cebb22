import { setTimeout as pause } from 'node:timers/promises';
import { Acknowledgements } from './acknowledgements.ts';
import { HubAway, HubLink, HubRefusal } from './hub-link.ts';
import { HEARTBEAT, liveEvents, type LiveEvent } from './live-events.ts';
import { subscriptionNamed } from './subscription-named.ts';
import { readTailCall, USAGE, type TailCall } from './tail-call.ts';

const PREFIX = 'lv.vienkopus.';
const AGAIN_LEAST_MS = 200;
const AGAIN_MOST_MS = 10_000;
/** Asking again would be answered the same. */
const FINAL = new Set(['FORBIDDEN', 'NOT_FOUND', 'CURSOR_TOO_OLD', 'BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']);

/** Follows a durable subscription, each event once on the standard output; what is not an event goes to the other one. */
export async function run(args: string[], stopping: AbortSignal): Promise<number> {
  const call = readTailCall(args);
  if (call === null) {
    console.log(USAGE);
    return 0;
  }
  process.stdout.on('error', () => {}); // `written` says so
  const hub = new HubLink(call.caller);
  const subscription = await subscriptionNamed(hub, call);
  const acknowledgements = new Acknowledgements(hub, subscription.id, subscription.transport === 'STREAM' ? Number(subscription.acknowledged) : Infinity);
  console.error(`Following "${subscription.name}" (${subscription.id}) behind ${call.after ?? subscription.acknowledged}. Ctrl-C stops.`);
  let last = call.after;
  try {
    last = await follow(hub, subscription.id, call, { stopping, taken: (sequence) => acknowledgements.taken(sequence) });
  } finally {
    await acknowledgements.close();
  }
  console.error(howToResume(call, subscription.transport === 'STREAM' ? acknowledgements.told : null, last));
  return 0;
}

/** @returns the last sequence that was written, or passed by a heartbeat */
async function follow(hub: HubLink, id: string, { after, format }: TailCall, { stopping, taken }: { stopping: AbortSignal; taken(sequence: number): void }): Promise<string | null> {
  let last = after;
  for (let failures = 0; !stopping.aborted; ) {
    try {
      for await (const event of liveEvents(hub, id, last, stopping)) {
        if (event.type !== HEARTBEAT && !(await written(lineOf(event, format)))) return last;
        last = event.sequence;
        failures = 0;
        taken(Number(last));
      }
    } catch (error) {
      if (!(error instanceof HubAway) && !isPassing(error, hub)) throw error;
      if (failures === 0) console.error(`${(error as Error).message}; trying again`);
      hub.forgetToken();
      await pause(Math.min(AGAIN_MOST_MS, AGAIN_LEAST_MS * 2 ** failures++) * (0.5 + Math.random() / 2), undefined, { signal: stopping }).catch(() => {});
    }
  }
  return last;
}

function isPassing(error: unknown, hub: HubLink): boolean {
  return error instanceof HubRefusal && !FINAL.has(error.code) && (error.code !== 'UNAUTHENTICATED' || hub.renews);
}

function lineOf(event: LiveEvent, format: TailCall['format']): string {
  const { sequence, time, type, subject, municipalityCode, data, subjectVersion, ...rest } = event;
  if (format === 'pretty') return [sequence.padStart(9), time, type.replace(PREFIX, ''), subject, municipalityCode ?? '-', data].join('  ');
  return JSON.stringify({
    ...rest, type, time, subject, datacontenttype: 'application/json', sequence, subjectversion: subjectVersion,
    ...(municipalityCode === null ? {} : { municipality: municipalityCode }), data: JSON.parse(data),
  });
}

/** Once it is handed on; false when nobody reads any more, as behind `head`. */
function written(line: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  process.stdout.write(`${line}\n`, (error) => resolve(!error));
  return promise;
}

function howToResume({ args }: TailCall, acknowledged: number | null, last: string | null): string {
  const isSaidAnew = (arg: string | undefined) => arg === '--after' || arg === '--token';
  const kept = args.filter((arg, at) => !isSaidAnew(arg) && !isSaidAnew(args[at - 1]) && !/^--(after|token)=/.test(arg));
  const quoted = kept.map((arg) => (/^[\w./:=-]+$/.test(arg) ? arg : `'${arg}'`));
  const again = `npm run events -- tail ${quoted.join(' ')}`;
  if (acknowledged !== null) return `Acknowledged through ${acknowledged}. To go on behind it: ${again}`;
  return `Nothing was acknowledged, for its transport does that. To go on: ${again}${last === null ? '' : ` --after ${last}`}`;
}
