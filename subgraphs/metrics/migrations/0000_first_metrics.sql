CREATE SCHEMA "metrics";
--> statement-breakpoint
CREATE TABLE "metrics"."benefit" (
	"generation" integer NOT NULL,
	"id" uuid NOT NULL,
	"service_id" uuid,
	"grantor_id" uuid,
	CONSTRAINT "benefit_generation_id_pk" PRIMARY KEY("generation","id")
);
--> statement-breakpoint
CREATE TABLE "metrics"."cell" (
	"generation" integer NOT NULL,
	"day" date NOT NULL,
	"key" uuid NOT NULL,
	"measure" text NOT NULL,
	"service_id" uuid,
	"organization_id" uuid,
	"municipality" text,
	"channel" text,
	"status" text,
	"benefit_id" uuid,
	"bin" smallint NOT NULL,
	"amount" bigint NOT NULL,
	CONSTRAINT "cell_generation_day_key_pk" PRIMARY KEY("generation","day","key")
);
--> statement-breakpoint
CREATE TABLE "metrics"."cursor" (
	"name" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "metrics"."generation" (
	"id" integer PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"head" bigint NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"is_prepared" boolean NOT NULL,
	"kept_before" date,
	"copied_through" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "metrics"."offer" (
	"generation" integer NOT NULL,
	"id" uuid NOT NULL,
	"person_id" uuid,
	"benefit_id" uuid NOT NULL,
	"service_id" uuid,
	"organization_id" uuid,
	"municipality" text,
	"found_on" date,
	"accepted_on" date,
	"declined_on" date,
	"is_open" boolean NOT NULL,
	"first_sequence" bigint NOT NULL,
	"last_sequence" bigint NOT NULL,
	CONSTRAINT "offer_generation_id_pk" PRIMARY KEY("generation","id")
);
--> statement-breakpoint
CREATE TABLE "metrics"."portal" (
	"generation" integer NOT NULL,
	"id" uuid NOT NULL,
	"address" text NOT NULL,
	"is_central" boolean NOT NULL,
	"shared_solutions" integer NOT NULL,
	CONSTRAINT "portal_generation_id_pk" PRIMARY KEY("generation","id")
);
--> statement-breakpoint
CREATE TABLE "metrics"."protected_person" (
	"generation" integer NOT NULL,
	"person_id" uuid NOT NULL,
	CONSTRAINT "protected_person_generation_person_id_pk" PRIMARY KEY("generation","person_id")
);
--> statement-breakpoint
CREATE TABLE "metrics"."request" (
	"generation" integer NOT NULL,
	"id" uuid NOT NULL,
	"person_id" uuid,
	"service_id" uuid,
	"organization_id" uuid,
	"municipality" text,
	"channel" text,
	"benefit_id" uuid,
	"submitted_on" date,
	"status" text NOT NULL,
	"outcome" text,
	"decided_on" date,
	"days" integer,
	"rating" smallint,
	"rated_on" date,
	"first_sequence" bigint NOT NULL,
	"last_sequence" bigint NOT NULL,
	CONSTRAINT "request_generation_id_pk" PRIMARY KEY("generation","id")
);
--> statement-breakpoint
CREATE TABLE "metrics"."service" (
	"generation" integer NOT NULL,
	"id" uuid NOT NULL,
	"status" text,
	"portals" text[] NOT NULL,
	"is_requestable_online" boolean NOT NULL,
	"digitalisation_level" text,
	"sdg_procedure" text,
	"meets_benchmark" boolean,
	CONSTRAINT "service_generation_id_pk" PRIMARY KEY("generation","id")
);
--> statement-breakpoint
CREATE TABLE "metrics"."standing" (
	"singleton" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"live" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "offer_of_person" ON "metrics"."offer" USING btree ("generation","person_id");--> statement-breakpoint
CREATE INDEX "request_of_person" ON "metrics"."request" USING btree ("generation","person_id");