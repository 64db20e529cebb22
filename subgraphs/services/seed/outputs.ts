/** What services give again and again. */
import type { ServiceOutputModel } from '../models.ts';
import { gives } from './describe.ts';

export const DECISION: ServiceOutputModel = gives('DECISION', 'Lēmums', 'Decision');
export const AWARD: ServiceOutputModel = gives('DECISION', 'Lēmums par piešķiršanu', 'Decision on the award');
export const PERMIT: ServiceOutputModel = gives('DOCUMENT', 'Atļauja', 'Permit');
export const LICENCE: ServiceOutputModel = gives('DOCUMENT', 'Licence', 'Licence');
export const STATEMENT: ServiceOutputModel = gives('DOCUMENT', 'Izziņa', 'Statement');
export const CONSULTATION: ServiceOutputModel = gives('CONSULTATION', 'Konsultācija', 'Consultation');
export const ANSWER: ServiceOutputModel = gives('DECISION', 'Atbilde uz iesniegumu', 'Answer to the complaint');
export const MONTHLY: ServiceOutputModel = gives('PAYMENT', 'Ikmēneša maksājums', 'Monthly payment');
export const ONCE: ServiceOutputModel = gives('PAYMENT', 'Vienreizējs maksājums', 'One-off payment');
