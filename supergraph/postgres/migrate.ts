import { readMigrationFiles } from 'drizzle-orm/migrator';
import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { connect, type Sql } from '#kernel/database.ts';
import { ConfigError } from '../config.ts';

/** A schema of its own with the role that owns it and the weaker one that works in it. */
export interface SchemaPart {
  schema: string;
  /** The folder that holds `migrations/`. */
  folder: URL;
  grants?: readonly { privilege: string; on: string }[];
}

const LOCK = 0x7669656b;

/**
 * Brings every schema up to date, as its owner, and gives the runtime roles their rights and passwords. Several hubs may
 * start at once: one migrates, the others wait and find nothing to do. Running it again changes nothing.
 *
 * @param secret the roles' passwords are derived from it
 */
export async function migrate(adminUrl: string, parts: readonly SchemaPart[], secret: Uint8Array): Promise<void> {
  const sql = connect(adminUrl, { name: 'migrate', max: 1 });
  try {
    await sql`select pg_advisory_lock(${LOCK})`;
    await demandSameSecret(sql, secret);
    for (const part of parts) await prepareSchema(sql, part.schema, secret);
    await keepPasswords(adminUrl, sql, parts, secret);
    for (const part of parts) await migrateSchema(sql, part);
    for (const part of parts) await grantRights(sql, part);
    await sql.unsafe(`comment on schema events is '${fingerprintOf(secret)}'`);
  } finally {
    await sql.end();
  }
}

export function runtimeRole(schema: string): string {
  return `vienkopus_${schema}`;
}

function ownerRole(schema: string): string {
  return `vienkopus_${schema}_owner`;
}

/** The address under which a schema's runtime role connects. */
export function runtimeUrl(adminUrl: string, schema: string, secret: Uint8Array): string {
  const url = new URL(adminUrl);
  url.username = runtimeRole(schema);
  url.password = passwordOf(schema, secret);
  return url.href;
}

function passwordOf(schema: string, secret: Uint8Array): string {
  return createHmac('sha256', secret).update(`role:${schema}`).digest('base64url');
}

/**
 * The ids of people hang on the secret: under another one a filled database would silently belong to nobody. The schema
 * `events` carries the secret's fingerprint.
 */
async function demandSameSecret(sql: Sql, secret: Uint8Array): Promise<void> {
  const [kept] = await sql`select obj_description(to_regnamespace('events'), 'pg_namespace') as fingerprint`;
  if (!kept?.fingerprint || kept.fingerprint === fingerprintOf(secret)) return;
  throw new ConfigError(
    'The database was filled under another secret, on which the ids of its people hang. Give the HUB_SECRET or DATA_DIR it was filled with, or an empty database',
  );
}

function fingerprintOf(secret: Uint8Array): string {
  return `filled under the secret ${createHmac('sha256', secret).update('fingerprint').digest('hex').slice(0, 16)}`;
}

/**
 * From Postgres 16 on, who makes a role may administer it but not act as it: hence the grant asks for `usage`, where a mere
 * `member` is told yes too early.
 */
async function prepareSchema(sql: Sql, schema: string, secret: Uint8Array): Promise<void> {
  const [owner, runtime] = [ownerRole(schema), runtimeRole(schema)];
  await sql.unsafe(`
    do $$ begin
      if not exists (select from pg_roles where rolname = '${owner}') then create role ${owner} nologin; end if;
      if not exists (select from pg_roles where rolname = '${runtime}') then create role ${runtime} login password '${passwordOf(schema, secret)}'; end if;
      if not pg_has_role(current_user, '${owner}', 'usage') then grant ${owner} to current_user; end if;
    exception when duplicate_object or unique_violation then null; end $$;
    create schema if not exists ${schema} authorization ${owner};
    grant usage on schema ${schema} to ${runtime};
    alter default privileges for role ${owner} in schema ${schema} grant select, insert, update, delete on tables to ${runtime};
    alter default privileges for role ${owner} in schema ${schema} grant usage on sequences to ${runtime};
  `);
}

/** With another secret than the roles were made with, they get new passwords. */
async function keepPasswords(adminUrl: string, sql: Sql, parts: readonly SchemaPart[], secret: Uint8Array): Promise<void> {
  const attempt = connect(runtimeUrl(adminUrl, parts[0]!.schema, secret), { name: 'migrate', max: 1 });
  const isAccepted = await attempt`select 1`.then(() => true, (error: { code?: string }) => error.code !== '28P01');
  await attempt.end();
  if (isAccepted) return;
  for (const { schema } of parts) await sql.unsafe(`alter role ${runtimeRole(schema)} password '${passwordOf(schema, secret)}'`);
}

async function migrateSchema(sql: Sql, { schema, folder }: SchemaPart): Promise<void> {
  const migrationsFolder = fileURLToPath(new URL('./migrations', folder));
  if (!existsSync(migrationsFolder)) return;
  const table = `${schema}.migration`;
  await sql.unsafe(`set role ${ownerRole(schema)}`);
  try {
    await sql.unsafe(`create table if not exists ${table} (hash text primary key, applied_at timestamptz not null default now())`);
    const applied = new Set((await sql.unsafe(`select hash from ${table}`)).map((row) => row.hash as string));
    for (const migration of readMigrationFiles({ migrationsFolder })) {
      if (applied.has(migration.hash)) continue;
      await sql.begin(async (tx) => {
        for (const statement of migration.sql) {
          if (!/^\s*create schema/i.test(statement)) await tx.unsafe(statement);
        }
        await tx.unsafe(`insert into ${table} (hash) values ($1)`, [migration.hash]);
      });
    }
  } finally {
    await sql.unsafe('reset role');
  }
}

/** Every part may tell events; only the relay may take them out of the outbox. */
async function grantRights(sql: Sql, { schema, grants }: SchemaPart): Promise<void> {
  const role = runtimeRole(schema);
  await sql.unsafe(`
    grant usage on schema events to ${role};
    grant insert on events.outbox to ${role};
    grant select, insert, update on events.subject to ${role};
    grant select on events.log, events.relay_state to ${role};
  `);
  for (const grant of grants ?? []) {
    await sql.unsafe(`grant usage on schema ${grant.on.split('.')[0]} to ${role}; grant ${grant.privilege} on ${grant.on} to ${role}`);
  }
}
