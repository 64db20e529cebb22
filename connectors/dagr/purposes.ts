import type { Purposes } from './config.ts';

/**
 * What the hub reads for, and the VIRSIS permission each purpose rests on. Addresses are public data of their register:
 * one permission serves every purpose, and so does one cache.
 */
export const purposes: Purposes = {
  'resident-portal': { fpr_person: '22791', vzd_address: '1321' },
  'social-insurance': { fpr_person: '22792', vzd_address: '1321' },
  'municipal-social-services': { fpr_person: '22793', vzd_address: '1321' },
  'assisted-service': { fpr_person: '22794', vzd_address: '1321' },
  'proactive-offers': { fpr_person: '22791', vzd_address: '1321' },
};

/** Those that staff may name. The others are the hub's own: a look under them would be told to the person as theirs. */
export const STAFF_PURPOSES: ReadonlySet<string> = new Set(['social-insurance', 'municipal-social-services', 'assisted-service']);
