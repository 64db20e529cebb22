/** Laws that several services rest on. An address is given only where the number was compared with the title (`docs/data.md`). */
import type { LegalResourceModel } from '../models.ts';
import { law } from './describe.ts';

export const CIVIL_REGISTRY: LegalResourceModel = law('Civilstāvokļa aktu reģistrācijas likums', 253442);
export const CIVIL_LAW: LegalResourceModel = law('Civillikums', 225418);
export const NOTARIES: LegalResourceModel = law('Notariāta likums', 59982);
export const RESIDENCE_DECLARATION: LegalResourceModel = law('Dzīvesvietas deklarēšanas likums', 64328);
export const NATURAL_PERSONS: LegalResourceModel = law('Fizisko personu reģistra likums', 296185);
export const IMMIGRATION: LegalResourceModel = law('Imigrācijas likums', 68522);
export const CITIZENSHIP_LAW: LegalResourceModel = law('Pilsonības likums', 57512);
export const UKRAINE: LegalResourceModel = law('Ukrainas civiliedzīvotāju atbalsta likums', 330546);

export const SOCIAL_SERVICES: LegalResourceModel = law('Sociālo pakalpojumu un sociālās palīdzības likums', 68488);
export const HOUSING_ASSISTANCE: LegalResourceModel = law('Likums "Par palīdzību dzīvokļa jautājumu risināšanā"', 56812);
export const STATE_BENEFITS: LegalResourceModel = law('Valsts sociālo pabalstu likums', 68483);
export const STATE_PENSIONS: LegalResourceModel = law('Likums "Par valsts pensijām"', 38048);
export const MATERNITY_AND_SICKNESS: LegalResourceModel = law('Likums "Par maternitātes un slimības apdrošināšanu"', 38051);
export const SOCIAL_INSURANCE: LegalResourceModel = law('Likums "Par valsts sociālo apdrošināšanu"', 45466);
export const SOCIAL_SECURITY_COORDINATION: LegalResourceModel = law('Eiropas Parlamenta un Padomes Regula (EK) Nr. 883/2004 par sociālās nodrošināšanas sistēmu koordinēšanu');
export const DISABILITY_LAW: LegalResourceModel = law('Invaliditātes likums', 211494);
export const UNEMPLOYED_SUPPORT: LegalResourceModel = law('Bezdarbnieku un darba meklētāju atbalsta likums', 62539);
export const LABOUR: LegalResourceModel = law('Darba likums', 26019);
export const HEALTH_CARE_FINANCING: LegalResourceModel = law('Veselības aprūpes finansēšanas likums', 296188);
export const MEDICAL_TREATMENT: LegalResourceModel = law('Ārstniecības likums', 44108);
export const EDUCATION: LegalResourceModel = law('Izglītības likums', 50759);
export const GENERAL_EDUCATION: LegalResourceModel = law('Vispārējās izglītības likums', 20243);
export const HIGHER_EDUCATION: LegalResourceModel = law('Augstskolu likums', 37967);

export const TAXES_AND_DUTIES: LegalResourceModel = law('Likums "Par nodokļiem un nodevām"', 33946);
export const INCOME_TAX: LegalResourceModel = law('Likums "Par iedzīvotāju ienākuma nodokli"', 56880);
export const PROPERTY_TAX: LegalResourceModel = law('Likums "Par nekustamā īpašuma nodokli"', 43913);
export const COMMERCIAL_LAW: LegalResourceModel = law('Komerclikums', 5490);
export const REGISTER_OF_ENTERPRISES: LegalResourceModel = law('Likums "Par Latvijas Republikas Uzņēmumu reģistru"', 72847);
export const DEVELOPMENT_FINANCE: LegalResourceModel = law('Attīstības finanšu institūcijas likums');

export const LAND_REGISTER: LegalResourceModel = law('Zemesgrāmatu likums', 60460);
export const CADASTRE_LAW: LegalResourceModel = law('Nekustamā īpašuma valsts kadastra likums', 124247);
export const CONSTRUCTION: LegalResourceModel = law('Būvniecības likums', 258572);
export const ROAD_TRAFFIC: LegalResourceModel = law('Ceļu satiksmes likums', 45467);
export const PUBLIC_TRANSPORT: LegalResourceModel = law('Sabiedriskā transporta pakalpojumu likums, 14. pants', 159858);
export const AGRICULTURE: LegalResourceModel = law('Lauksaimniecības un lauku attīstības likums', 87480);
export const FORESTS: LegalResourceModel = law('Meža likums', 2825);
