import { ledgerTest } from './events-under-faults.ts';

/** `npm run chaos -- events` is the long form. */
ledgerTest('when the hub is killed, its worker goes on and subscribers come back, and nothing is lost, repeated or out of order for anybody', ['kill -9 the hub']);
