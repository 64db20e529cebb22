import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Role, Viewer } from '#kernel/identity/viewer.ts';
import { demandEditor, maySee, visibleStates } from './rights.ts';

function viewer(roles: Role[], organizationId: string | null = null): Viewer {
  return {
    actor: null, actingFor: null, actingForOrganization: null, organizationId, roles, purpose: null, label: roles[0]!,
    expiresAt: Temporal.Instant.from('2026-11-20T10:00:00Z'), token: '',
  };
}
const code = (expected: string) => (error: unknown) => (error as { extensions: { code: string } }).extensions.code === expected;

test('a draft is shown to editors only', () => {
  assert.deepEqual([null, viewer(['resident']), viewer(['officer'])].map((who) => maySee(who, { status: 'DRAFT' })), [false, false, true]);
});

test('without a filter only published services are listed', () => {
  assert.deepEqual(visibleStates(viewer(['officer']), null), ['PUBLISHED']);
});

test('a visitor who asks for drafts and suspended services gets suspended ones', () => {
  assert.deepEqual(visibleStates(null, ['DRAFT', 'SUSPENDED']), ['SUSPENDED']);
});

test('an officer edits the services of their own organization', () => {
  assert.equal(demandEditor(viewer(['officer'], 'vsaa'), 'vsaa').label, 'officer');
});

test('an officer may not edit the services of another organization, an administrator may', () => {
  assert.throws(() => demandEditor(viewer(['officer'], 'vsaa'), 'riga'), code('FORBIDDEN'));
  assert.equal(demandEditor(viewer(['admin']), 'riga').label, 'admin');
});

test('nobody without the permission edits anything', () => {
  assert.throws(() => demandEditor(null, 'riga'), code('UNAUTHENTICATED'));
  assert.throws(() => demandEditor(viewer(['analyst']), 'riga'), code('FORBIDDEN'));
});
