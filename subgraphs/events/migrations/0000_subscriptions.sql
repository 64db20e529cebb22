CREATE SCHEMA "subscriptions";
--> statement-breakpoint
CREATE TABLE "subscriptions"."audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "subscriptions"."audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"action" text NOT NULL,
	"subject" uuid NOT NULL,
	"data" jsonb
);
--> statement-breakpoint
CREATE TABLE "subscriptions"."certificate" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subscription_id" uuid NOT NULL,
	"day" date,
	"made_at" timestamp with time zone NOT NULL,
	"first_sequence" bigint NOT NULL,
	"last_sequence" bigint NOT NULL,
	"events" integer NOT NULL,
	"hash" text NOT NULL,
	"left_out" jsonb NOT NULL,
	"signature" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subscriptions"."change" (
	"subscription_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"sequence" bigint,
	CONSTRAINT "change_subscription_id_version_pk" PRIMARY KEY("subscription_id","version")
);
--> statement-breakpoint
CREATE TABLE "subscriptions"."cursor" (
	"name" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subscriptions"."dead_letter" (
	"subscription_id" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"event_id" uuid NOT NULL,
	"type" text NOT NULL,
	"died_at" timestamp with time zone NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "dead_letter_subscription_id_sequence_pk" PRIMARY KEY("subscription_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "subscriptions"."delivery" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "subscriptions"."delivery_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"subscription_id" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"event_id" uuid NOT NULL,
	"type" text NOT NULL,
	"attempt" smallint NOT NULL,
	"is_replay" boolean DEFAULT false NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"took_ms" integer NOT NULL,
	"outcome" text NOT NULL,
	"status" smallint,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "subscriptions"."dispatcher" (
	"singleton" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"epoch" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subscriptions"."filter" (
	"subscription_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"types" text[] NOT NULL,
	"municipality_codes" text[],
	"service_ids" uuid[],
	"status_type_codes" text[],
	CONSTRAINT "filter_subscription_id_version_pk" PRIMARY KEY("subscription_id","version")
);
--> statement-breakpoint
CREATE TABLE "subscriptions"."grantor" (
	"benefit_id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subscriptions"."idempotency" (
	"organization_id" uuid NOT NULL,
	"key_hash" text NOT NULL,
	"input_hash" text NOT NULL,
	"subscription_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "idempotency_organization_id_key_hash_pk" PRIMARY KEY("organization_id","key_hash")
);
--> statement-breakpoint
CREATE TABLE "subscriptions"."published" (
	"stream" text PRIMARY KEY NOT NULL,
	"log_sequence" bigint NOT NULL,
	"stream_sequence" bigint NOT NULL,
	"epoch" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subscriptions"."replay" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subscription_id" uuid NOT NULL,
	"what" text NOT NULL,
	"from_sequence" bigint NOT NULL,
	"to_sequence" bigint NOT NULL,
	"position" bigint NOT NULL,
	"sent" integer DEFAULT 0 NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"requested_by" text NOT NULL,
	"ended_at" timestamp with time zone,
	"ended" text
);
--> statement-breakpoint
CREATE TABLE "subscriptions"."subscription" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"name" text NOT NULL,
	"transport" text NOT NULL,
	"state" text NOT NULL,
	"purpose" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"acknowledged" bigint NOT NULL,
	"started_after" bigint NOT NULL,
	"webhook_url" text,
	"secret" "bytea",
	"previous_secret" "bytea",
	"previous_secret_until" timestamp with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp with time zone,
	"failure" text,
	"next_attempt_at" timestamp with time zone,
	"version" integer NOT NULL,
	"watches_since" integer,
	"deleted_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "subscriptions"."watched" (
	"subscription_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"from_version" integer NOT NULL,
	"to_version" integer,
	CONSTRAINT "watched_subscription_id_person_id_from_version_pk" PRIMARY KEY("subscription_id","person_id","from_version")
);
--> statement-breakpoint
ALTER TABLE "subscriptions"."certificate" ADD CONSTRAINT "certificate_subscription_id_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"."subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions"."change" ADD CONSTRAINT "change_subscription_id_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"."subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions"."filter" ADD CONSTRAINT "filter_subscription_id_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"."subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions"."replay" ADD CONSTRAINT "replay_subscription_id_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"."subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions"."watched" ADD CONSTRAINT "watched_subscription_id_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscriptions"."subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "certificate_of_day" ON "subscriptions"."certificate" USING btree ("subscription_id","day") WHERE day is not null;--> statement-breakpoint
CREATE INDEX "certificate_of_subscription" ON "subscriptions"."certificate" USING btree ("subscription_id","made_at");--> statement-breakpoint
CREATE INDEX "dead_letter_by_time" ON "subscriptions"."dead_letter" USING btree ("died_at");--> statement-breakpoint
CREATE INDEX "delivery_of_subscription" ON "subscriptions"."delivery" USING btree ("subscription_id","id");--> statement-breakpoint
CREATE INDEX "replay_of_subscription" ON "subscriptions"."replay" USING btree ("subscription_id","requested_at");--> statement-breakpoint
CREATE UNIQUE INDEX "replay_under_way" ON "subscriptions"."replay" USING btree ("subscription_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "subscription_of_organization" ON "subscriptions"."subscription" USING btree ("organization_id","created_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "watched_now" ON "subscriptions"."watched" USING btree ("subscription_id","person_id") WHERE to_version is null;--> statement-breakpoint
CREATE INDEX "watched_person" ON "subscriptions"."watched" USING btree ("person_id");