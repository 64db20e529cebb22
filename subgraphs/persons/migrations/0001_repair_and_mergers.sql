CREATE TABLE "persons"."merged" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"survivor_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "persons"."feed" ADD COLUMN "repair" text;--> statement-breakpoint
ALTER TABLE "persons"."feed" ADD COLUMN "repaired_through" bigint;--> statement-breakpoint
CREATE INDEX "merged_survivor" ON "persons"."merged" USING btree ("survivor_id");