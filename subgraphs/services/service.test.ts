import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cannotBring, checkNewService, isRequestableOnline, type NewService } from './service.ts';

const good: NewService = {
  identifier: 'RIGA-PARKING-PERMIT',
  name: { lv: 'Stāvvietas atļauja', en: 'Parking permit' },
  description: { lv: 'Ļauj novietot automašīnu pie mājas.' },
  ownerId: '00000000-0000-5000-8000-000000000000',
  audiences: ['RESIDENTS'],
  digitalisationLevel: 'ONLINE_FORM',
};

test('a service with a name, a description and an audience can be registered', () => {
  assert.equal(checkNewService(good), null);
});

const refused: [sentence: string, change: Partial<NewService>, path: string, names: RegExp][] = [
  ['an identifier in small letters is refused', { identifier: 'riga-parking' }, 'identifier', /"riga-parking"/],
  ['an identifier of one part is refused', { identifier: 'PARKING' }, 'identifier', /"PARKING"/],
  ['an endless identifier is refused and cut', { identifier: `A-${'B'.repeat(200)}` }, 'identifier', /"A-B{78}"/],
  ['a name of spaces is refused', { name: { lv: '  ' } }, 'name.lv', /a text is needed/],
  ['an empty English name is refused', { name: { lv: 'Atļauja', en: '' } }, 'name.en', /a text is needed/],
  ['a description of a book is refused', { description: { lv: 'a'.repeat(4_001) } }, 'description.lv', /4001 characters/],
  ['nobody as audience is refused', { audiences: [] }, 'audiences', /at least one/],
  ['negative processing days are refused', { processingDays: -1 }, 'processingDays', /-1/],
  [
    'a link that is not https is refused, and the channel named',
    { channels: [{ kind: 'PHONE' }, { kind: 'E_SERVICE', directLink: 'http://example.lv' }] },
    'channels.1.directLink',
    /"http:\/\/example.lv"/,
  ],
  ['a law without a title is refused', { legalResources: [{ title: '' }] }, 'legalResources.0.title', /a text is needed/],
  ['a law at no web address is refused', { legalResources: [{ title: 'L', url: 'x' }] }, 'legalResources.0.url', /"x"/],
];
for (const [sentence, change, path, names] of refused) {
  test(sentence, () => {
    const wrong = checkNewService({ ...good, ...change });
    assert.equal(wrong?.path?.join('.'), path);
    assert.match(wrong!.message, names);
  });
}

test('what is published already is told apart from what cannot be published any more', () => {
  const codes = (['PUBLISHED', 'ARCHIVED'] as const).map((status) => cannotBring({ identifier: 'A-B', status }, 'PUBLISHED').code);
  assert.deepEqual(codes, ['ALREADY_PUBLISHED', 'CONFLICT']);
  assert.match(cannotBring({ identifier: 'A-B', status: 'DRAFT' }, 'SUSPENDED').message, /"A-B" is DRAFT and cannot be suspended/);
});

test('a direct link on an online channel makes a service requestable online', () => {
  assert.equal(isRequestableOnline([{ kind: 'E_SERVICE', directLink: 'https://latvija.gov.lv/Services/12209' }]), true);
});

test('a counter with a page about it, or an e-service without a link, does not', () => {
  assert.equal(isRequestableOnline([{ kind: 'IN_PERSON', directLink: 'https://www.riga.lv' }]), false);
  assert.equal(isRequestableOnline([{ kind: 'E_SERVICE', directLink: null }]), false);
});
