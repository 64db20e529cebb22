import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, describe } from 'node:test';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('./check-schema.ts', import.meta.url));
const skip = spawnSync('git', ['--version']).status === 0 ? false : 'there is no git here to compare versions with';

/** A repository of its own, whose main branch holds the schema before a change. */
describe('npm run check-schema', { skip }, () => {
  let parent: string;
  let folder: string;
  const git = (...args: string[]) => assert.equal(spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder }).status, 0, args.join(' '));
  const check = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], { cwd: folder, encoding: 'utf8' });
    return { status, told: stdout + stderr };
  };
  before(() => {
    parent = mkdtempSync(join(tmpdir(), 'vienkopus-schema-'));
    folder = join(parent, 'hub');
    mkdirSync(join(folder, 'codegen/generated'), { recursive: true });
    mkdirSync(join(folder, 'supergraph'));
    cpSync('supergraph/supergraph.graphql', join(folder, 'supergraph/supergraph.graphql'));
    git('init', '-q', '-b', 'main');
    git('commit', '-q', '--allow-empty', '-m', 'Nothing yet');
    git('tag', 'nothing-yet');
    const more = readFileSync('codegen/generated/schema.graphql', 'utf8').replace('type Person {\n', 'type Person {\n  shoeSize: Int\n');
    writeFileSync(join(folder, 'codegen/generated/schema.graphql'), more);
    git('add', '.');
    git('commit', '-q', '-m', 'People have shoes');
  });
  after(() => rmSync(parent, { recursive: true }));

  const manifest = (text: string) => {
    const path = join(folder, 'city.json');
    writeFileSync(path, JSON.stringify({ [createHash('sha256').update(text).digest('hex')]: text }));
    return path;
  };

  test('a field gone since main breaks nobody until a client publishes its use', () => {
    const { status, told } = check();
    assert.equal(status, 0, told);
    assert.match(told, /breaking +Field 'shoeSize' was removed from object type 'Person'; no published operation uses it/);
    assert.match(told, /contract: not compared with/);
  });

  test('who has published its use is named, and the check fails', () => {
    const { status, told } = check('--published', manifest('query Shoes { me { shoeSize } }'));
    assert.equal(status, 1);
    assert.match(told, /breaking +Field 'shoeSize' was removed from object type 'Person'; breaks city: Shoes/);
    assert.match(told, /city: Shoes: Cannot query field "shoeSize" on type "Person"/);
  });

  test('where there is nothing to compare with it says so and goes on', () => {
    for (const ref of ['nothing-yet', 'no-such-branch']) {
      const { status, told } = check('--against', ref);
      assert.equal(status, 0, told);
      assert.match(told, new RegExp(`not compared with ${ref}`));
      assert.match(told, /published operations: (\d+) of \1 are answered/);
    }
  });

  test('a manifest that cannot be read is named', () => {
    const { status, told } = check('--published', join(folder, 'nothing.json'));
    assert.equal(status, 1);
    assert.doesNotMatch(told, /at readManifest/);
    assert.match(told, /^The manifest .*nothing\.json .*is not there/m);
  });
});
