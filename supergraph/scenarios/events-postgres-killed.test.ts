import { ledgerTest } from './events-under-faults.ts';

ledgerTest('when Postgres is killed under load, everybody gets everything once it is back', ['kill -9 Postgres']);
