/**
 * The indicators of the architecture of service management and delivery (horizon 2030) that events can answer. They count services
 * and portals, never people.
 */
import type { Indicator } from '#codegen/generated/metrics.ts';
import type { Sql } from '#kernel/database.ts';

interface Definition {
  code: string;
  name: { lv: string; en: string };
  definition: { lv: string; en: string };
  /** Percent. */
  target: number;
}

/** Added where nothing can be said; never a made-up number. */
const NOTHING_TO_COUNT = {
  lv: 'Vērtības nav: datos nav neviena, uz ko tas attiektos.',
  en: 'There is no value: the data name none that this is about.',
};

const DEFINITIONS: readonly Definition[] = [
  {
    code: 'R1.1',
    name: { lv: 'Pakalpojumi, kurus var pieprasīt centralizētajos portālos', en: 'Services that can be requested in the central portals' },
    definition: {
      lv: 'Publicētie pakalpojumi, kuriem ir tiešsaistes kanāls kādā no centralizētajiem portāliem, no visiem publicētajiem pakalpojumiem.',
      en: 'Published services with an online channel in one of the central portals, of all published services.',
    },
    target: 100,
  },
  {
    code: 'R1.2',
    name: { lv: 'eGovernment benchmark pakalpojumi, kas atbilst visām tā prasībām', en: 'Services of the eGovernment benchmark that meet all its requirements' },
    definition: {
      lv: 'Publicētie pakalpojumi, par kuriem to turētājs paziņojis atbilstību visām eGovernment benchmark prasībām, no visiem, par kuriem šāds vērtējums paziņots.',
      en: 'Published services whose owner has told that they meet all requirements of the eGovernment benchmark, of all for which that has been told, be it yes or no.',
    },
    target: 100,
  },
  {
    code: 'R1.3',
    name: { lv: 'SDG regulas pakalpojumi, kas izpildāmi pilnībā tiešsaistē', en: 'Services under the SDG Regulation that can be completed online' },
    definition: {
      lv: 'Publicētie pakalpojumi ar SDG regulas II pielikuma procedūru, kuri ir pilnībā digitāli un kurus var pieprasīt ar tiešo saiti (6. pants), no visiem publicētajiem pakalpojumiem ar šādu procedūru. Pārējo pantu izpildi notikumi nestāsta.',
      en: 'Published services with a procedure of Annex II of the SDG Regulation that are fully digital and can be requested through a direct link (Article 6), of all published services with such a procedure. Whether the other articles are met is not told by events.',
    },
    target: 100,
  },
  {
    code: 'R2.2',
    name: { lv: 'Specializētie portāli, kas izmanto koplietošanas risinājumus', en: 'Specialised portals that use shared solutions' },
    definition: {
      lv: 'Portāli, kas nav centralizēti un izmanto vismaz vienu valsts koplietošanas risinājumu, no visiem portāliem, kas nav centralizēti.',
      en: 'Portals that are not central and use at least one shared solution of the state, of all portals that are not central.',
    },
    target: 40,
  },
  {
    code: 'R5.3',
    name: { lv: 'Pakalpojumi, par kuriem ir apmierinātības vērtējumi', en: 'Services with satisfaction ratings' },
    definition: {
      lv: 'Publicētie pakalpojumi, kuru pieprasījumus kāds ir novērtējis, no visiem publicētajiem pakalpojumiem.',
      en: 'Published services of which some request was rated, of all published services.',
    },
    target: 100,
  },
  {
    code: 'R5.4',
    name: { lv: 'Pakalpojumi, kuru izpildes statusi ir pieejami', en: 'Services whose execution statuses are available' },
    definition: {
      lv: 'Publicētie pakalpojumi, par kuru pieprasījumiem iestāde ir paziņojusi kādu statusu pēc iesniegšanas, no visiem publicētajiem pakalpojumiem.',
      en: 'Published services for a request of which the institution has told some status after its submission, of all published services.',
    },
    target: 100,
  },
];

/** Where a request stands only once the institution has told something of it: an appeal follows a decision. */
const TOLD_BY_INSTITUTION = ['REGISTERED', 'FORWARDED', 'IN_PROGRESS', 'AWAITING_APPLICANT', 'DECIDED', 'COMPLETED', 'REJECTED', 'APPEALED'];

export async function readIndicators(sql: Sql): Promise<Indicator[]> {
  const rows = await sql`
    with live as (select live as generation from metrics.standing),
    published as (select service.* from metrics.service join live using (generation) where status = 'PUBLISHED'),
    portal as (select portal.* from metrics.portal join live using (generation)),
    used as (
      select service_id,
        coalesce(sum(amount) filter (where measure = 'RATINGS'), 0) > 0 as is_rated,
        coalesce(sum(amount) filter (where measure = 'SUBMITTED' and status = any(${TOLD_BY_INSTITUTION}::text[])), 0) > 0 as is_told
      from metrics.cell join live using (generation) where measure in ('RATINGS', 'SUBMITTED') group by service_id
    )
    select 'R1.1' as code, count(*) filter (where portals && array(select address from portal where is_central)) as numerator, count(*) as denominator from published
    union all
    select 'R1.2', count(*) filter (where meets_benchmark), count(meets_benchmark) from published
    union all
    select 'R1.3', count(*) filter (where digitalisation_level = 'FULL' and is_requestable_online), count(*) from published where sdg_procedure is not null
    union all
    select 'R2.2', count(*) filter (where shared_solutions > 0), count(*) from portal where not is_central
    union all
    select 'R5.3', count(*) filter (where is_rated), count(*) from published left join used on used.service_id = published.id
    union all
    select 'R5.4', count(*) filter (where is_told), count(*) from published left join used on used.service_id = published.id`;
  const counted = new Map(rows.map((row) => [row.code as string, row as unknown as { numerator: number; denominator: number }]));
  return DEFINITIONS.map((definition) => indicatorOf(definition, counted.get(definition.code)!));
}

function indicatorOf({ code, name, definition, target }: Definition, { numerator, denominator }: { numerator: number; denominator: number }): Indicator {
  const isKnown = denominator > 0;
  return {
    code,
    name,
    definition: isKnown ? definition : { lv: `${definition.lv} ${NOTHING_TO_COUNT.lv}`, en: `${definition.en} ${NOTHING_TO_COUNT.en}` },
    value: isKnown ? Math.round((numerator / denominator) * 1_000) / 10 : null,
    target,
    unit: '%',
    numerator,
    denominator,
  };
}
