import { ledgerTest } from './events-under-faults.ts';

/** `npm run chaos -- events` is the long form. */
ledgerTest('when the worker and then the hub are killed, nothing is lost, repeated or out of order for anybody', ['kill -9 the worker', 'kill -9 the hub']);
