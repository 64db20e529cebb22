CREATE SCHEMA "requests";
--> statement-breakpoint
CREATE TABLE "requests"."audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "requests"."audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"action" text NOT NULL,
	"subject" uuid NOT NULL,
	"data" jsonb
);
--> statement-breakpoint
CREATE TABLE "requests"."cursor" (
	"name" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "requests"."idempotency" (
	"key_hash" text PRIMARY KEY NOT NULL,
	"input_hash" text NOT NULL,
	"request_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "requests"."message" (
	"id" uuid PRIMARY KEY NOT NULL,
	"request_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"from" text NOT NULL,
	"text" text NOT NULL,
	"delivered_by" text,
	"deemed_received_on" date
);
--> statement-breakpoint
CREATE TABLE "requests"."request" (
	"id" uuid PRIMARY KEY NOT NULL,
	"serial" bigint GENERATED ALWAYS AS IDENTITY (sequence name "requests"."request_serial_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"service_id" uuid,
	"benefit_id" uuid,
	"institution_id" uuid,
	"applicant_id" uuid,
	"concerning_id" uuid,
	"applicant_organization_id" uuid,
	"applicant_name" text,
	"submitted_by" uuid,
	"mandate" jsonb,
	"channel" text NOT NULL,
	"contact_point_id" uuid,
	"status" text NOT NULL,
	"status_since" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"submitted_at" timestamp with time zone,
	"due_on" date,
	"missing" text[] DEFAULT '{}' NOT NULL,
	"text" text,
	"external_id" text,
	"decision" jsonb,
	"rating" smallint,
	"rating_comment" text,
	"overdue_told" boolean DEFAULT false NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "requests"."request_answer" (
	"request_id" uuid NOT NULL,
	"question" text NOT NULL,
	"answer" text NOT NULL,
	CONSTRAINT "request_answer_request_id_question_pk" PRIMARY KEY("request_id","question")
);
--> statement-breakpoint
CREATE TABLE "requests"."service" (
	"id" uuid PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"status" text,
	"owner_id" uuid,
	"processing_days" integer
);
--> statement-breakpoint
CREATE TABLE "requests"."status_change" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "requests"."status_change_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"request_id" uuid NOT NULL,
	"status" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"note" text
);
--> statement-breakpoint
ALTER TABLE "requests"."message" ADD CONSTRAINT "message_request_id_request_id_fk" FOREIGN KEY ("request_id") REFERENCES "requests"."request"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests"."request_answer" ADD CONSTRAINT "request_answer_request_id_request_id_fk" FOREIGN KEY ("request_id") REFERENCES "requests"."request"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests"."status_change" ADD CONSTRAINT "status_change_request_id_request_id_fk" FOREIGN KEY ("request_id") REFERENCES "requests"."request"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "message_request" ON "requests"."message" USING btree ("request_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "request_serial" ON "requests"."request" USING btree ("serial");--> statement-breakpoint
CREATE INDEX "request_applicant" ON "requests"."request" USING btree ("applicant_id","serial");--> statement-breakpoint
CREATE INDEX "request_institution" ON "requests"."request" USING btree ("institution_id","serial");--> statement-breakpoint
CREATE UNIQUE INDEX "request_external" ON "requests"."request" USING btree ("institution_id","external_id");--> statement-breakpoint
CREATE INDEX "request_without_institution" ON "requests"."request" USING btree ("service_id") WHERE institution_id is null;--> statement-breakpoint
CREATE INDEX "request_due" ON "requests"."request" USING btree ("due_on") WHERE not overdue_told and status in ('SUBMITTED', 'REGISTERED', 'FORWARDED', 'IN_PROGRESS', 'AWAITING_APPLICANT', 'APPEALED');--> statement-breakpoint
CREATE INDEX "status_change_request" ON "requests"."status_change" USING btree ("request_id","at");