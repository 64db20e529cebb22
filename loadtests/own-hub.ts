import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../supergraph/testing/free-port.ts';
import { clearData, startHub, untilQuiet } from './hub-process.ts';

/** A hub for one load test, with data of its own that are gone afterwards. */
export interface OwnHub {
  url: string;
  stop(): Promise<void>;
}

/** Returns once everybody is discovered and nothing is done in the background any more. */
export async function startOwnHub(population: number, say: (line: string) => void): Promise<OwnHub> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vienkopus-load-'));
  say(`Starting a hub with ${population} people`);
  const hub = await startHub({ PORT: await freePort(), DATA_DIR: dataDir, POPULATION: String(population), SANDBOX: 'on', DATABASE_URL: '' });
  await untilQuiet(hub.url, (what) => say(`Waiting for it: ${what}`));
  return {
    url: hub.url,
    async stop() {
      await hub.stop();
      clearData(dataDir);
    },
  };
}
