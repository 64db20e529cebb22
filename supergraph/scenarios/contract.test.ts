import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { startTestHub, type TestHub } from '../testing/network.ts';

/** The contract lies beside the project; without it there is nothing to compare with. */
const CHECK = '../shared/contract/check.mjs';
const skip = existsSync(CHECK) ? false : `${CHECK} is not here: the promised schema cannot be compared with`;

let hub: TestHub;
before(async () => {
  if (!skip) hub = await startTestHub();
});
after(() => hub?.close());

test('a client of the contract misses nothing', { skip }, async () => {
  const child = spawn(process.execPath, [CHECK, hub.url, ], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk));
  const [code] = await once(child, 'exit');
  assert.equal(code, 0, text);
  assert.match(text, /^0 differences from the contract/m);
});
