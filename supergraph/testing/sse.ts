import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';

/** What a subscription has received, to wait on; by SSE or graphql-ws. */
export interface Received<Data = any> {
  messages: { data?: Data; errors?: { message: string; extensions: { code: string } }[] }[];
  /** Waits for a message that fits; fails after ten seconds with what has come. */
  until(fits: (message: { data?: Data; errors?: unknown[] }) => boolean): Promise<{ data?: Data; errors?: any[] }>;
  /** Resolves when the server ends it. */
  ended: Promise<void>;
  close(): void;
}

const WITHIN_MS = 10_000;

function collector(close: () => void) {
  const messages: Received['messages'] = [];
  const watchers = new Set<() => void>();
  const ended = Promise.withResolvers<void>();
  const received: Received = {
    messages,
    ended: ended.promise,
    close,
    until(fits) {
      const { promise, resolve, reject } = Promise.withResolvers<any>();
      const look = () => {
        const found = messages.find(fits);
        if (!found) return;
        watchers.delete(look);
        clearTimeout(timer);
        resolve(found);
      };
      const timer = setTimeout(() => reject(new Error(`Nothing fitting came in time: ${JSON.stringify(messages)}`)), WITHIN_MS);
      watchers.add(look);
      look();
      return promise;
    },
  };
  return {
    received,
    push(message: Received['messages'][number]) {
      messages.push(message);
      for (const look of watchers) look();
    },
    end: () => ended.resolve(),
  };
}

export function subscribeBySse(url: string, token: string, query: string, variables: Record<string, unknown> = {}): Promise<Received> {
  return followBySse(url, token, { query, variables });
}

/** @param body what a request holds: a text, or the hash of a published document */
export async function followBySse(url: string, token: string, body: Record<string, unknown>): Promise<Received> {
  const abort = new AbortController();
  const { received, push, end } = collector(() => abort.abort());
  const reply = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
    signal: abort.signal,
  });
  void (async () => {
    let text = '';
    for await (const chunk of reply.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let at = text.indexOf('\n\n'); at !== -1; at = text.indexOf('\n\n')) {
        const block = text.slice(0, at);
        text = text.slice(at + 2);
        if (/^event: next/m.test(block)) push(JSON.parse(/^data: (.*)$/m.exec(block)![1]!));
      }
    }
  })().catch(() => {}).finally(end);
  return received;
}

export function subscribeByWebSocket(url: string, token: string, query: string, variables: Record<string, unknown> = {}): Received {
  return followByWebSocket(url, token, { query, variables });
}

/** The protocol wants a text even where a hash says all: an empty one does. */
export function followByWebSocket(url: string, token: string, body: Record<string, unknown>): Received {
  const client: Client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  const { received, push, end } = collector(() => void client.dispose());
  client.subscribe({ query: '', ...body }, { next: (message) => push(message as never), error: (error) => (push({ errors: [error].flat() as never }), end()), complete: end });
  return received;
}
