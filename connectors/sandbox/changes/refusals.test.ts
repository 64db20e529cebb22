import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestRegister, type TestRegister } from '../testing.ts';

let it: TestRegister;
before(async () => { it = await startTestRegister({ population: 200 }); });
after(() => it.close());

const MARTA = { child: 'marta', parent: 'anna' };

/** Each world is made by the changes before; what is refused must leave it as it is. */
const REFUSED: [sentence: string, earlier: object[], refused: object, because: RegExp][] = [
  ['a code is not changed for a day in the future', [], { kind: 'code-change', person: 'anna', effectiveOn: '2026-11-21' }, /2026-11-21 is in the future/],
  ['a code is not changed before birth', [], { kind: 'code-change', person: 'marta', effectiveOn: '2001-01-01' }, /before the birth of person "marta" on 2011-05-09/],
  ['nobody is merged into themselves', [], { kind: 'merge', person: 'anna', into: 'anna' }, /"anna" cannot be merged into themselves/],
  ['nobody is merged into a relative', [], { kind: 'merge', person: 'marta', into: 'anna' }, /"marta" and "anna" are tied to each other/],
  ['nobody is merged into a person unknown', [], { kind: 'merge', person: 'anna', into: 'somebody' }, /"somebody" was not found/],
  ['nobody is merged on a day before both were born', [], { kind: 'merge', person: 'janis', into: 'petra', effectiveOn: '1991-12-01' }, /before the birth of person "petra"/],
  ['a grown-up is not adopted', [], { kind: 'adoption', child: 'petra', parents: ['anna'] }, /"petra", born 1991-12-02, is of age/],
  ['a child is not adopted by somebody hardly older', [], { kind: 'adoption', child: 'marta', parents: ['marta'] }, /must be 18 years older than "marta"/],
  ['nobody adopts twice over', [], { kind: 'adoption', child: 'marta', parents: ['olena', 'olena'] }, /"olena" is named twice/],
  ['an adoption is not before birth', [], { kind: 'adoption', child: 'marta', parents: ['olena'], effectiveOn: '2011-05-08' }, /before the birth of person "marta"/],
  ['an adoption is by one or two', [], { kind: 'adoption', child: 'marta', parents: [] }, /parents/],
  ['an adoption is not by three', [], { kind: 'adoption', child: 'marta', parents: ['olena', 'petra', 'janis'] }, /parents/],
  ['a grown-up gets no guardian', [], { kind: 'guardianship', child: 'petra', guardian: 'anna' }, /"petra", born 1991-12-02, is of age on 2026-11-20/],
  ['a child is no guardian', [], { kind: 'guardianship', child: 'marta', guardian: 'marta' }, /"marta", born 2011-05-09, is too young to be a guardian/],
  ['a parent is no guardian', [], { kind: 'guardianship', child: 'marta', guardian: 'anna' }, /"anna" is parent of "marta" already/],
  ['custody that a stranger has not is not removed', [], { kind: 'custody-removed', child: 'marta', parent: 'olena' }, /"olena" is no parent of "marta"/],
  ['custody is not removed before the child was born', [], { kind: 'custody-removed', ...MARTA, effectiveOn: '2011-05-08' }, /before the birth of person "marta"/],
  ['whoever is protected is not protected again', [], { kind: 'protect-address', person: 'petra' }, /"petra" is protected already, since 2025-09-01/],
  ['whoever is not protected cannot lose it', [], { kind: 'unprotect-address', person: 'anna' }, /"anna" is not protected/],
  ['nobody marries who is married', [], { kind: 'marriage', one: 'olena', other: 'anna' }, /"anna" is married/],
  ['nobody marries themselves', [], { kind: 'marriage', one: 'olena', other: 'olena' }, /"olena" cannot marry themselves/],
  ['nobody marries too young', [], { kind: 'marriage', one: 'marta', other: 'janis' }, /"marta", born 2011-05-09, is too young to marry on 2026-11-20/],
  ['strangers are not divorced', [], { kind: 'divorce', one: 'olena', other: 'janis' }, /"olena" and "janis" are not married to each other/],
  ['nobody is divorced from another than their spouse', [], { kind: 'divorce', one: 'anna', other: 'janis' }, /"anna" and "janis" are not married to each other/],
  ['nobody is divorced before the marriage', [], { kind: 'divorce', one: 'anna', other: 'martins', effectiveOn: '2010-08-13' }, /married on 2010-08-14, after 2010-08-13/],
  ['nobody leaves for what is no country', [], { kind: 'leave-country', person: 'anna', country: '010180-12345' }, /^country: must be a name of letters$/],
  ['the living are not brought back', [], { kind: 'death-annulled', person: 'anna' }, /"anna" is not dead/],
  ['an unknown municipality is not merged', [], { kind: 'merge-municipalities', municipality: '0009000', into: '0001000' }, /"0009000" was not found/],
  ['a municipality is not merged into an unknown one', [], { kind: 'merge-municipalities', municipality: '0001000', into: '0009000' }, /"0009000" was not found/],
  ['a municipality is not merged into itself', [], { kind: 'merge-municipalities', municipality: '0001000', into: '0001000' }, /"0001000" cannot be merged into itself/],
  ['municipalities are not merged in the future', [], { kind: 'merge-municipalities', municipality: '0001000', into: '0002000', effectiveOn: '2027-01-01' }, /2027-01-01 is in the future/],
  ['a merged municipality is not merged again', [{ kind: 'merge-municipalities', municipality: '0056000', into: '0007000' }],
    { kind: 'merge-municipalities', municipality: '0056000', into: '0001000' }, /"0056000" was merged into "0007000"/],
  ['nothing is merged into a merged municipality', [], { kind: 'merge-municipalities', municipality: '0007000', into: '0056000' }, /"0056000" was merged into "0007000"/],
  ['nobody moves to a merged municipality', [], { kind: 'move', person: 'anna', municipality: '0056000' }, /"0056000" was merged into "0007000"/],
  ['custody is not removed twice', [{ kind: 'custody-removed', ...MARTA }], { kind: 'custody-removed', ...MARTA }, /"anna" has no custody of "marta" on 2026-11-20/],
  ['a guardian is not made guardian again', [{ kind: 'guardianship', child: 'marta', guardian: 'olena' }],
    { kind: 'guardianship', child: 'marta', guardian: 'olena' }, /"olena" is guardian of "marta" already/],
  ['nobody goes missing twice', [{ kind: 'declare-missing', person: 'olena' }], { kind: 'declare-missing', person: 'olena' }, /"olena" is missing already/],
  ['two who are married to others are not one person', [{ kind: 'marriage', one: 'olena', other: 'janis' }],
    { kind: 'merge', person: 'olena', into: 'anna' }, /"olena" and "anna" are married to two people/],
  ['a death is not annulled before it', [{ kind: 'death', person: 'martins', effectiveOn: '2026-11-10' }],
    { kind: 'death-annulled', person: 'martins', effectiveOn: '2026-11-09' }, /before the death of person "martins" on 2026-11-10/],
  ['the dead are merged into nobody', [], { kind: 'merge', person: 'martins', into: 'petra' }, /"martins" died on 2026-11-10/],
  ['nobody is merged into the dead', [], { kind: 'merge', person: 'petra', into: 'martins' }, /"martins" died on 2026-11-10/],
  ['the dead do not adopt', [], { kind: 'adoption', child: 'marta', parents: ['martins'] }, /"martins" died on 2026-11-10/],
  ['the dead do not marry', [], { kind: 'marriage', one: 'petra', other: 'martins' }, /"martins" died on 2026-11-10/],
  ['the dead do not leave', [], { kind: 'leave-country', person: 'martins' }, /"martins" died on 2026-11-10/],
  ['the dead get no other code', [], { kind: 'code-change', person: 'martins' }, /"martins" died on 2026-11-10/],
];

for (const [sentence, earlier, refused, because] of REFUSED) {
  test(sentence, async () => {
    for (const body of earlier) assert.equal((await it.call('/sandbox/changes', body)).status, 200);
    const { body: before } = await it.call('/fpr_person/changes?limit=1');
    const { status, body } = await it.call('/sandbox/changes', refused);
    assert.equal(status, 400);
    assert.match(body.error.message, because);
    assert.doesNotMatch(body.error.message, /\d{6}-?\d{5}/);
    assert.equal((await it.call('/fpr_person/changes?limit=1')).body.Last, before.Last);
  });
}
