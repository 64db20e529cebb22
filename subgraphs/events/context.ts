/** What a request's resolvers share. */
import DataLoader from 'dataloader';
import type { Sql } from '#kernel/database.ts';
import type { BaseContext, RequestInfo, SubgraphServices } from '../module.ts';
import { certificateKey, type CertificateKey } from './certificates/certificate-key.ts';
import { certificatesOf } from './certificates/certificate-store.ts';
import type { EventCertificateModel, EventDeadLetterModel, EventDeliveryModel, EventReplayModel } from './models.ts';
import { deadLettersOf, deliveriesOf, type Paging } from './changes/pages.ts';
import { readingsOf, type Readings } from './reading/reading.ts';
import { Receivers } from './changes/receivers.ts';
import { replaysOf } from './changes/replay-store.ts';
import { filterPlaces, watchedCounts } from './store.ts';

const REPLAYS_SHOWN = 20;
const CERTIFICATES_SHOWN = 100;

export interface Context extends BaseContext {
  readings: Readings;
  receivers: Receivers;
  certificateKey(): Promise<CertificateKey>;
  /** How many persons a subscription watches. */
  watchedOf: DataLoader<string, number>;
  /** Behind which sequence a version of a filter holds; null while its change has no place in the log. */
  placeOfFilter: DataLoader<{ id: string; version: number }, number | null>;
  deliveriesOf: DataLoader<PageOf, EventDeliveryModel[]>;
  deadLettersOf: DataLoader<PageOf, EventDeadLetterModel[]>;
  replaysOf: DataLoader<string, EventReplayModel[]>;
  certificatesOf: DataLoader<string, EventCertificateModel[]>;
}

interface PageOf extends Paging {
  id: string;
}

export function createContext(services: SubgraphServices): (request: RequestInfo) => Context {
  const { sql, clock } = services;
  const readings = readingsOf(services);
  const receivers = new Receivers(services);
  let key: Promise<CertificateKey> | undefined;
  const cache = false; // a mutation's answer must show what it wrote
  return (request) => ({
    ...request,
    clock,
    services,
    readings,
    receivers,
    certificateKey: () => (key ??= certificateKey(services.config.keys.certificates)),
    watchedOf: new DataLoader((ids) => watchedCounts(sql, ids), { cache }),
    placeOfFilter: new DataLoader((filters) => filterPlaces(sql, filters), { cache }),
    deliveriesOf: new DataLoader((asked) => pagesOf(sql, asked, deliveriesOf), { cache }),
    deadLettersOf: new DataLoader((asked) => pagesOf(sql, asked, deadLettersOf), { cache }),
    replaysOf: new DataLoader((ids) => replaysOf(sql, ids, REPLAYS_SHOWN), { cache }),
    certificatesOf: new DataLoader((ids) => certificatesOf(sql, ids, CERTIFICATES_SHOWN), { cache }),
  });
}

/** One statement for all subscriptions asked the same way, which in one operation is nearly always all of them. */
async function pagesOf<T>(sql: Sql, asked: readonly PageOf[], read: (sql: Sql, ids: readonly string[], page: Paging) => Promise<T[][]>): Promise<T[][]> {
  const answers = new Map<PageOf, T[]>();
  const sameWay = Map.groupBy(asked, (one) => JSON.stringify({ ...one, id: null }));
  await Promise.all([...sameWay.values()].map(async (group) => {
    const found = await read(sql, group.map(({ id }) => id), group[0]!);
    group.forEach((one, index) => answers.set(one, found[index]!));
  }));
  return asked.map((one) => answers.get(one)!);
}
