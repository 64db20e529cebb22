/** Residents of the sandbox who ask a hub. Their tokens come from the register itself, past the hub. */
export interface Residents {
  /** @returns null where there is no answer in time, or none that is one */
  ask(as: string, query: string, variables?: Record<string, unknown>): Promise<Reply | null>;
  /** Gets tokens for all of them that last through what comes next. */
  signIn(all: readonly string[]): Promise<void>;
}

export interface Reply {
  data: any;
  errors?: { path?: (string | number)[]; extensions?: { code?: string } }[];
}

const WITHIN_MS = 15_000;
/** They end after fifteen. */
const TOKEN_SERVES_MS = 4 * 60_000;
const AT_ONCE = 16;

export function residentsOf(hubUrl: string, registerUrl: string): Residents {
  const tokens = new Map<string, { token: string; gotAt: number }>();
  const sign = async (as: string) => {
    const reply = await post(`${registerUrl}/sandbox/tokens`, { as });
    const { token } = (await reply.json()) as { token?: string };
    if (!token) throw new Error(`The sandbox gives no token to ${as}: ${reply.status}`);
    tokens.set(as, { token, gotAt: performance.now() });
    return token;
  };
  return {
    async signIn(all) {
      const old = all.filter((as) => performance.now() - (tokens.get(as)?.gotAt ?? -Infinity) > TOKEN_SERVES_MS);
      for (let at = 0; at < old.length; at += AT_ONCE) await Promise.all(old.slice(at, at + AT_ONCE).map(sign));
    },
    async ask(as, query, variables = {}) {
      try {
        const token = tokens.get(as)?.token ?? (await sign(as));
        const reply = await post(`${hubUrl}/graphql`, { query, variables }, { authorization: `Bearer ${token}` });
        return (await reply.json()) as Reply;
      } catch {
        return null;
      }
    },
  };
}

function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(WITHIN_MS),
  });
}
