CREATE SCHEMA "statuses";
--> statement-breakpoint
CREATE TABLE "statuses"."audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "statuses"."audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"action" text NOT NULL,
	"subject" uuid NOT NULL,
	"data" jsonb
);
--> statement-breakpoint
CREATE TABLE "statuses"."cursor" (
	"name" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "statuses"."decision" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer_id" uuid NOT NULL,
	"number" text,
	"date" date NOT NULL,
	"legal_basis" text
);
--> statement-breakpoint
CREATE TABLE "statuses"."grant_key" (
	"issuer_id" uuid NOT NULL,
	"key" text NOT NULL,
	"input_hash" text NOT NULL,
	"status_id" uuid NOT NULL,
	CONSTRAINT "grant_key_issuer_id_key_pk" PRIMARY KEY("issuer_id","key")
);
--> statement-breakpoint
CREATE TABLE "statuses"."status" (
	"id" uuid NOT NULL,
	"version" integer NOT NULL,
	"person_id" uuid NOT NULL,
	"type_code" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"state" text NOT NULL,
	"issuer_id" uuid NOT NULL,
	"decision_id" uuid,
	"reason" text,
	"recorded_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone,
	CONSTRAINT "status_id_version_pk" PRIMARY KEY("id","version")
);
--> statement-breakpoint
CREATE TABLE "statuses"."status_type" (
	"code" text PRIMARY KEY NOT NULL,
	"name_lv" text NOT NULL,
	"name_en" text NOT NULL,
	"origin" text NOT NULL,
	"issuer_ids" uuid[] NOT NULL,
	"legal_title" text NOT NULL,
	"legal_url" text
);
--> statement-breakpoint
CREATE UNIQUE INDEX "decision_by_number" ON "statuses"."decision" USING btree ("issuer_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "status_current" ON "statuses"."status" USING btree ("id") WHERE superseded_at is null;--> statement-breakpoint
CREATE INDEX "status_of_person" ON "statuses"."status" USING btree ("person_id") WHERE superseded_at is null;--> statement-breakpoint
CREATE INDEX "status_of_decision" ON "statuses"."status" USING btree ("decision_id") WHERE superseded_at is null;--> statement-breakpoint
CREATE INDEX "status_due" ON "statuses"."status" USING btree ("valid_to") WHERE superseded_at is null and state in ('ACTIVE', 'SUSPENDED');