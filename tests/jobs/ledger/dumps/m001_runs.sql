BEGIN TRANSACTION;
CREATE TABLE migration (name TEXT PRIMARY KEY, applied TEXT NOT NULL);
INSERT INTO "migration" VALUES('m001_runs','2023-11-14T22:13:20.000000+00:00');
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
CREATE INDEX run_by_job ON run (job, started);
CREATE INDEX run_by_key ON run (job, key);
COMMIT;
