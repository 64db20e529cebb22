import assert from 'node:assert/strict';
import test from 'node:test';
import pino from 'pino';
import { fixedClock } from '#kernel/clock.ts';
import { RegisterUnavailableError } from '#kernel/errors.ts';
import { defaultPaths } from './config.ts';
import { demandOpen, Permissions, type PermissionsParts } from './permissions.ts';

const purposes = {
  care: { fpr_person: '1', vzd_address: '9' },
  portal: { fpr_person: '1' },
  past: { fpr_person: '2' },
  refused: { fpr_person: '3' },
};
const open = (...names: string[]) => ({ name: 'fpr_person', read_access: 'full', properties: names.length ? names.map((name) => ({ name, read_access: 'full' })) : null });
const one = (permission_number: string, more: object = {}) => ({ service_name: 'fpr_person', permission_number, valid_from: '2026-01-01', valid_to: null, access_control_tree: open(), ...more });
const forbidden = { extensions: { code: 'FORBIDDEN' } };
const unavailable = { extensions: { code: 'REGISTER_UNAVAILABLE', register: 'population' } };

/** @param says what the register answers now; undefined: not at all */
function setUp(says: unknown) {
  const register = { says, asked: 0, asking: () => {} };
  const client: PermissionsParts['client'] = {
    paths: defaultPaths,
    async read({ shape }) {
      register.asked++;
      register.asking();
      if (register.says === undefined) throw new RegisterUnavailableError('permissions');
      return register.says === null ? null : shape.parse(register.says);
    },
  };
  const clock = fixedClock('2026-11-20T09:00:00Z');
  const lines: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const permissions = new Permissions({ client, purposes, clock, logger });
  const changes: string[] = [];
  permissions.onChanged(({ dataSet, number }) => changes.push(`${dataSet} ${number}`));
  const learn = (now: unknown) => (register.says = now, permissions.refresh());
  return { register, permissions, clock, lines, changes, learn };
}

test('a purpose opens what its permission opens, while that is valid', async () => {
  const { permissions } = setUp([one('1', { permission_number: 1 }), one('2', { valid_to: '2026-11-19' })]);
  await permissions.refresh();
  assert.equal(permissions.grantFor('care', 'fpr_person').number, '1');
  for (const [purpose, dataSet] of [['past', 'fpr_person'], ['refused', 'fpr_person'], ['care', 'vzd_address'], ['portal', 'vzd_address'], ['curiosity', 'fpr_person'], ['toString', 'fpr_person']] as const) {
    assert.throws(() => permissions.grantFor(purpose, dataSet), forbidden, `${purpose} ${dataSet}`);
  }
});

test('until the register has told what it opens, nothing is asked for', async () => {
  const { permissions, register } = setUp(undefined);
  await assert.rejects(permissions.refresh());
  assert.throws(() => permissions.grantFor('care', 'fpr_person'), unavailable);
  assert.throws(() => permissions.grantFor('curiosity', 'fpr_person'), forbidden, 'what never opens anything needs no register to say so');
  register.says = [one('1')];
  await permissions.refresh();
  assert.ok(permissions.grantFor('care', 'fpr_person'));
});

test('what was told last holds while the register is silent or makes no sense, up to the last day of the permission', async () => {
  const { permissions, learn, clock, changes } = setUp([]);
  await learn([one('1', { valid_to: '2026-11-20T00:00:00' })]);
  for (const says of [undefined, null, { error: 'garbage' }, [{}], [one('1', { valid_from: 'soon' })], [one('1', { use_count: 'many' })]]) await assert.rejects(learn(says));
  clock.advance(12.9 * 3_600_000); // 23:54 in Riga
  assert.ok(permissions.grantFor('care', 'fpr_person'));
  assert.deepEqual(changes, []);
  clock.advance(0.1 * 3_600_000);
  assert.throws(() => permissions.grantFor('care', 'fpr_person'), forbidden);
});

test('a calendar that a sandbox moves forward ends no permission', async () => {
  const { permissions, learn, clock } = setUp([]);
  await learn([one('1', { valid_to: '2026-12-31' })]);
  clock.moveTo(Temporal.PlainDate.from('2027-06-01'));
  assert.ok(permissions.grantFor('care', 'fpr_person'));
});

test('what is read for one purpose is kept apart from what is read for another, and under another tree', async () => {
  const { permissions, learn } = setUp([]);
  const access = () => ['care', 'portal'].map((purpose) => permissions.grantFor(purpose, 'fpr_person').access);
  await learn([one('1')]);
  const wide = access();
  await learn([one('1', { access_control_tree: open('Surname', 'Sex') })]);
  const narrow = access();
  await learn([one('1', { access_control_tree: open('Sex', 'Surname') })]);
  assert.deepEqual(access(), narrow, 'the order in which a tree is told does not matter');
  assert.equal(new Set([...wide, ...narrow]).size, 4);
  const { tree } = permissions.grantFor('care', 'fpr_person');
  assert.deepEqual(tree.fields, ['Sex', 'Surname']);
  assert.deepEqual(tree.prune({ PersonCode: '1', Version: 1, ChangedAt: '', GivenName: 'Anna', Sex: 'F' }), { PersonCode: '1', Version: 1, ChangedAt: '', Sex: 'F' });
});

for (const [says, tree] of [['none is open', { ...open(), properties: [] }], ['nothing is told of them', null]] as const) {
  test(`a permission whose fields are closed opens nothing: ${says}`, async () => {
    const { permissions, learn } = setUp([]);
    await learn([one('1', { access_control_tree: tree })]);
    assert.throws(() => permissions.grantFor('care', 'fpr_person'), { ...forbidden, message: /opens no field/ });
    assert.equal(permissions.standing()[0]!.isValid, false);
  });
}

test('work that needs certain fields is refused where they are closed, by name', async () => {
  const { permissions, learn } = setUp([]);
  await learn([one('1', { access_control_tree: open('Surname', 'Ties') })]);
  const grant = permissions.grantFor('care', 'fpr_person');
  demandOpen(grant, ['Surname', 'Ties.Kind']);
  assert.throws(() => demandOpen(grant, ['Surname', 'Sex', 'Flags']), { ...forbidden, message: /permission 1 for "care" does not open Sex, Flags$/ });
});

const narrow = { access_control_tree: open('Sex') };
const changed: [string, unknown[], unknown[], string[]][] = [
  ['was revoked', [one('1'), one('2')], [one('2')], ['fpr_person 1']],
  ['was narrowed', [one('1')], [one('1', narrow)], ['fpr_person 1']],
  ['was widened', [one('1', narrow)], [one('1')], ['fpr_person 1']],
  ['has ended', [one('1')], [one('1', { valid_to: '2026-11-19' })], ['fpr_person 1']],
  ['was given', [], [one('1')], ['fpr_person 1']],
  ['stays as it was', [one('1')], [one('1', { valid_to: '2027-01-01', use_count: 7, purpose_of_use: 'Cita' })], []],
  ['is not used by the hub', [one('8')], [], []],
];
for (const [says, before, after, told] of changed) {
  test(`who listens is told ${told.length ? 'once' : 'nothing'} of a permission that ${says}`, async () => {
    const { learn, changes } = setUp([]);
    await learn(before);
    assert.deepEqual(changes, [], 'what is learned first is no change');
    await learn(after);
    await learn(after);
    assert.deepEqual(changes, told);
  });
}

test('a permission that ends at midnight is told at the next answer, though the register says the same as before', async () => {
  const { learn, changes, clock } = setUp([]);
  await learn([one('1', { valid_to: '2026-11-20' })]);
  clock.advance(24 * 3_600_000);
  await learn([one('1', { valid_to: '2026-11-20' })]);
  assert.deepEqual(changes, ['fpr_person 1']);
});

test('who listens asks for a grant as it is after the change', async () => {
  const { learn, permissions } = setUp([]);
  const seen: unknown[] = [];
  permissions.onChanged(() => seen.push(permissions.grantFor('care', 'fpr_person').tree.fields));
  await learn([one('1')]);
  await learn([one('1', narrow)]);
  assert.deepEqual(seen, [['Sex']]);
});

test('a use counts for every purpose of the permission; what the quota keeps or has no more is REGISTER_UNAVAILABLE and says why', async () => {
  const { learn, permissions } = setUp([]);
  await learn([one('1', { use_count: 93, use_count_quota: 100 })]);
  const [care, portal] = ['care', 'portal'].map((purpose) => permissions.grantFor(purpose, 'fpr_person'));
  assert.throws(() => care!.spend('refresh'), { ...unavailable, message: /rest of the quota of the permission 1 is kept/ });
  for (const grant of [care, portal, care, portal]) grant!.spend('decision');
  assert.throws(() => care!.spend('shown'), unavailable);
  for (const grant of [care, portal, care]) grant!.spend('urgent-change');
  assert.throws(() => portal!.spend('decision'), { ...unavailable, message: /quota of the permission 1 is used up/ });
  await learn([one('1', { use_count: 100, use_count_quota: 200 })]);
  care!.spend('refresh');
});

test('uses made while the register is asked are not forgotten', async () => {
  const { learn, permissions, register } = setUp([]);
  await learn([one('1', { use_count: 10, use_count_quota: 100 })]);
  register.asking = () => permissions.grantFor('care', 'fpr_person').spend('shown');
  await learn([one('1', { use_count: 10, use_count_quota: 100 })]);
  assert.equal(permissions.standing()[0]!.used, 11);
});

test('near the end of a quota the register is asked every 5 s, and at once when it comes near', async () => {
  const { learn, permissions } = setUp([]);
  let doubts = 0;
  permissions.onDoubted(() => doubts++);
  await learn([one('1', { use_count: 79, use_count_quota: 100 })]);
  assert.equal(permissions.askAgainInMs, 60_000);
  const { spend } = permissions.grantFor('care', 'fpr_person');
  spend('shown');
  spend('shown');
  assert.equal(permissions.askAgainInMs, 5_000);
  assert.equal(doubts, 1);
  await learn([]);
  assert.equal(permissions.askAgainInMs, 5_000, 'it is not long unknown that a revoked one holds again');
});

test('operators see every permission that a purpose rests on, granted or not', async () => {
  const { learn, permissions } = setUp([]);
  await learn([one('1', { purpose_of_use: 'Aprūpe', use_count: 40, use_count_quota: 50, ...narrow }), one('2', { valid_from: null })]);
  const common = { validFrom: null, validTo: null, used: 0, quota: null, share: null, warns: false };
  assert.deepEqual(permissions.standing(), [
    { number: '1', dataSet: 'fpr_person', purposes: ['care', 'portal'], purposeOfUse: 'Aprūpe', validFrom: '2026-01-01', validTo: null, isValid: true, used: 40, quota: 50, share: 0.8, warns: true, fields: ['Sex'] },
    { ...common, number: '9', dataSet: 'vzd_address', purposes: ['care'], purposeOfUse: null, isValid: false, fields: [] },
    { ...common, number: '2', dataSet: 'fpr_person', purposes: ['past'], purposeOfUse: null, isValid: true, fields: 'all' },
    { ...common, number: '3', dataSet: 'fpr_person', purposes: ['refused'], purposeOfUse: null, isValid: false, fields: [] },
  ]);
});

test('a purpose without a permission is warned of once, and again when others lack theirs', async () => {
  const { learn, lines } = setUp([]);
  const warned = () => lines.filter(({ level }) => level === 40).map(({ missing }) => missing);
  await learn([one('1'), one('2')]);
  await learn([one('1'), one('2')]);
  const expected = [['care: vzd_address 9', 'refused: fpr_person 3']];
  assert.deepEqual(warned(), expected);
  await learn([one('1')]);
  assert.deepEqual(warned(), [...expected, ['care: vzd_address 9', 'past: fpr_person 2', 'refused: fpr_person 3']]);
});
