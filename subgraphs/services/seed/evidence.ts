/** What services ask for again and again, and the registers that know it. */
import type { EvidenceModel } from '../models.ts';
import { asked, known } from './describe.ts';

const POPULATION = 'Fizisko personu reģistrs';

export const PERSON: EvidenceModel = known('Personas dati', 'Personal data', POPULATION);
export const CHILD: EvidenceModel = known('Bērna un vecāku dati', "The child's and parents' data", POPULATION);
export const RESIDENCE: EvidenceModel = known('Deklarētā dzīvesvieta', 'Declared residence', POPULATION);
export const MARRIAGE: EvidenceModel = known('Laulība', 'The marriage', POPULATION);
export const DEATH: EvidenceModel = known('Miršanas fakts', 'The fact of death', POPULATION);
export const KINSHIP: EvidenceModel = known('Radniecība', 'Kinship', POPULATION);
export const CUSTODY: EvidenceModel = known('Bērni un aizgādība', 'Children and custody', POPULATION);
export const CITIZENSHIP: EvidenceModel = known('Valstiskā piederība', 'Nationality', POPULATION);
export const HOUSEHOLD: EvidenceModel = known('Vienā adresē deklarētie ģimenes locekļi', 'Family members declared at one address', POPULATION);
export const DISABILITY: EvidenceModel = known('Invaliditāte', 'Disability', 'VDEĀVK');
export const EXPERT_OPINION: EvidenceModel = known('VDEĀVK atzinums', 'Opinion of the state medical commission', 'VDEĀVK');
export const SOCIAL_STATUS: EvidenceModel = known('Sociālais statuss', 'Social status', 'Sociālo statusu reģistrs');
export const INSURANCE: EvidenceModel = known('Apdrošināšanas iemaksas', 'Insurance contributions', 'VSAA');
export const INCOME: EvidenceModel = known('Ienākumi', 'Income', 'VID');
export const UNEMPLOYED: EvidenceModel = known('Bezdarbnieka statuss', 'Status of unemployed', 'NVA');
export const STUDIES: EvidenceModel = known('Mācības', 'Studies', 'VIIS');
export const COMPANY: EvidenceModel = known('Uzņēmuma dati un paraksttiesīgās personas', 'Data of the company and who may sign for it', 'Uzņēmumu reģistrs');
export const OWNERSHIP: EvidenceModel = known('Īpašnieks', 'The owner', 'Zemesgrāmata');
export const CADASTRE: EvidenceModel = known('Kadastra dati', 'Data of the cadastre', 'Kadastrs');

export const ACCOUNT: EvidenceModel = asked('Konta numurs', 'Bank account');
