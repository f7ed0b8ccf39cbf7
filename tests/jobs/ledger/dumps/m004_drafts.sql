BEGIN TRANSACTION;
CREATE TABLE draft (
                job TEXT PRIMARY KEY,
                run BIGINT NOT NULL REFERENCES run (id),
                output TEXT NOT NULL,
                digest TEXT
            );
INSERT INTO "draft" VALUES('sales',1,'forecast.csv',NULL);
CREATE TABLE draft_step (
                id INTEGER PRIMARY KEY,
                job TEXT NOT NULL REFERENCES draft (job),
                series TEXT NOT NULL,
                target TEXT NOT NULL,
                cutoff BIGINT NOT NULL,
                model TEXT NOT NULL,
                step BIGINT NOT NULL,
                time BIGINT NOT NULL,
                value DOUBLE PRECISION NOT NULL,
                bounds TEXT NOT NULL
            );
INSERT INTO "draft_step" VALUES(1,'sales','["Nord"]','sales',0,'v0001',1,3600,11.1,'{"80.0":[9.0,11.2],"97.5":[7.8999999999999995,12.3]}');
INSERT INTO "draft_step" VALUES(2,'sales','["Nord"]','sales',0,'v0001',2,7200,12.1,'{"80.0":[9.0,11.2],"97.5":[7.8999999999999995,12.3]}');
INSERT INTO "draft_step" VALUES(3,'sales','["Nord"]','sales',0,'v0001',3,10800,13.1,'{"80.0":[9.0,11.2],"97.5":[7.8999999999999995,12.3]}');
INSERT INTO "draft_step" VALUES(4,'sales','["Süd"]','sales',0,'v0001',1,3600,11.1,'{"80.0":[9.0,11.2],"97.5":[7.8999999999999995,12.3]}');
INSERT INTO "draft_step" VALUES(5,'sales','["Süd"]','sales',0,'v0001',2,7200,12.1,'{"80.0":[9.0,11.2],"97.5":[7.8999999999999995,12.3]}');
INSERT INTO "draft_step" VALUES(6,'sales','["Süd"]','sales',0,'v0001',3,10800,13.1,'{"80.0":[9.0,11.2],"97.5":[7.8999999999999995,12.3]}');
CREATE TABLE forecast (
                id INTEGER PRIMARY KEY,
                job TEXT NOT NULL,
                series TEXT NOT NULL,
                target TEXT NOT NULL,
                cutoff BIGINT NOT NULL,
                model TEXT NOT NULL,
                run BIGINT NOT NULL REFERENCES run (id),
                UNIQUE (job, series, target, cutoff, model)
            );
INSERT INTO "forecast" VALUES(1,'sales','["Nord"]','sales',0,'v0001',1);
INSERT INTO "forecast" VALUES(2,'sales','["Süd"]','sales',0,'v0001',1);
CREATE TABLE migration (name TEXT PRIMARY KEY, applied TEXT NOT NULL);
INSERT INTO "migration" VALUES('m001_runs','2023-11-14T22:13:20.000000+00:00');
INSERT INTO "migration" VALUES('m002_forecasts','2023-11-14T22:13:20.000000+00:00');
INSERT INTO "migration" VALUES('m003_promotions','2023-11-14T22:13:20.000000+00:00');
INSERT INTO "migration" VALUES('m004_drafts','2023-11-14T22:13:20.000000+00:00');
CREATE TABLE promotion (
                id INTEGER PRIMARY KEY,
                job TEXT NOT NULL,
                at TEXT NOT NULL,
                run BIGINT REFERENCES run (id),
                from_model TEXT,
                to_model TEXT NOT NULL,
                reason TEXT NOT NULL,
                champion_loss DOUBLE PRECISION,
                challenger_loss DOUBLE PRECISION
            );
INSERT INTO "promotion" VALUES(1,'sales','2026-11-01T03:00:00.000250+00:00',1,'v0001','v0002','"\"better\" on 3 of 3 cutoffs"',1.0,3.00000000000000044408e-01);
CREATE TABLE run (
                id INTEGER PRIMARY KEY,
                job TEXT NOT NULL,
                started TEXT NOT NULL,
                ended TEXT,
                command TEXT NOT NULL,
                exit_code BIGINT,
                status TEXT NOT NULL,
                key TEXT,
                model TEXT,
                cutoff BIGINT,
                rows BIGINT,
                series BIGINT,
                seconds DOUBLE PRECISION,
                message TEXT,
                facts TEXT NOT NULL
            );
INSERT INTO "run" VALUES(1,'sales','2026-11-01T03:00:00.000250+00:00','2026-11-02T03:00:00.000250+00:00','run',0,'done','k',NULL,NULL,NULL,NULL,NULL,NULL,'{}');
CREATE TABLE step (
                forecast BIGINT NOT NULL REFERENCES forecast (id),
                step BIGINT NOT NULL,
                time BIGINT NOT NULL,
                value DOUBLE PRECISION NOT NULL,
                bounds TEXT NOT NULL,
                scored_by BIGINT,
                actual DOUBLE PRECISION,
                error DOUBLE PRECISION,
                naive_error DOUBLE PRECISION,
                covered TEXT,
                PRIMARY KEY (forecast, step)
            );
INSERT INTO "step" VALUES(1,1,3600,11.1,'{"80.0":[9.0,11.2],"97.5":[7.8999999999999995,12.3]}',1,11.0,9.99999999999996447286e-02,-3.0,'{"80.0":true,"97.5":true}');
INSERT INTO "step" VALUES(1,2,7200,12.1,'{"80.0":[9.0,11.2],"97.5":[7.8999999999999995,12.3]}',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "step" VALUES(1,3,10800,13.1,'{"80.0":[9.0,11.2],"97.5":[7.8999999999999995,12.3]}',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "step" VALUES(2,1,3600,11.1,'{"80.0":[9.0,11.2],"97.5":[7.8999999999999995,12.3]}',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "step" VALUES(2,2,7200,12.1,'{"80.0":[9.0,11.2],"97.5":[7.8999999999999995,12.3]}',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "step" VALUES(2,3,10800,13.1,'{"80.0":[9.0,11.2],"97.5":[7.8999999999999995,12.3]}',NULL,NULL,NULL,NULL,NULL);
CREATE INDEX run_by_job ON run (job, started);
CREATE INDEX run_by_key ON run (job, key);
CREATE INDEX forecast_by_run ON forecast (run);
CREATE INDEX step_open ON step (time) WHERE actual IS NULL;
CREATE INDEX step_scored ON step (time) WHERE actual IS NOT NULL;
CREATE INDEX promotion_by_job ON promotion (job, at);
CREATE INDEX promotion_by_run ON promotion (run);
CREATE INDEX draft_step_by_job ON draft_step (job);
COMMIT;
