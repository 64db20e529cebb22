import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { systemClock, type Clock } from '#kernel/clock.ts';
import { dayOf, parseDay } from '#kernel/days.ts';
import { seededRandom } from '#kernel/random.ts';
import type { SandboxConfig } from './config.ts';
import { Connections } from './connections.ts';
import { controlEndpoints } from './control-endpoints.ts';
import { Faults } from './faults.ts';
import { FeedView } from './feed-view.ts';
import { httpServer } from './http.ts';
import { openIssuer } from './issuer.ts';
import { openJournal } from './journal.ts';
import { Permissions } from './permissions.ts';
import { PersonIds } from './person-ids.ts';
import { registerEndpoints } from './register-endpoints.ts';
import { sandboxEndpoints } from './sandbox-endpoints.ts';
import { createWorld } from './world.ts';

export interface SandboxRegister {
  readonly url: string;
  close(): Promise<void>;
}

/** The whole sandbox register as one object, used by `main.ts` and by the tests. Listens on loopback only. */
export async function startSandboxRegister(config: SandboxConfig, clock = clockFrom(config)): Promise<SandboxRegister> {
  const { seed, population, dataDir } = config;
  const journal = openJournal(dataDir, { seed, population });
  const world = createWorld({ seed, population, clock, journal });
  const ids = new PersonIds(config.personIdKey, world.population);
  const faults = new Faults(clock, seededRandom(`${seed}:faults`));
  const feeds = {
    population: new FeedView(world.population.people, () => faults.lateLines('population')),
    addresses: new FeedView(world.population.addressFeed, () => faults.lateLines('addresses')),
  };
  const permissions = new Permissions();
  const issuer = await openIssuer(dataDir, clock);
  let url = '';
  const base = () => url;
  const server = httpServer({
    ...registerEndpoints({
      world, faults, feeds, permissions, base,
      connections: new Connections(clock, { id: config.clientId, jwk: config.clientJwk }),
    }),
    ...sandboxEndpoints({ world, ids, issuer, issuerName: () => config.issuer ?? url, base }),
    ...controlEndpoints({ faults, feeds, permissions }),
  });
  server.listen(config.port, config.host);
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      clock.close();
    },
  };
}

function clockFrom({ today }: SandboxConfig): Clock {
  if (today === null) return systemClock();
  const real = dayOf(Temporal.Now.instant());
  return systemClock({ daysAhead: real.until(parseDay(today), { largestUnit: 'days' }).days });
}
