CREATE TABLE "statuses"."expiring_told" (
	"status_id" uuid NOT NULL,
	"last_day" date NOT NULL,
	CONSTRAINT "expiring_told_status_id_last_day_pk" PRIMARY KEY("status_id","last_day")
);
--> statement-breakpoint
CREATE INDEX "expiring_told_by_day" ON "statuses"."expiring_told" USING btree ("last_day");