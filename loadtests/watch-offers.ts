/** A subscription to `offerChanged` by SSE, to wait on. */
export interface OfferWatch {
  /** The next change from now on. */
  next(): Promise<void>;
  /** Returns once nothing has come for so long. */
  quiet(ms: number): Promise<void>;
  close(): void;
}

export async function watchOffers(url: string, token: string): Promise<OfferWatch> {
  const abort = new AbortController();
  const reply = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: 'subscription { offerChanged { id state benefit { code } } }' }),
    signal: abort.signal,
  });
  let waiting = null as PromiseWithResolvers<void> | null;
  let last = performance.now();
  void (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of reply.body!) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        if (text.startsWith('event: next')) {
          last = performance.now();
          waiting?.resolve();
          waiting = null;
        }
        text = text.slice(end + 2);
      }
    }
  })().catch(() => {});
  return {
    next() {
      waiting = Promise.withResolvers();
      return waiting.promise;
    },
    async quiet(ms) {
      last = performance.now();
      while (performance.now() - last < ms) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    close: () => abort.abort(),
  };
}
