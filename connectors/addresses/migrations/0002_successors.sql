CREATE TABLE "addresses"."municipality_merger" (
	"code" text PRIMARY KEY NOT NULL,
	"successor" text NOT NULL,
	"on_day" date NOT NULL
);
--> statement-breakpoint
ALTER TABLE "addresses"."address" ADD COLUMN "successor" text;