import type { TrustedDocument } from '#codegen/trusted-document.ts';
import { readEvents } from './event-stream.ts';
import { isForbidden, post, refusesToken, SignInNeeded, type Answer } from './graphql.ts';

/** `closed` means that the hub will not tell this person at all, so nobody asks again. */
export type Connection = 'connecting' | 'live' | 'waiting' | 'closed';

export interface Follower<Data> {
  onNext(answer: Answer<Data>): void;
  /** `live` is also the moment to read again what may have been missed meanwhile. */
  onConnection(connection: Connection): void;
  onSignInNeeded(): void;
}

class NotAllowed extends Error {
  override name = 'NotAllowed';
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** A connection that lasted this long was a good one; one that ends at once counts as another failed attempt. */
const STEADY_AFTER_MS = 5_000;

/**
 * Follows a subscription over server-sent events (the "distinct connections" mode of graphql-sse) until stopped, and
 * connects again by itself: twice as long a wait each time, a random part of it, so that a restarted hub is not stormed.
 */
export function follow<Data, Variables>(
  document: TrustedDocument<Data, Variables>,
  /** Asked anew for each connection: who resumes names what was seen last. */
  variables: () => Variables,
  token: string,
  follower: Follower<Data>,
): () => void {
  const stopping = new AbortController();
  const connect = () => post(document, variables(), token, 'text/event-stream', stopping.signal);
  void keepFollowing(connect, follower, stopping.signal);
  return () => stopping.abort();
}

async function keepFollowing<Data>(connect: () => Promise<Response>, follower: Follower<Data>, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    follower.onConnection('connecting');
    const startedAt = performance.now();
    try {
      await followOnce(connect, follower);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof SignInNeeded) return follower.onSignInNeeded();
      if (error instanceof NotAllowed) return follower.onConnection('closed');
    }
    if (signal.aborted) return;
    follower.onConnection('waiting');
    if (performance.now() - startedAt > STEADY_AFTER_MS) attempt = 0;
    const longest = Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS);
    await wait(longest / 2 + (Math.random() * longest) / 2, signal);
  }
}

async function followOnce<Data>(connect: () => Promise<Response>, follower: Follower<Data>): Promise<void> {
  const response = await connect();
  if (response.status === 401) throw new SignInNeeded();
  if (!response.ok || !response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) return;
  follower.onConnection('live');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for await (const { event, data } of readEvents(textOf(reader))) {
    if (event === 'complete') return;
    if (event !== 'next') continue;
    const answer = JSON.parse(data) as Partial<Answer<Data>>;
    if (answer.errors?.some(refusesToken)) throw new SignInNeeded();
    if (!answer.data && answer.errors?.some(isForbidden)) throw new NotAllowed();
    follower.onNext({ data: answer.data ?? null, errors: answer.errors ?? [] });
  }
}

/** Not every browser can loop over a stream itself yet. */
async function* textOf(reader: ReadableStreamDefaultReader<string>): AsyncGenerator<string> {
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
