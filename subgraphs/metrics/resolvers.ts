import type { ChannelKind, MetricQuery, RequestStatus, Resolvers } from '#codegen/generated/metrics.ts';
import { demand } from '#kernel/identity/access.ts';
import { answerOf, readTable } from './answer.ts';
import type { Context } from './context.ts';
import * as figures from './figures.ts';
import type { Figure } from './figures.ts';
import { readStanding, requestRebuild, type Standing } from './generations.ts';
import { readIndicators } from './indicators.ts';
import { questionOf } from './query.ts';

export const resolvers: Resolvers<Context> = {
  Query: {
    metrics(_, __, { viewer }) {
      demand(viewer, 'metrics:read');
      return {};
    },
  },

  Mutation: {
    async rebuildMetrics(_, __, { viewer, services, clock }) {
      demand(viewer, 'metrics:rebuild');
      return { __typename: 'RebuildMetricsSuccess', standing: shown(await requestRebuild(services.sql, clock.now())) };
    },
  },

  Metrics: {
    indicators: (_, __, { services }) => readIndicators(services.sql),
    requestVolume: (_, { query }, context) => figure(figures.requestVolume, query, context),
    processingDays: (_, { query }, context) => figure(figures.processingDays, query, context),
    ratings: (_, { query }, context) => figure(figures.ratings, query, context),
    offers: (_, { query }, context) => figure(figures.offers, query, context),
    benefitUse: (_, { query }, context) => figure(figures.benefitUse, query, context),
    standing: async (_, __, { services }) => shown(await readStanding(services.sql)),
  },

  MetricCell: {
    service: ({ about }) => (about.SERVICE == null ? null : { id: about.SERVICE }),
    organization: ({ about }) => (about.ORGANIZATION == null ? null : { id: about.ORGANIZATION }),
    municipality: ({ about }) => (about.MUNICIPALITY == null ? null : { code: about.MUNICIPALITY }),
    channel: ({ about }) => (about.CHANNEL ?? null) as ChannelKind | null,
    status: ({ about }) => (about.STATUS ?? null) as RequestStatus | null,
    benefit: ({ about }) => (about.BENEFIT == null ? null : { id: about.BENEFIT }),
  },
};

async function figure({ measures, guarded, shape }: Figure, query: MetricQuery, { services, clock }: Context) {
  const question = questionOf(query, measures);
  const table = await readTable(services.sql, question, services.connectors.territories, clock.today().toString());
  return answerOf(table, question, guarded, shape);
}

function shown({ generation, position, head, rebuild }: Standing) {
  return {
    generation,
    position: String(position),
    lag: Math.max(0, head - position),
    rebuild: rebuild && { position: String(rebuild.position), head: String(rebuild.head), startedAt: rebuild.startedAt },
  };
}
