import assert from 'node:assert/strict';
import { promisify } from 'node:util';
import test from 'node:test';
import { checkUrl, guardedLookup, isAllowed } from './guard.ts';

const PUBLIC = { allowPrivate: false };
const OWN = { allowPrivate: true };

test('a public address is allowed', () => {
  for (const address of ['8.8.8.8', '193.40.5.99', '2001:67c:2b0::1', '2a00:1450:400f::200e']) assert.equal(isAllowed(address, PUBLIC), true, address);
});

const OWN_NETWORK = ['127.0.0.1', '127.8.8.8', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '::1', 'fd00::1', 'fc12::9'];
const NOBODYS = [
  '169.254.169.254', 'fe80::1', 'fe80::1%eth0', '0.0.0.0', '0.1.2.3', '::', '224.0.0.1', 'ff02::1', '255.255.255.255', '240.0.0.1', '192.0.0.8', '192.0.2.7', '198.18.0.1',
  '198.51.100.4', '203.0.113.9', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', '::ffff:0:127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2002:7f00:1::', '2001::1',
  '2001:db8::1', '3fff::1', 'fec0::1', '100::1', '5f00::1', 'no address', 'fd00:ec2::254', '168.63.129.16', '100.100.100.200',
];

test('addresses of an own network are allowed only where the configuration says so', () => {
  for (const address of OWN_NETWORK) assert.deepEqual([isAllowed(address, PUBLIC), isAllowed(address, OWN)], [false, true], address);
});

test('link-local, embedded, reserved and other addresses that are nobody\'s are never allowed', () => {
  for (const address of NOBODYS) assert.deepEqual([isAllowed(address, PUBLIC), isAllowed(address, OWN)], [false, false], address);
});

const REFUSED: [string, RegExp][] = [
  ['http://example.lv/events', /begins with "http:"; expected https/],
  ['ftp://example.lv/', /begins with "ftp:"/],
  ['https://user:password@example.lv/', /a user or a password/],
  ['https://example.lv/#part', /fragment/],
  ['https://example.lv/#', /fragment/],
  ['events', /is "events"; expected an address/],
  [`https://example.lv/${'x'.repeat(2_000)}`, /2019 characters; expected at most 2000/],
  ['https://example.lv/111190-10006', /looks like a personal code/],
  ['https://example.lv/111190%2D10006', /looks like a personal code/],
  ['https://127.0.0.1/', /leads to 127\.0\.0\.1/],
  ['https://2130706433/', /leads to 127\.0\.0\.1/],
  ['https://0x7f.1/', /leads to 127\.0\.0\.1/],
  ['https://[::1]/', /leads to ::1/],
  ['https://[::ffff:10.0.0.1]/', /leads to ::ffff:a00:1/],
  ['https://169.254.169.254/latest/meta-data', /leads to 169\.254\.169\.254/],
];

for (const [url, message] of REFUSED) {
  test(`the URL ${url.slice(0, 60)} is refused with a sentence`, () => {
    const checked = checkUrl(url, PUBLIC);
    assert.ok(!checked.ok);
    assert.match(checked.message, message);
    assert.doesNotMatch(checked.message, /111190|password@/);
  });
}

test('https with any port, path and query is taken, and http only for an own network', () => {
  assert.equal(checkUrl('https://events.example.lv:8443/hub?from=vienkopus', PUBLIC).ok, true);
  assert.equal(checkUrl('http://127.0.0.1:9000/hook', OWN).ok, true);
  assert.equal(checkUrl('http://169.254.169.254/', OWN).ok, false);
});

test('a name that leads to one forbidden address among others leads nowhere, and else to exactly what was checked', async () => {
  const look = (addresses: string[]) => promisify(guardedLookup(PUBLIC, async () => addresses) as never)('name.example' as never, { all: true } as never);
  assert.deepEqual(await look(['8.8.8.8', '2a00:1450:400f::200e']), [{ address: '8.8.8.8', family: 4 }, { address: '2a00:1450:400f::200e', family: 6 }]);
  await assert.rejects(look(['8.8.8.8', '10.0.0.1']), { code: 'PRIVATE_ADDRESS' });
  await assert.rejects(look([]), { code: 'ENOTFOUND' });
});

test('a name is asked for again at every connection, so that one which is led elsewhere later is refused then', async () => {
  const answers = [['8.8.8.8'], ['127.0.0.1']];
  const lookup = promisify(guardedLookup(PUBLIC, async () => answers.shift()!) as never) as (name: string, options: object) => Promise<unknown>;
  await lookup('rebinding.example', { all: true });
  await assert.rejects(lookup('rebinding.example', { all: true }), { code: 'PRIVATE_ADDRESS' });
});
