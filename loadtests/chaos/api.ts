/** What a client of the hub can do, with fetch alone; throws when there is no whole answer. */
export interface Api {
  url: string;
  ask(as: string, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  sandbox(path: string, body: unknown): Promise<{ status: number; body: any }>;
  personId(as: string): Promise<string>;
  token(as: string): Promise<string>;
}

export interface Answer {
  data: any;
  errors?: { message: string; extensions: { code: string } }[];
}

const WITHIN_MS = 10_000;

export function apiOf(url: string): Api {
  const tokens = new Map<string, string>();
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const reply = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    return { status: reply.status, body: (await reply.json()) as any };
  };
  const api: Api = {
    url,
    sandbox: (path, body) => post(`/sandbox/${path}`, body),
    async token(as) {
      const { body } = tokens.has(as) ? { body: { token: tokens.get(as) } } : await api.sandbox('tokens', { as });
      if (!body.token) throw new Error(`No token for ${as}`);
      tokens.set(as, body.token);
      return body.token;
    },
    async ask(as, query, variables = {}) {
      const { body } = await post('/graphql', { query, variables }, { authorization: `Bearer ${await api.token(as)}` });
      // A restarted identity provider has other keys.
      if (body.errors?.some((error: { extensions?: { code: string } }) => error.extensions?.code === 'UNAUTHENTICATED')) tokens.delete(as);
      return body;
    },
    async personId(as) {
      const identities = (await (await fetch(`${url}/sandbox/identities`)).json()) as { as: string; personId: string }[];
      return identities.find((each) => each.as === as)!.personId;
    },
  };
  return api;
}
