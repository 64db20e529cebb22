CREATE SCHEMA "services";
--> statement-breakpoint
CREATE TABLE "services"."audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "services"."audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"action" text NOT NULL,
	"subject" uuid NOT NULL,
	"data" jsonb
);
--> statement-breakpoint
CREATE TABLE "services"."contact_point" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"organization_id" uuid NOT NULL,
	"municipality_code" text NOT NULL,
	"address_code" text
);
--> statement-breakpoint
CREATE TABLE "services"."organization" (
	"id" uuid PRIMARY KEY NOT NULL,
	"registration_number" text,
	"name_lv" text NOT NULL,
	"name_en" text,
	"kind" text NOT NULL,
	"sort" text NOT NULL,
	"search" text NOT NULL,
	"fingerprint" text,
	CONSTRAINT "organization_registration_number_unique" UNIQUE("registration_number")
);
--> statement-breakpoint
CREATE TABLE "services"."portal" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"central" boolean NOT NULL,
	"shared_solutions" text[] NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "portal_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "services"."service" (
	"id" uuid PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"name_lv" text NOT NULL,
	"name_en" text,
	"description_lv" text NOT NULL,
	"description_en" text,
	"status" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"provider_ids" uuid[] NOT NULL,
	"audiences" text[] NOT NULL,
	"digitalisation_level" text NOT NULL,
	"channels" jsonb NOT NULL,
	"costs" jsonb NOT NULL,
	"processing_days" integer,
	"outputs" jsonb NOT NULL,
	"required_evidence" jsonb NOT NULL,
	"legal_resources" jsonb NOT NULL,
	"life_situation_ids" uuid[] NOT NULL,
	"sdg_procedure" text,
	"version" integer NOT NULL,
	"sort" text NOT NULL,
	"search" text NOT NULL,
	"fingerprint" text,
	CONSTRAINT "service_identifier_unique" UNIQUE("identifier")
);
--> statement-breakpoint
ALTER TABLE "services"."contact_point" ADD CONSTRAINT "contact_point_organization_id_organization_id_fk" FOREIGN KEY ("organization_id") REFERENCES "services"."organization"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "services"."service" ADD CONSTRAINT "service_owner_id_organization_id_fk" FOREIGN KEY ("owner_id") REFERENCES "services"."organization"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "contact_point_of_municipality" ON "services"."contact_point" USING btree ("municipality_code");--> statement-breakpoint
CREATE INDEX "organization_by_name" ON "services"."organization" USING btree ("sort","id");--> statement-breakpoint
CREATE INDEX "service_by_name" ON "services"."service" USING btree ("sort","id");--> statement-breakpoint
CREATE INDEX "service_of_owner" ON "services"."service" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "service_of_provider" ON "services"."service" USING gin ("provider_ids");--> statement-breakpoint
CREATE INDEX "service_of_situation" ON "services"."service" USING gin ("life_situation_ids");