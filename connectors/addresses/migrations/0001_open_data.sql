CREATE TABLE "addresses"."varis_delivery" (
	"fingerprint" text PRIMARY KEY NOT NULL,
	"delivered_on" date NOT NULL,
	"address_rows" bigint NOT NULL,
	"completed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "addresses"."varis_file" (
	"name" text PRIMARY KEY NOT NULL,
	"fingerprint" text NOT NULL,
	"bytes" bigint NOT NULL,
	"rows" bigint NOT NULL
);
--> statement-breakpoint
DROP INDEX "addresses"."address_municipality";--> statement-breakpoint
ALTER TABLE "addresses"."address" ADD COLUMN "source" text DEFAULT 'vzd_address' NOT NULL;--> statement-breakpoint
ALTER TABLE "addresses"."address" ADD COLUMN "changed_on" date;