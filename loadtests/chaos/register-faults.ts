import type { OwnRegister } from './register-stage.ts';

/** What may be wrong with a register, and what the hub owes to those who ask it meanwhile and afterwards. */
export interface RegisterFault {
  name: string;
  begin(register: OwnRegister): Promise<void>;
  end(register: OwnRegister): Promise<void>;
  /** Nothing can be decided while it lasts. */
  preventsDecisions: boolean;
  /** A person's data may not be shown while it lasts, whatever is kept. */
  hidesPeople?: true;
  /** The register cannot be told of changes while it lasts. */
  isAway?: true;
  /** Within which everything is right again; five seconds unless there is more to do than to ask again. */
  recoversWithinMs: number;
  /** Within which every change made meanwhile has been taken in. */
  catchesUpWithinMs: number;
}

const RECOVERS_MS = 5_000;
/** Everyone who is known is read again. */
const REPAIRED_MS = 60_000;
/** A permission that was given back, or got more quota, is only heard of when the hub asks for its permissions again. */
const LEARNED_MS = 66_000;
/** Under which residents' own data are read, and everyone's for offers. */
const PERMISSION = '22791';
const USES = 1_000_000;

type Register = 'population' | 'addresses';

const WAYS: Record<string, object> = {
  'is down': { errorRate: 1 },
  'takes 5 s': { latencyMs: 5_000 },
  'answers 500': { status: 500 },
  'answers 429, Retry-After: 2': { status: 429, retryAfterSeconds: 2 },
  'answers garbage': { body: 'garbage' },
  'answers half a body': { body: 'half' },
  'resets connections': { reset: true },
};

/** The long one: nothing of either register, for as long as it lasts. */
export const BOTH_DOWN: RegisterFault = {
  name: 'both registers are down',
  preventsDecisions: true,
  begin: (register) => setAll(register, { errorRate: 1 }),
  end: clear,
  recoversWithinMs: RECOVERS_MS,
  catchesUpWithinMs: RECOVERS_MS,
};

export const SHORT_FAULTS: readonly RegisterFault[] = [
  ...(['population', 'addresses'] as const).flatMap((name) => Object.entries(WAYS).map(([way, fault]) => spoilt(name, way, fault))),
  spoilt('population', 'has a replica 1.5 s behind', { replicaLagMs: 1_500 }, false),
  spoilt('population', 'tells three lines late', { lateLines: 3 }, false),
  {
    name: 'the population feed drops lines that were not read',
    preventsDecisions: false,
    begin: (register) => set(register, 'population', { on: 'changes', errorRate: 1 }),
    async end(register) {
      const { Last } = await register.sandbox('feeds', { register: 'population', dropBefore: 1 });
      await register.sandbox('feeds', { register: 'population', dropBefore: Last + 1 });
      await clear(register);
    },
    recoversWithinMs: RECOVERS_MS,
    catchesUpWithinMs: REPAIRED_MS,
  },
  {
    name: 'the population feed begins anew',
    preventsDecisions: false,
    begin: (register) => register.sandbox('feeds', { register: 'population', reset: true }),
    end: async () => {},
    recoversWithinMs: RECOVERS_MS,
    catchesUpWithinMs: REPAIRED_MS,
  },
  {
    name: 'the permission is revoked',
    preventsDecisions: true,
    hidesPeople: true,
    begin: (register) => register.sandbox('permissions', { permission: PERMISSION, revoked: true }),
    end: (register) => register.sandbox('permissions', { permission: PERMISSION, revoked: false }),
    recoversWithinMs: LEARNED_MS,
    catchesUpWithinMs: LEARNED_MS,
  },
  {
    name: 'the quota is used up',
    preventsDecisions: true,
    begin: (register) => register.sandbox('permissions', { permission: PERMISSION, quota: USES, useCount: USES }),
    end: (register) => register.sandbox('permissions', { permission: PERMISSION, quota: null }),
    recoversWithinMs: LEARNED_MS,
    catchesUpWithinMs: LEARNED_MS,
  },
  {
    name: 'the register is killed and started again',
    preventsDecisions: true,
    isAway: true,
    begin: (register) => register.kill(),
    end: (register) => register.restart(),
    recoversWithinMs: RECOVERS_MS,
    catchesUpWithinMs: RECOVERS_MS,
  },
];

function spoilt(register: Register, way: string, fault: object, isSilent = true): RegisterFault {
  return {
    name: `the ${register} register ${way}`,
    preventsDecisions: isSilent && register === 'population',
    begin: (own) => set(own, register, fault),
    end: clear,
    recoversWithinMs: RECOVERS_MS,
    catchesUpWithinMs: RECOVERS_MS,
  };
}

async function set(register: OwnRegister, name: Register, fault: object): Promise<void> {
  await register.sandbox('faults', { register: name, ...fault });
}

async function setAll(register: OwnRegister, fault: object): Promise<void> {
  for (const name of ['population', 'addresses'] as const) await set(register, name, fault);
}

async function clear(register: OwnRegister): Promise<void> {
  await register.sandbox('faults', { clear: true });
}
