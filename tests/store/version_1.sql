BEGIN TRANSACTION;
CREATE TABLE deletion (workspace VARCHAR(32) NOT NULL PRIMARY KEY);
CREATE TABLE draft (
        workspace VARCHAR(32) NOT NULL REFERENCES workspace (id),
        session VARCHAR(64) NOT NULL,
        name VARCHAR(200) NOT NULL,
        body TEXT NOT NULL,
        changed_at VARCHAR(27) NOT NULL,
        PRIMARY KEY (workspace, session, name)
    );
INSERT INTO "draft" VALUES('00000000000000000000000000000001','2dec0e2ee5911c20f6c9c05d05a78a3d32f0c1da3a2b538300b33cd27599e47d','workshop.reason','"\u9001\u6599\u304c\u4e0a\u304c\u308b\u3068"','2026-11-25T00:00:07.000000Z');
CREATE TABLE link (
        record VARCHAR(32) NOT NULL,
        revision INTEGER NOT NULL,
        role VARCHAR(40) NOT NULL,
        target VARCHAR(32) NOT NULL REFERENCES record (id),
        PRIMARY KEY (record, revision, role, target),
        FOREIGN KEY (record, revision) REFERENCES revision (record, number)
    );
INSERT INTO "link" VALUES('00000000000000000000000000000005',1,'initiative','00000000000000000000000000000003');
INSERT INTO "link" VALUES('00000000000000000000000000000005',1,'scenario','00000000000000000000000000000002');
CREATE TABLE record (
        id VARCHAR(32) NOT NULL PRIMARY KEY,
        workspace VARCHAR(32) NOT NULL REFERENCES workspace (id),
        kind VARCHAR(40) NOT NULL,
        handle VARCHAR(600),
        created_at VARCHAR(27) NOT NULL,
        UNIQUE (workspace, kind, handle)
    );
INSERT INTO "record" VALUES('00000000000000000000000000000002','00000000000000000000000000000001','scenario',NULL,'2026-11-25T00:00:02.000000Z');
INSERT INTO "record" VALUES('00000000000000000000000000000003','00000000000000000000000000000001','initiative',NULL,'2026-11-25T00:00:04.000000Z');
INSERT INTO "record" VALUES('00000000000000000000000000000004','00000000000000000000000000000001','estimate','K7M2QX/1/P1/effect/p-0123456789ab','2026-11-25T00:00:05.000000Z');
INSERT INTO "record" VALUES('00000000000000000000000000000005','00000000000000000000000000000001','decision',NULL,'2026-11-25T00:00:06.000000Z');
CREATE TABLE revision (
        record VARCHAR(32) NOT NULL REFERENCES record (id),
        number INTEGER NOT NULL,
        parent INTEGER,
        created_at VARCHAR(27) NOT NULL,
        author VARCHAR(200) NOT NULL,
        withdrawn INTEGER NOT NULL,
        body_version INTEGER NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (record, number),
        FOREIGN KEY (record, parent) REFERENCES revision (record, number),
        CHECK ((number = 1 AND parent IS NULL) OR (number > 1 AND parent = number - 1))
    );
INSERT INTO "revision" VALUES('00000000000000000000000000000002',1,NULL,'2026-11-25T00:00:02.000000Z','p-1',0,1,'{"name":"初月の離脱を減らす","base":"0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f","levers":[{"kind":"churn","size":0.30000000000000004,"tenure_to":null},{"kind":"price","size":0.05,"segment":"法人"}],"seed":42,"horizon_months":12,"draws":2000,"assumptions":{"gross_margin":0.6,"discount_annual":0.1},"results":{"nrr":{"p10":0.79,"p50":0.8392,"p90":0.88},"unknown":null},"program":"0.1.0","notes":""}');
INSERT INTO "revision" VALUES('00000000000000000000000000000002',2,1,'2026-11-25T00:00:03.000000Z','p-2',0,1,'{"name":"初月の離脱を減らす","base":"0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f","levers":[{"kind":"churn","size":0.30000000000000004,"tenure_to":null},{"kind":"price","size":0.05,"segment":"法人"}],"seed":42,"horizon_months":12,"draws":2000,"assumptions":{"gross_margin":0.6,"discount_annual":0.1},"results":{"nrr":{"p10":0.79,"p50":0.8392,"p90":0.88},"unknown":null},"program":"0.1.0","notes":""}');
INSERT INTO "revision" VALUES('00000000000000000000000000000003',1,NULL,'2026-11-25T00:00:04.000000Z','p-1',0,1,'{"code":"P1","name":"解約予兆検知","owner":"cs","levers":[{"kind":"churn","effect":{"p10":0.02,"p50":0.08,"p90":0.15}}],"population":{"segments":["法人"],"tenure_from":0},"prior":{"p10":0.02,"p50":0.08,"p90":0.15},"grade":"D","costs":{"one_off":2000000,"monthly":100000,"months":12},"people":[{"department":"cs","quarter":1,"months":2.5}],"requires":["P6"],"excludes":[],"guardrails":["contacts_per_customer"],"control_plan":{},"status":"idea","details":{}}');
INSERT INTO "revision" VALUES('00000000000000000000000000000004',1,NULL,'2026-11-25T00:00:05.000000Z','p-1',0,1,'{"room":"K7M2QX","round":1,"participant":"p-0123456789ab","item":"P1","quantity":"effect","unit":"","department":"","p10":0.02,"p50":0.05,"p90":0.1,"reason":""}');
INSERT INTO "revision" VALUES('00000000000000000000000000000005',1,NULL,'2026-11-25T00:00:06.000000Z','p-1',0,1,'{"question":"今期、何を先にやるか","chosen":"P1とP2","decider":"社長","decided_on":"2026-11-25","review_date":"2027-02-25","stop_rule":"3か月で90日継続率が上がらなければやめる","options":["P1とP2","P7"],"raci":{"responsible":["cs"],"informed":["sales"]},"predictions":[{"of":"NRR","estimate":0.86,"interval":[0.8,0.91],"kind":"80 %, posterior"}],"assumptions":[],"guardrails":[],"agreed":false,"dissent":[{"department":"sales","text":"P7が先"}],"references":["NRR1@1"]}');
CREATE TABLE schema_version (
        number INTEGER NOT NULL PRIMARY KEY,
        program VARCHAR(40) NOT NULL,
        applied_at VARCHAR(27) NOT NULL
    );
INSERT INTO "schema_version" VALUES(1,'0.1.0','2026-11-25T00:00:00.000000Z');
CREATE TABLE workspace (
        id VARCHAR(32) NOT NULL PRIMARY KEY,
        name VARCHAR(200) NOT NULL UNIQUE,
        created_at VARCHAR(27) NOT NULL
    );
INSERT INTO "workspace" VALUES('00000000000000000000000000000001','default','2026-11-25T00:00:01.000000Z');
CREATE INDEX record_by_kind ON record (workspace, kind, created_at);
CREATE INDEX link_by_target ON link (target);
CREATE INDEX draft_by_age ON draft (changed_at);
CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
    BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;
CREATE TRIGGER record_is_never_deleted BEFORE DELETE ON record WHEN NOT EXISTS (SELECT 1 FROM deletion)
    BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;
CREATE TRIGGER revision_is_never_changed BEFORE UPDATE ON revision
    BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;
CREATE TRIGGER revision_is_never_deleted BEFORE DELETE ON revision WHEN NOT EXISTS (SELECT 1 FROM deletion)
    BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;
CREATE TRIGGER link_is_never_changed BEFORE UPDATE ON link
    BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;
CREATE TRIGGER link_is_never_deleted BEFORE DELETE ON link WHEN NOT EXISTS (SELECT 1 FROM deletion)
    BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;
COMMIT;
