/**
 * Loaded before a process whose memory is measured: SIGUSR2 has it collect its garbage, and write a snapshot of its heap where
 * HEAP_SNAPSHOT_DIR names a folder.
 */
import { setFlagsFromString, writeHeapSnapshot } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

process.on('SIGUSR2', () => {
  collect();
  collect();
  const dir = process.env.HEAP_SNAPSHOT_DIR;
  if (dir) writeHeapSnapshot(`${dir}/${process.pid}-${Date.now()}.heapsnapshot`);
});
