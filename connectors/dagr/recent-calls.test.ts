import assert from 'node:assert/strict';
import test from 'node:test';
import { CallsLately } from './recent-calls.ts';

test('reads are told by how long they took and how many failed; looks at feeds and calls that were given up are left out', () => {
  const calls = new CallsLately();
  for (let ms = 1; ms <= 100; ms++) calls.called('population', ms % 2 ? 'read' : 'batch', 'OK', ms / 1_000);
  calls.called('population', 'batch', 'TIMEOUT', 2);
  calls.called('population', 'changes', 'OK', 9);
  calls.called('population', 'read', 'ABANDONED', 9);
  assert.deepEqual(calls.of('population'), { made: 101, failed: 1, median: 0.05, p99: 0.099 });
  assert.deepEqual(calls.of('addresses'), { made: 0, failed: 0, median: null, p99: null });
});

test('whoever else observes hears everything', () => {
  const heard: string[] = [];
  const told = new CallsLately().beside({
    called: (register, kind, outcome) => heard.push(`${register} ${kind} ${outcome}`),
    repeated: () => heard.push('repeated'),
    refused: () => heard.push('refused'),
    opened: () => heard.push('opened'),
    closed: () => heard.push('closed'),
  });
  told.called('population', 'changes', 'OK', 1);
  told.repeated('population', 'read');
  told.refused('population', 'read', 'PAUSED');
  told.opened('population');
  told.closed('population');
  assert.deepEqual(heard, ['population changes OK', 'repeated', 'refused', 'opened', 'closed']);
});
