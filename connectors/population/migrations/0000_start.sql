CREATE SCHEMA "population";
--> statement-breakpoint
CREATE TABLE "population"."fact" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"birth_day" date NOT NULL,
	"sex" char(1),
	"vital" text NOT NULL,
	"death_day" date,
	"municipality" text,
	"residence_since" date,
	"residence_state" text NOT NULL,
	"flags" text[] NOT NULL,
	"version" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "population"."tie" (
	"person_id" uuid NOT NULL,
	"other_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"custody" boolean NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	CONSTRAINT "tie_person_id_other_id_kind_pk" PRIMARY KEY("person_id","other_id","kind")
);
--> statement-breakpoint
CREATE INDEX "fact_municipality" ON "population"."fact" USING btree ("municipality");--> statement-breakpoint
CREATE INDEX "fact_birth_day" ON "population"."fact" USING btree ("birth_day");--> statement-breakpoint
CREATE INDEX "fact_residence_since" ON "population"."fact" USING btree ("residence_since");--> statement-breakpoint
CREATE INDEX "tie_other" ON "population"."tie" USING btree ("other_id");