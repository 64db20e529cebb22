/** What indicators need of services and portals, as their events tell it. */
import { z } from 'zod';
import type { EventEnvelope } from '#kernel/events/envelope.ts';

export interface CountedService {
  id: string;
  status: string | null;
  /** Portals, by their addresses, in which it can be requested. */
  portals: string[];
  isRequestableOnline: boolean;
  digitalisationLevel: string | null;
  sdgProcedure: string | null;
  meetsBenchmark: boolean | null;
}

export interface CountedPortal {
  id: string;
  address: string;
  isCentral: boolean;
  /** How many of the state's shared solutions it uses. */
  sharedSolutions: number;
}

/** What is read of a service's events; an event told by an earlier version of the publisher says less. */
const serviceTold = z.object({
  status: z.string().nullish(),
  portals: z.array(z.string()).nullish(),
  requestableOnline: z.boolean().nullish(),
  digitalisationLevel: z.string().nullish(),
  sdgProcedure: z.string().nullish(),
  meetsBenchmark: z.boolean().nullish(),
});

const portalTold = z.object({ address: z.string(), central: z.boolean(), sharedSolutions: z.array(z.string()) });

export function serviceIn({ subject, data }: EventEnvelope): CountedService {
  const told = serviceTold.parse(data);
  return {
    id: subject,
    status: told.status ?? null,
    portals: told.portals ?? [],
    isRequestableOnline: told.requestableOnline ?? false,
    digitalisationLevel: told.digitalisationLevel ?? null,
    sdgProcedure: told.sdgProcedure ?? null,
    meetsBenchmark: told.meetsBenchmark ?? null,
  };
}

export function portalIn({ subject, data }: EventEnvelope): CountedPortal {
  const { address, central, sharedSolutions } = portalTold.parse(data);
  return { id: subject, address, isCentral: central, sharedSolutions: sharedSolutions.length };
}
