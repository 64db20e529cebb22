import { HEARTBEAT, keepFollowing, noteErrors, SILENT_MOST_MS, STREAM_QUERY, type Reader, type Received } from './reader.ts';

export interface StreamOptions {
  url: string;
  subscriptionId: string;
  token(): Promise<string>;
}

/** Follows by SSE, and resumes behind the last that it saw, of an event or of a heartbeat. */
export function readBySse({ url, subscriptionId, token }: StreamOptions): Reader {
  let after: string | null = null;
  return keepFollowing(async (closing, reader) => {
    const silence = new AbortController();
    const watch = setTimeout(() => silence.abort(), SILENT_MOST_MS);
    const via = `connection ${reader.connections} from ${after}`;
    try {
      const reply = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${await token()}` },
        body: JSON.stringify({ query: STREAM_QUERY, variables: { id: subscriptionId, after } }),
        signal: AbortSignal.any([closing, silence.signal]),
      });
      for await (const message of messagesOf(reply.body!)) {
        watch.refresh();
        noteErrors(reader, message.errors ?? []);
        const event = message.data?.events;
        if (!event) continue;
        after = event.sequence;
        if (event.type !== HEARTBEAT) reader.arrive(event, via);
      }
    } finally {
      clearTimeout(watch);
    }
  });
}

async function* messagesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<{ data?: { events?: Received } | null; errors?: { message: string }[] }> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      if (/^event: next/m.test(block)) yield JSON.parse(/^data: (.*)$/m.exec(block)![1]!);
    }
  }
}
