CREATE SCHEMA "offers";
--> statement-breakpoint
CREATE TABLE "offers"."audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "offers"."audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"action" text NOT NULL,
	"subject" uuid NOT NULL,
	"data" jsonb
);
--> statement-breakpoint
CREATE TABLE "offers"."calendar" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"day" date NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers"."claim" (
	"child_id" uuid NOT NULL,
	"claim" text NOT NULL,
	"offer_id" uuid NOT NULL,
	CONSTRAINT "claim_child_id_claim_pk" PRIMARY KEY("child_id","claim")
);
--> statement-breakpoint
CREATE TABLE "offers"."cursor" (
	"name" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers"."objection" (
	"person_id" uuid PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers"."offer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"concerning_id" uuid,
	"benefit_id" uuid NOT NULL,
	"service_id" uuid,
	"occasion" text NOT NULL,
	"state" text NOT NULL,
	"certainty" text NOT NULL,
	"value_cents" bigint,
	"apply_by" date,
	"late_consequence" jsonb,
	"because" jsonb NOT NULL,
	"award" text NOT NULL,
	"rule_version" integer NOT NULL,
	"facts_hash" text NOT NULL,
	"claim" text,
	"found_at" timestamp with time zone NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	"decline_reason" text,
	CONSTRAINT "offer_state" CHECK (state in ('FOUND', 'NOTIFIED', 'SEEN', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'EXPIRED'))
);
--> statement-breakpoint
CREATE TABLE "offers"."person_status" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"type_code" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"state" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers"."rule" (
	"benefit_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"definition" jsonb NOT NULL,
	"withdrawn" boolean DEFAULT false NOT NULL,
	CONSTRAINT "rule_benefit_id_version_pk" PRIMARY KEY("benefit_id","version")
);
--> statement-breakpoint
CREATE TABLE "offers"."sweep" (
	"benefit_id" uuid PRIMARY KEY NOT NULL,
	"after" uuid,
	"persons" integer DEFAULT 0 NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "offer_once" ON "offers"."offer" USING btree ("person_id","benefit_id","occasion");--> statement-breakpoint
CREATE INDEX "offer_due" ON "offers"."offer" USING btree ("apply_by") WHERE state in ('FOUND', 'NOTIFIED', 'SEEN') and apply_by is not null;--> statement-breakpoint
CREATE INDEX "person_status_person" ON "offers"."person_status" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "person_status_from" ON "offers"."person_status" USING btree ("valid_from");--> statement-breakpoint
CREATE INDEX "person_status_to" ON "offers"."person_status" USING btree ("valid_to") WHERE valid_to is not null;