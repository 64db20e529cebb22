import { ledgerTest } from './events-under-faults.ts';

ledgerTest('receivers that fail, hang, answer slowly, lie or are down get each event, in order, and hold up nobody else', ['receivers are down'], ['webhook']);
