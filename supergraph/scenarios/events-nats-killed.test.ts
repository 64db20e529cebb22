import { skipWithoutNats } from '../testing/nats.ts';
import { ledgerTest } from './events-under-faults.ts';

ledgerTest('when nats-server is killed, and gone for a while, that only delays', ['kill -9 nats-server', 'NATS is gone for a while'], ['NATS', 'SSE of people', 'good webhook'], skipWithoutNats);
