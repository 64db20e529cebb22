CREATE SCHEMA "life_situations";
--> statement-breakpoint
CREATE TABLE "life_situations"."audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "life_situations"."audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"action" text NOT NULL,
	"subject" uuid NOT NULL,
	"data" jsonb
);
--> statement-breakpoint
CREATE TABLE "life_situations"."cursor" (
	"name" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "life_situations"."occurrence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"situation_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"since" date NOT NULL,
	"cause" text NOT NULL,
	"municipality" text
);
--> statement-breakpoint
CREATE TABLE "life_situations"."requested" (
	"person_id" uuid NOT NULL,
	"service_id" uuid NOT NULL,
	"last_on" date NOT NULL,
	CONSTRAINT "requested_person_id_service_id_pk" PRIMARY KEY("person_id","service_id")
);
--> statement-breakpoint
CREATE TABLE "life_situations"."situation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name_lv" text NOT NULL,
	"name_en" text,
	"description_lv" text,
	"description_en" text,
	"audience" text NOT NULL,
	"position" integer NOT NULL,
	"steps" jsonb NOT NULL,
	CONSTRAINT "situation_code_unique" UNIQUE("code")
);
--> statement-breakpoint
ALTER TABLE "life_situations"."occurrence" ADD CONSTRAINT "occurrence_situation_id_situation_id_fk" FOREIGN KEY ("situation_id") REFERENCES "life_situations"."situation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "occurrence_of_person" ON "life_situations"."occurrence" USING btree ("person_id","since");