CREATE SCHEMA "benefits";
--> statement-breakpoint
CREATE TABLE "benefits"."audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "benefits"."audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"action" text NOT NULL,
	"subject" uuid NOT NULL,
	"data" jsonb
);
--> statement-breakpoint
CREATE TABLE "benefits"."benefit" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"grantor_id" uuid NOT NULL,
	"current_version" integer,
	CONSTRAINT "benefit_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "benefits"."cursor" (
	"name" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "benefits"."draft" (
	"benefit_id" uuid PRIMARY KEY NOT NULL,
	"content" jsonb NOT NULL,
	"definition" jsonb NOT NULL,
	"drafted_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "benefits"."identification_means" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"label" text NOT NULL,
	"number_hash" text NOT NULL,
	"issuer_id" uuid,
	"state" text NOT NULL,
	"valid_to" date,
	CONSTRAINT "identification_means_number_hash_unique" UNIQUE("number_hash")
);
--> statement-breakpoint
CREATE TABLE "benefits"."instruction" (
	"id" uuid PRIMARY KEY NOT NULL,
	"benefit_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"priority" integer NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"state" text NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "benefits"."version" (
	"benefit_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"content" jsonb NOT NULL,
	"definition" jsonb NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"published_by" text NOT NULL,
	CONSTRAINT "version_benefit_id_version_pk" PRIMARY KEY("benefit_id","version")
);
--> statement-breakpoint
ALTER TABLE "benefits"."draft" ADD CONSTRAINT "draft_benefit_id_benefit_id_fk" FOREIGN KEY ("benefit_id") REFERENCES "benefits"."benefit"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "benefits"."instruction" ADD CONSTRAINT "instruction_benefit_id_benefit_id_fk" FOREIGN KEY ("benefit_id") REFERENCES "benefits"."benefit"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "benefits"."version" ADD CONSTRAINT "version_benefit_id_benefit_id_fk" FOREIGN KEY ("benefit_id") REFERENCES "benefits"."benefit"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "means_of_person" ON "benefits"."identification_means" USING btree ("person_id") WHERE state <> 'EXPIRED';--> statement-breakpoint
CREATE INDEX "instruction_of_person" ON "benefits"."instruction" USING btree ("person_id");