import { ledgerTest } from './events-under-faults.ts';

ledgerTest('when the process that relays and delivers is killed, another goes on with what it left', ['kill -9 the worker']);
