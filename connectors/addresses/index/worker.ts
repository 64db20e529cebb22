import { parentPort } from 'node:worker_threads';
import { IndexBuilder } from './index-builder.ts';
import { LiveIndex } from './live-index.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { rowsIn } from './rows.ts';

/** The thread that holds one index: it takes rows, builds once, and from then on answers. A new index is a new thread's. */
let builder: IndexBuilder | null = new IndexBuilder();
let index: LiveIndex | null = null;

const say = (message: FromWorker) => parentPort!.postMessage(message, []);
parentPort!.on('message', (message: ToWorker) => say(answer(message)));

function answer(message: ToWorker): FromWorker {
  switch (message.kind) {
    case 'rows':
      for (const row of rowsIn(message.lines)) builder!.add(row);
      return { kind: 'taken' };
    case 'build':
      index = new LiveIndex(builder!.build());
      builder = null;
      return { kind: 'built', addresses: index.addresses, bytes: index.bytes };
    case 'change':
      index!.change(message.codes, rowsIn(message.lines));
      return { kind: 'changed', changes: index!.changes, addresses: index!.addresses, bytes: index!.bytes };
    case 'search':
      return { kind: 'found', codes: index!.search(message.text, message.first) };
  }
}
