CREATE SCHEMA "persons";
--> statement-breakpoint
CREATE TABLE "persons"."audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "persons"."audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"action" text NOT NULL,
	"subject" uuid NOT NULL,
	"data" jsonb
);
--> statement-breakpoint
CREATE TABLE "persons"."cursor" (
	"name" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "persons"."data_access" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "persons"."data_access_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"person_id" uuid NOT NULL,
	"by" text NOT NULL,
	"organization_id" uuid,
	"purpose" text NOT NULL,
	"permission" text NOT NULL,
	"fields" text[] NOT NULL,
	"request_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "persons"."data_permission" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"recipient_id" uuid,
	"purpose" text NOT NULL,
	"fields" text[] NOT NULL,
	"valid_to" date
);
--> statement-breakpoint
CREATE TABLE "persons"."feed" (
	"name" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"discovered_through" bigint
);
--> statement-breakpoint
CREATE TABLE "persons"."person_key" (
	"code_hash" "bytea" PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"code_encrypted" "bytea" NOT NULL,
	"is_current" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "persons"."preference" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"notify_offers" boolean NOT NULL,
	"evaluate_offers" boolean NOT NULL,
	"channel" text,
	"language" text NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "data_access_person" ON "persons"."data_access" USING btree ("person_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "data_permission_person" ON "persons"."data_permission" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "person_key_person" ON "persons"."person_key" USING btree ("person_id");