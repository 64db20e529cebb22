import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startHub } from './hub-process.ts';

/** A hub for one load test, with data of its own that are gone afterwards. */
export interface OwnHub {
  url: string;
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 100;
const TELL_EVERY_MS = 5_000;

/** Returns once everybody is discovered and nothing is done in the background any more. */
export async function startOwnHub(population: number, say: (line: string) => void): Promise<OwnHub> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vienkopus-load-'));
  say(`Starting a hub with ${population} people`);
  const hub = await startHub({ PORT: String(await freePort()), DATA_DIR: dataDir, POPULATION: String(population), SANDBOX: 'on', DATABASE_URL: '' });
  let toldAt = performance.now();
  for (;;) {
    const { background = [] } = (await (await fetch(`${hub.url}/health/ready`)).json()) as { background?: string[] };
    if (!background.length) break;
    if (performance.now() - toldAt > TELL_EVERY_MS) {
      say(`Waiting for it: ${background.join('; ')}`);
      toldAt = performance.now();
    }
    await setTimeout(LOOK_EVERY_MS);
  }
  return {
    url: hub.url,
    async stop() {
      await hub.stop();
      const home = join(dataDir, 'postgres.home');
      rmSync(readFileSync(home, 'utf8'), { recursive: true, force: true });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
