CREATE SCHEMA "registers";
--> statement-breakpoint
CREATE UNLOGGED TABLE "registers"."change" (
	"data_set" text NOT NULL,
	"position" bigint NOT NULL,
	"id" text NOT NULL,
	"version" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "change_data_set_position_pk" PRIMARY KEY("data_set","position")
);
--> statement-breakpoint
CREATE UNLOGGED TABLE "registers"."instance" (
	"id" uuid NOT NULL,
	"data_set" text NOT NULL,
	"era" uuid NOT NULL,
	"position" bigint NOT NULL,
	"heard_at" timestamp with time zone NOT NULL,
	CONSTRAINT "instance_id_data_set_pk" PRIMARY KEY("id","data_set")
);
--> statement-breakpoint
CREATE UNLOGGED TABLE "registers"."record" (
	"data_set" text NOT NULL,
	"id" text NOT NULL,
	"access" text NOT NULL,
	"version" bigint,
	"read_at" timestamp with time zone NOT NULL,
	"value" "bytea",
	CONSTRAINT "record_data_set_id_access_pk" PRIMARY KEY("data_set","id","access")
);
--> statement-breakpoint
CREATE UNLOGGED TABLE "registers"."stream" (
	"data_set" text PRIMARY KEY NOT NULL,
	"era" uuid DEFAULT gen_random_uuid() NOT NULL,
	"position" bigint NOT NULL,
	"kept_from" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "change_id" ON "registers"."change" USING btree ("data_set","id");--> statement-breakpoint
CREATE INDEX "record_read_at" ON "registers"."record" USING btree ("read_at");--> statement-breakpoint
CREATE INDEX "record_access" ON "registers"."record" USING btree ("access");