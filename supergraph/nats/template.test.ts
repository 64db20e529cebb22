import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { HUB_ACCOUNT_TEMPLATE, natsTemplate, passwordVariable } from '#subgraphs/events/jetstream/institution.ts';
import { skipWithoutNats } from '../testing/nats.ts';
import { toolPath } from '../tools/tools.ts';
import { run } from './template.ts';

const GUIDE = new URL('../../docs/guides/nats/', import.meta.url).pathname;
const [RIGA, STATE] = ['a0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000002'];
const text = (name: string) => readFileSync(join(GUIDE, name), 'utf8').replaceAll(/^\s+|^#.*\n/gm, '');

test('the files of the guide are what the hub generates', () => {
  assert.equal(text('hub-account.conf'), HUB_ACCOUNT_TEMPLATE.replaceAll(/^\s+/gm, ''));
  const both = natsTemplate({ organizationId: RIGA, municipality: '0001000' }) + natsTemplate({ organizationId: STATE, municipality: null });
  assert.equal(text('institutions.conf'), both.replaceAll(/^\s+/gm, ''));
});

for (const name of ['nats.conf', 'nats-cluster.conf']) {
  test(`nats-server takes ${name} as it stands`, { skip: skipWithoutNats }, (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'nats-guide-'));
    t.after(() => rmSync(dir, { recursive: true }));
    cpSync(GUIDE, dir, { recursive: true });
    // Certificates are each operator's own.
    writeFileSync(join(dir, name), readFileSync(join(dir, name), 'utf8').replaceAll(/^\s*tls \{[^}]*\}/gm, ''));
    const env = { NATS_HUB_PASSWORD: 'x', NATS_SERVER_NAME: 'one', [passwordVariable(RIGA)]: 'x', [passwordVariable(STATE)]: 'x' };
    const { status, stderr } = spawnSync(toolPath('nats-server')!, ['-t', '-c', join(dir, name)], { env, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });
}

test('what is no id and no code is named', async () => {
  await assert.rejects(run([]), /--organization is missing/);
  await assert.rejects(run(['--organization', 'riga']), /--organization is "riga"; expected the id of an institution/);
  await assert.rejects(run(['--organization', RIGA, '--municipality', 'Rīga']), /--municipality is "Rīga"; expected an ATVK code/);
  await assert.rejects(run(['--organisation', RIGA]), /Usage: npm run events -- nats-account/);
});
