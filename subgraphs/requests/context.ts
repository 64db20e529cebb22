import DataLoader from 'dataloader';
import type { BaseContext, RequestInfo, SubgraphServices } from '../module.ts';
import type { Answer, HistoryLine, MessageRecord, ServiceRequestModel } from './models.ts';
import { RequestNews } from './request-news.ts';
import { answersOf, historyOf, messagesOf, requestsByIds, requestsOfPersons, type PersonRequests } from './store.ts';

export interface Context extends BaseContext {
  news: RequestNews;
  requestById: DataLoader<string, ServiceRequestModel | null>;
  requestsOfPerson: DataLoader<PersonRequests & { personId: string }, ServiceRequestModel[]>;
  historyOf: DataLoader<string, HistoryLine[]>;
  messagesOf: DataLoader<string, MessageRecord[]>;
  answersOf: DataLoader<string, Answer[]>;
}

export function createContext(services: SubgraphServices): (request: RequestInfo) => Context {
  const { sql, clock, tail } = services;
  const news = new RequestNews(tail);
  const cache = false; // a mutation's answer must show what it wrote
  return (request) => ({
    ...request,
    clock,
    services,
    news,
    requestById: new DataLoader((ids) => requestsByIds(sql, ids), { cache }),
    requestsOfPerson: new DataLoader((asked) => readPersons(services, asked), { cache }),
    historyOf: new DataLoader((ids) => historyOf(sql, ids), { cache }),
    messagesOf: new DataLoader((ids) => messagesOf(sql, ids), { cache }),
    answersOf: new DataLoader((ids) => answersOf(sql, ids), { cache }),
  });
}

/** One statement for all persons asked the same way, which in one operation is nearly always all of them. */
async function readPersons(services: SubgraphServices, asked: readonly (PersonRequests & { personId: string })[]): Promise<ServiceRequestModel[][]> {
  const answers = new Map<object, ServiceRequestModel[]>();
  const sameWay = Map.groupBy(asked, (one) => JSON.stringify({ ...one, personId: null }));
  await Promise.all([...sameWay.values()].map(async (group) => {
    const found = await requestsOfPersons(services.sql, group.map((one) => one.personId), group[0]!);
    group.forEach((one, index) => answers.set(one, found[index]!));
  }));
  return asked.map((one) => answers.get(one)!);
}
