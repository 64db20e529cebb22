import { useEffect, useState } from 'preact/hooks';
import { MetricConditionsDocument, type MetricConditionsQuery } from '#codegen/generated/portal.ts';
import { request, SignInNeeded, type Answer } from './graphql.ts';
import { useHub } from './hub.ts';
import type { LocalizedText } from './model.ts';

interface Named {
  id: string;
  name: LocalizedText;
}

export interface Conditions {
  services: readonly Named[];
  organizations: readonly Named[];
  municipalities: readonly { code: string; name: string }[];
}

const ROWS = 100;
/** However long the catalogue, a choice of more could not be read. */
const PAGES_MOST = 10;

/** What figures can be narrowed to. Without it the page still works, so that a failure only leaves the choices short. */
export function useConditions(): Conditions {
  const { token, onSignInNeeded } = useHub();
  const [conditions, setConditions] = useState<Conditions>({ services: [], organizations: [], municipalities: [] });

  useEffect(() => {
    let isOver = false;
    void read(token).then(
      (found) => isOver || setConditions(found),
      (error: unknown) => {
        if (error instanceof SignInNeeded && !isOver) onSignInNeeded();
      },
    );
    return () => {
      isOver = true;
    };
  }, [token]);

  return conditions;
}

async function read(token: string): Promise<Conditions> {
  const services = new Map<string, Named>();
  const organizations = new Map<string, Named>();
  let municipalities: Conditions['municipalities'] = [];
  let servicesAfter: string | null = null;
  let organizationsAfter: string | null = null;
  for (let page = 0; page < PAGES_MOST; page++) {
    const answer: Answer<MetricConditionsQuery> = await request(MetricConditionsDocument, { first: ROWS, servicesAfter, organizationsAfter }, token);
    const { data } = answer;
    gather(services, data?.services);
    gather(organizations, data?.organizations);
    municipalities = data?.municipalities ?? municipalities;
    if (!data?.services?.pageInfo.hasNextPage && !data?.organizations?.pageInfo.hasNextPage) break;
    servicesAfter = data.services?.pageInfo.endCursor ?? servicesAfter;
    organizationsAfter = data.organizations?.pageInfo.endCursor ?? organizationsAfter;
  }
  return { services: [...services.values()], organizations: [...organizations.values()], municipalities };
}

function gather(into: Map<string, Named>, page: MetricConditionsQuery['services'] | undefined): void {
  for (const { node } of page?.edges ?? []) into.set(node.id, node);
}
