CREATE SCHEMA "addresses";
--> statement-breakpoint
CREATE TABLE "addresses"."address" (
	"code" text PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"text" text NOT NULL,
	"search_text" text NOT NULL,
	"postal_code" text,
	"municipality" text,
	"parish" text,
	"latitude" double precision,
	"longitude" double precision,
	"version" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "address_municipality" ON "addresses"."address" USING btree ("municipality");