CREATE TABLE "persons"."removed_code" (
	"code_hash" "bytea" PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "persons"."told_later" (
	"person_id" uuid NOT NULL,
	"type" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	CONSTRAINT "told_later_person_id_type_pk" PRIMARY KEY("person_id","type")
);
