/** How many residents come, and how fast. Read by k6 and by `npm run load` alike. */
export interface Profile {
  /** Residents at work at once: up or down to so many within so long. */
  stages: { duration: string; target: number }[];
  /** How long somebody reads before the next step, on average; each pause is between half of it and one and a half. */
  readsSeconds: number;
  /** The slowest that 95 and 99 of 100 answers of each step may be, in milliseconds. */
  answersWithinMs: { p95: number; p99: number };
}

export const PROFILES = {
  /** Does everything work, in a quarter of a minute and on a busy machine too. */
  smoke: {
    stages: [{ duration: '15s', target: 5 }],
    readsSeconds: 0.5,
    answersWithinMs: { p95: 1_000, p99: 2_000 },
  },
  /** A busy morning of one hub. */
  load: {
    stages: [{ duration: '20s', target: 150 }, { duration: '60s', target: 150 }, { duration: '10s', target: 0 }],
    readsSeconds: 1,
    answersWithinMs: { p95: 250, p99: 500 },
  },
  /** More than one hub can serve: it may be slow then, but not wrong. */
  stress: {
    stages: [100, 200, 400, 800].map((target) => ({ duration: '20s', target })),
    readsSeconds: 0.5,
    answersWithinMs: { p95: 3_000, p99: 5_000 },
  },
} satisfies Record<string, Profile>;

export type ProfileName = keyof typeof PROFILES;
