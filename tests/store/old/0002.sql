BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE counters (
	name TEXT NOT NULL, 
	value BIGINT NOT NULL, 
	CONSTRAINT pk_counters PRIMARY KEY (name)
);
INSERT INTO "counters" VALUES('incident',3);
CREATE TABLE effect_log (
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	incident_id VARCHAR(64) NOT NULL, 
	lane TEXT NOT NULL, 
	op TEXT NOT NULL, 
	target TEXT NOT NULL, 
	outcome VARCHAR(8) NOT NULL, 
	attempts INTEGER NOT NULL, 
	error TEXT NOT NULL, 
	at_us BIGINT NOT NULL, 
	CONSTRAINT pk_effect_log PRIMARY KEY (id), 
	CONSTRAINT uq_effect_log_key UNIQUE ("key")
);
INSERT INTO "effect_log" VALUES(1,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:2:0:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:feed','feed','chat.irc','skipped',0,'replaced by a later one',1795424400000000);
INSERT INTO "effect_log" VALUES(2,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:2:1:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:card','card','chat.irc','skipped',0,'replaced by a later one',1795424400000000);
INSERT INTO "effect_log" VALUES(3,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:5:1:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:feed','feed','chat.irc','skipped',0,'replaced by a later one',1795424400000000);
INSERT INTO "effect_log" VALUES(4,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:6:0:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:card','card','chat.irc','skipped',0,'replaced by a later one',1795424400000000);
INSERT INTO "effect_log" VALUES(5,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:5:0:paging.tower','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:paging.tower:p1','page','paging.tower','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(6,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:3:0:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:room','open-room','chat.irc','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(7,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:3:1:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:announce','announce','chat.irc','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(8,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:1:0:ticketing.list','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:ticketing.list','ticket','ticketing.list','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(9,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:7:0:status_page.static','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:status_page.static','status-page','status_page.static','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(10,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:7:1:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:feed','feed','chat.irc','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(11,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:7:2:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:card','card','chat.irc','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(12,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:2:2:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:topic','topic','chat.irc','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(13,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:9:1:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:feed','feed','chat.irc','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(14,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:12:1:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:feed','feed','chat.irc','skipped',0,'replaced by a later one',1795424400000000);
INSERT INTO "effect_log" VALUES(15,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:12:2:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:card','card','chat.irc','skipped',0,'replaced by a later one',1795424400000000);
INSERT INTO "effect_log" VALUES(16,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:12:0:paging.tower','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:paging.tower:p1','page-ack','paging.tower','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(17,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:13:1:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:feed','feed','chat.irc','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(18,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:13:2:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:card','card','chat.irc','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(19,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:13:0:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:@ana','direct','chat.irc','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(20,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:13:3:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:topic','topic','chat.irc','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(21,'23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:2:0:chat.irc','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:chat.irc:feed','feed','chat.irc','skipped',0,'replaced by a later one',1795424400000000);
INSERT INTO "effect_log" VALUES(22,'23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:2:1:chat.irc','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:chat.irc:card','card','chat.irc','skipped',0,'replaced by a later one',1795424400000000);
INSERT INTO "effect_log" VALUES(23,'23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:5:0:paging.tower','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:paging.tower:p1','page','paging.tower','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(24,'23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:3:0:chat.irc','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:chat.irc:room','open-room','chat.irc','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(25,'23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:1:0:ticketing.list','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:ticketing.list','ticket','ticketing.list','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(26,'23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:5:1:chat.irc','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:chat.irc:feed','feed','chat.irc','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(27,'23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:6:0:chat.irc','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:chat.irc:card','card','chat.irc','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(28,'23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:2:2:chat.irc','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:chat.irc:topic','topic','chat.irc','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(29,'23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:8:1:chat.irc','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:chat.irc:feed','feed','chat.irc','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(30,'95526eb4-07ca-5240-84a8-70c36f4c5ac8:2:1:chat.irc','95526eb4-07ca-5240-84a8-70c36f4c5ac8','95526eb4-07ca-5240-84a8-70c36f4c5ac8:chat.irc:card','card','chat.irc','skipped',0,'replaced by a later one',1795424400000000);
INSERT INTO "effect_log" VALUES(31,'95526eb4-07ca-5240-84a8-70c36f4c5ac8:1:0:ticketing.list','95526eb4-07ca-5240-84a8-70c36f4c5ac8','95526eb4-07ca-5240-84a8-70c36f4c5ac8:ticketing.list','ticket','ticketing.list','done',1,'',1795424400000000);
INSERT INTO "effect_log" VALUES(32,'95526eb4-07ca-5240-84a8-70c36f4c5ac8:6:0:chat.irc','95526eb4-07ca-5240-84a8-70c36f4c5ac8','95526eb4-07ca-5240-84a8-70c36f4c5ac8:chat.irc:card','card','chat.irc','skipped',0,'replaced by a later one',1795424400000000);
CREATE TABLE effects (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	"key" TEXT NOT NULL, 
	lane TEXT NOT NULL, 
	prio INTEGER NOT NULL, 
	incident_id VARCHAR(64) NOT NULL, 
	kind VARCHAR(8) NOT NULL, 
	op TEXT NOT NULL, 
	target TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	needs TEXT NOT NULL, 
	created_us BIGINT NOT NULL, 
	attempts INTEGER DEFAULT '0' NOT NULL, 
	first_us BIGINT, 
	ambiguous BOOLEAN DEFAULT 0 NOT NULL, 
	last_error TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT uq_effects_key UNIQUE ("key")
);
INSERT INTO "effects" VALUES(9,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:9:0:chat.irc','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:members',1,'15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','tell','invite','chat.irc','{}','',1795424400000000,1,1795424400000000,0,'away');
INSERT INTO "effects" VALUES(22,'23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:8:0:chat.irc','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:chat.irc:members',1,'23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','tell','invite','chat.irc','{}','',1795424400000000,1,1795424400000000,0,'away');
INSERT INTO "effects" VALUES(25,'95526eb4-07ca-5240-84a8-70c36f4c5ac8:2:0:chat.irc','95526eb4-07ca-5240-84a8-70c36f4c5ac8:chat.irc:feed',1,'95526eb4-07ca-5240-84a8-70c36f4c5ac8','sync','feed','chat.irc','{}','room:chat.irc',1795424400000000,0,NULL,0,'');
INSERT INTO "effects" VALUES(26,'95526eb4-07ca-5240-84a8-70c36f4c5ac8:8:0:chat.irc','95526eb4-07ca-5240-84a8-70c36f4c5ac8:chat.irc:card',1,'95526eb4-07ca-5240-84a8-70c36f4c5ac8','sync','card','chat.irc','{}','room:chat.irc',1795424400000000,0,NULL,0,'');
INSERT INTO "effects" VALUES(27,'95526eb4-07ca-5240-84a8-70c36f4c5ac8:2:2:chat.irc','95526eb4-07ca-5240-84a8-70c36f4c5ac8:chat.irc:topic',1,'95526eb4-07ca-5240-84a8-70c36f4c5ac8','sync','topic','chat.irc','{}','room:chat.irc',1795424400000000,0,NULL,0,'');
INSERT INTO "effects" VALUES(28,'95526eb4-07ca-5240-84a8-70c36f4c5ac8:3:0:chat.irc','95526eb4-07ca-5240-84a8-70c36f4c5ac8:chat.irc:room',1,'95526eb4-07ca-5240-84a8-70c36f4c5ac8','tell','open-room','chat.irc','{"name": "incident-2026-11-23-search-is-slow", "private": false}','',1795424400000000,1,1795424400000000,0,'away');
INSERT INTO "effects" VALUES(29,'95526eb4-07ca-5240-84a8-70c36f4c5ac8:3:1:chat.irc','95526eb4-07ca-5240-84a8-70c36f4c5ac8:chat.irc:announce',1,'95526eb4-07ca-5240-84a8-70c36f4c5ac8','tell','announce','chat.irc','{"room": "#incidents", "text": "@here Incident declared: search is slow\nSeverity: P2\nImpact: being assessed\nIncident Channel: #incident-2026-11-23-search-is-slow\nIC: @Ana"}','',1795424400000000,1,1795424400000000,0,'away');
INSERT INTO "effects" VALUES(30,'95526eb4-07ca-5240-84a8-70c36f4c5ac8:5:0:chat.irc','95526eb4-07ca-5240-84a8-70c36f4c5ac8:chat.irc:@ana',1,'95526eb4-07ca-5240-84a8-70c36f4c5ac8','tell','direct','chat.irc','{"person": "ana", "text": "P2 · INC-3 search is slow\nYou are on call; this is no page. Please look by 11:00 CET (in 1 h): `!incident INC-3 ack`\nRoom: #incident-2026-11-23-search-is-slow\nWhere it stands: `!incident INC-3 show`"}','',1795424400000000,1,1795424400000000,0,'away');
CREATE TABLE events (
	incident_id VARCHAR(64) NOT NULL, 
	seq INTEGER NOT NULL, 
	type TEXT NOT NULL, 
	at_us BIGINT NOT NULL, 
	"by" TEXT NOT NULL, 
	data TEXT, 
	body_sha256 VARCHAR(64) NOT NULL, 
	chain VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_events PRIMARY KEY (incident_id, seq), 
	CONSTRAINT fk_events_incident_id FOREIGN KEY(incident_id) REFERENCES incidents (id)
);
INSERT INTO "events" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede',1,'declared',1795424400000000,'ana','{"alert_sources":["json","other"],"announce":"#incidents","at":"2026-11-23T09:00:00Z","by":"ana","flags":[],"number":1,"pages_only":[],"platforms":["irc"],"policy_hash":"9a24f4ea7fcf3a0c3f9f4642462559a20ea4cfc169bfa15a82c7ae5e5054acf5","repeat_of":"","service":"","severity":"P1","source":"command","team":"shop","text":"","ticket_due":null,"ticketing":"list","timezone":"Europe/Berlin","title":"checkout returns 500s","type":"declared"}','b5f962e581701fbb3cc18b7c8c27611c72aa5b9a4830f175a0324319e278571f','ab24e6bbdbce5b4dfb6daeba85311819e4371eeb1fb6e86a7b59cb44a8362ee1');
INSERT INTO "events" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede',2,'role-assigned',1795424400000000,'engine','{"alone":false,"at":"2026-11-23T09:00:00Z","by":"engine","person":"ana","relieves":"","role":"ic","standing":true,"type":"role-assigned"}','f030f826659d30c4be8270e5ee82506a37c67280f82db5645725072c5fc97fd7','e1f59bf7dffffd7f15dc43c88f93ad03b90e9abc0ebdbbf928ad07d81e955f7a');
INSERT INTO "events" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede',3,'room-named',1795424400000000,'engine','{"at":"2026-11-23T09:00:00Z","by":"engine","context":false,"name":"incident-2026-11-23-checkout-returns-500s","type":"room-named"}','3a09b5b48cdea289605f043b6c755769e774e7da97b2d719f6b5f21dc6ca7dcd','b846ccd628c0b9e0159d0ce0984f63da31a2c13ea14d0956470dbfaa9af7b9e9');
INSERT INTO "events" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede',4,'ladder-started',1795424400000000,'engine','{"at":"2026-11-23T09:00:00Z","by":"engine","ladder":{"alarm":true,"repeat_every":"PT900S","repeats":3,"steps":[{"after":"PT0S","manner":"page","targets":["primary"]},{"after":"PT300S","manner":"page","targets":["backup"]},{"after":"PT900S","manner":"page","targets":["em"]},{"after":"PT1800S","manner":"page","targets":["cto"]}]},"name":"P1","paging":["tower","church"],"reason":"","type":"ladder-started"}','95a26a7c4792fa32acc4b12ce27df99e20fd349513b3ca01baf56f59849bcb25','e3c1ee14921538a059195c2c222faa0ebb231fead3eb20c237cce0ff8c97eb1b');
INSERT INTO "events" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede',5,'page-requested',1795424400000000,'ana','{"again":"","at":"2026-11-23T09:00:00Z","by":"ana","message":"","page":"p1","paging":["tower","church"],"person":"ana","provider":"tower","purpose":"ladder","roster_as_of":null,"round":1,"step":0,"target":"primary","type":"page-requested"}','99ce1e614faa8313185ca4d3957a64a2a5a60a50d6b2f1eb469e45909d4da6eb','bd3429e6dc013d472b6cc16ac68aa1edc6728f24e0b50fae8588c97b73297951');
INSERT INTO "events" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede',6,'nudged',1795424400000000,'engine','{"at":"2026-11-23T09:00:00Z","by":"engine","done":[0],"generation":4,"obligation":"ack","type":"nudged"}','c6990814d3ae2debb4b5dc7a30668efa604b38071c4754cbb2a850fbafa3e11e','3fae279e16c9da48e8615bf69f46019306f523f78b1d12be615aba2b61b9674d');
INSERT INTO "events" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede',7,'status-page-posted',1795424400000000,'engine','{"at":"2026-11-23T09:00:00Z","author":"","by":"engine","components":[],"phase":"investigating","providers":["static"],"template":"status-investigating","text":"**Investigating**: We are investigating reports of problems with some of our services.\nSome customers may be experiencing disruptions. We will provide updates\nas we learn more.","title":"","type":"status-page-posted","unseen":false}','fcc1cd4a9d1e60e4d9e10b7537f5bfc41350ecf0b5d6aff90b01d3ed536eae7d','53ab96b20790215588e942b74f8decf83066509fe7ea34703413247c51145dd6');
INSERT INTO "events" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede',8,'page-sent',1795424400000000,'paging.tower','{"at":"2026-11-23T09:00:00Z","by":"paging.tower","page":"p1","provider":"tower","ref":"ref-INC-1.p1","type":"page-sent"}','db3cc57002c88cacc6f991e22b725931deb0ebbafb91e917cc496d736769ac85','61e0c71541b5476e13078d0575ff3daaeaaa8af83f5d5e514f7606c557f1cf22');
INSERT INTO "events" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede',9,'room-opened',1795424400000000,'engine','{"at":"2026-11-23T09:00:00Z","by":"engine","name":"#incident-2026-11-23-checkout-returns-500s","platform":"irc","room":"C1","type":"room-opened"}','2054fe62717bab5d7a42c7b42a5b88745e6206a95727f2cd299fa42d494a05b4','65d75cad96a2a554cbcbfc8cb5f7aad5c43108c91d05769eb29eb2dfe0aa8734');
INSERT INTO "events" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede',10,'ticket-opened',1795424400000000,'ticketing.list','{"at":"2026-11-23T09:00:00Z","by":"ticketing.list","provider":"list","ref":"INC-1","type":"ticket-opened","url":""}','b908d2179d059a216b29cccf94837d82400634e5d451db86047b248899c2f2bd','a82b2c2c0cef147368d0531a6044eec98e35ed77bc5e922af87b0f0c51d69d3e');
INSERT INTO "events" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede',11,'status-page-updated',1795424400000000,'status_page.static','{"at":"2026-11-23T09:00:00Z","by":"status_page.static","provider":"static","ref":"afbf5f8c4885ac63","type":"status-page-updated","url":""}','81d96951d42eef02c6298884c5ac2d1074fce16c229b9e06faa891bb3fd83b19','372ef5d064b18ef12c597a045d80a85527d22727280d3e171b6510c93b138423');
INSERT INTO "events" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede',12,'acknowledged',1795424400000000,'ana','{"at":"2026-11-23T09:00:00Z","by":"ana","person":"ana","type":"acknowledged","via":"chat"}','d27be1152179284f0bab1baabf71a5fe2bcc6e99cd62287c4133bd6b376ec52a','fa23811568555dd6c1afd1d7a745b482f21c02ad2f30a8de15c98dba460d83db');
INSERT INTO "events" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede',13,'role-assigned',1795424400000000,'engine','{"alone":false,"at":"2026-11-23T09:00:00Z","by":"engine","person":"ana","relieves":"","role":"ic","standing":false,"type":"role-assigned"}','28fd2c6da1521d365b8949ec0142280991716ceef5eda73dabb84adbc92f7a50','4ea9f6394ff9ecb46ced15b95565c41be9686346fb89b8fa5c53a76ea0bc63ef');
INSERT INTO "events" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8',1,'declared',1795424400000000,'ana','{"alert_sources":["json","other"],"announce":"#incidents","at":"2026-11-23T09:00:00Z","by":"ana","flags":["private","security"],"number":2,"pages_only":[],"platforms":["irc"],"policy_hash":"9a24f4ea7fcf3a0c3f9f4642462559a20ea4cfc169bfa15a82c7ae5e5054acf5","repeat_of":"","service":"","severity":"P1","source":"command","team":"shop","text":"","ticket_due":null,"ticketing":"list","timezone":"Europe/Berlin","title":"card numbers in a log","type":"declared"}','b4e58e9ce3d61f2a9086c8a36ed4f60d44fa9a058375f56a33faa2fed1d32b8a','cdd94485f9eb09e8f37804c74227cd9d9797b39e1ee7efe0f60c9f59d641c56b');
INSERT INTO "events" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8',2,'role-assigned',1795424400000000,'engine','{"alone":false,"at":"2026-11-23T09:00:00Z","by":"engine","person":"ana","relieves":"","role":"ic","standing":true,"type":"role-assigned"}','f030f826659d30c4be8270e5ee82506a37c67280f82db5645725072c5fc97fd7','53c6a2e055998a769ca1c4aaf725ab03b20cda628d509478ba1b0c4ffd4a2597');
INSERT INTO "events" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8',3,'room-named',1795424400000000,'engine','{"at":"2026-11-23T09:00:00Z","by":"engine","context":false,"name":"incident-2026-11-23-private","type":"room-named"}','58b8f66cc0badd7a60f029df090c5a53a4f2afc77e20081df7dc3a3c3c103f3d','024ffcbc523fe9cfbe3da8a40dfedfb77e186be258bfa8b1f66f01f381964fe5');
INSERT INTO "events" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8',4,'ladder-started',1795424400000000,'engine','{"at":"2026-11-23T09:00:00Z","by":"engine","ladder":{"alarm":true,"repeat_every":"PT900S","repeats":3,"steps":[{"after":"PT0S","manner":"page","targets":["primary"]},{"after":"PT300S","manner":"page","targets":["backup"]},{"after":"PT900S","manner":"page","targets":["em"]},{"after":"PT1800S","manner":"page","targets":["cto"]}]},"name":"P1","paging":["tower","church"],"reason":"","type":"ladder-started"}','95a26a7c4792fa32acc4b12ce27df99e20fd349513b3ca01baf56f59849bcb25','62d1a8d4f1a57503204df4e6962a5c1e6b2e957712bec7c86a9b634fe29bcda4');
INSERT INTO "events" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8',5,'page-requested',1795424400000000,'ana','{"again":"","at":"2026-11-23T09:00:00Z","by":"ana","message":"","page":"p1","paging":["tower","church"],"person":"ana","provider":"tower","purpose":"ladder","roster_as_of":null,"round":1,"step":0,"target":"primary","type":"page-requested"}','99ce1e614faa8313185ca4d3957a64a2a5a60a50d6b2f1eb469e45909d4da6eb','7108badc764412df988eae216bfc6179f98210f0bd91004356dfdf6dcf71bd44');
INSERT INTO "events" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8',6,'nudged',1795424400000000,'engine','{"at":"2026-11-23T09:00:00Z","by":"engine","done":[0],"generation":4,"obligation":"ack","type":"nudged"}','c6990814d3ae2debb4b5dc7a30668efa604b38071c4754cbb2a850fbafa3e11e','a1f209210e5d305930523d747572800a282a7dbf54a6b5f1030dc72aaf4bfb2c');
INSERT INTO "events" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8',7,'page-sent',1795424400000000,'paging.tower','{"at":"2026-11-23T09:00:00Z","by":"paging.tower","page":"p1","provider":"tower","ref":"ref-INC-2.p1","type":"page-sent"}','600fab8a9c9ac4c874c665d1db4aa9238332d7424e829bc339c6fc992254e03c','9fde11674aeded3ddec0c2bf7fb4e657ec021831139ebfdda4b8b3c9c3cbb25c');
INSERT INTO "events" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8',8,'room-opened',1795424400000000,'engine','{"at":"2026-11-23T09:00:00Z","by":"engine","name":"#incident-2026-11-23-private","platform":"irc","room":"C2","type":"room-opened"}','94b0cc67784eda305bcc32cfd0cca4508e2dc76e763c7f83a6a268a5125f7459','b77a8d01beeecfd57309fa803b740537c18367bd0a6e11354dac9ba5be2d0c59');
INSERT INTO "events" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8',9,'ticket-opened',1795424400000000,'ticketing.list','{"at":"2026-11-23T09:00:00Z","by":"ticketing.list","provider":"list","ref":"INC-2","type":"ticket-opened","url":""}','ab6fa29c80c5e2bd5df3851d9723872afa88e87e420f4cb2c28cf30143da1f46','75773c666b6eb1407636b5b627af329f03b661de48c7af33be6f72111ef6b09c');
INSERT INTO "events" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8',1,'declared',1795424400000000,'ana','{"alert_sources":["json","other"],"announce":"#incidents","at":"2026-11-23T09:00:00Z","by":"ana","flags":[],"number":3,"pages_only":[],"platforms":["irc"],"policy_hash":"9a24f4ea7fcf3a0c3f9f4642462559a20ea4cfc169bfa15a82c7ae5e5054acf5","repeat_of":"","service":"","severity":"P2","source":"command","team":"shop","text":"","ticket_due":null,"ticketing":"list","timezone":"Europe/Berlin","title":"search is slow","type":"declared"}','9a89e94c80d6c276c70a59497846abee1c157cf87bf63915d43ebdbee5acce32','5e538f8bb269a3cf50fade3a7a8645efe2d02605e8369a52b072658dbacfb3ef');
INSERT INTO "events" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8',2,'role-assigned',1795424400000000,'engine','{"alone":false,"at":"2026-11-23T09:00:00Z","by":"engine","person":"ana","relieves":"","role":"ic","standing":true,"type":"role-assigned"}','f030f826659d30c4be8270e5ee82506a37c67280f82db5645725072c5fc97fd7','3a4502e4f36cff6c4f0262f66aa16f5df2acc43ec8fab33b1f31424e1e4cb5cb');
INSERT INTO "events" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8',3,'room-named',1795424400000000,'engine','{"at":"2026-11-23T09:00:00Z","by":"engine","context":false,"name":"incident-2026-11-23-search-is-slow","type":"room-named"}','15b019c963c783485ca65d810032c4145af701a4cd28a9cb2c3a233d35b3d182','92a1e7de9adb8c19630f113d1e364904c05b9432cc725928135236af0556b671');
INSERT INTO "events" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8',4,'ladder-started',1795424400000000,'engine','{"at":"2026-11-23T09:00:00Z","by":"engine","ladder":{"alarm":false,"repeat_every":"PT900S","repeats":0,"steps":[{"after":"PT0S","manner":"notify","targets":["primary"]},{"after":"PT1800S","manner":"notify","targets":["primary"]},{"after":"PT3600S","manner":"notify","targets":["backup"]}]},"name":"P2","paging":["tower","church","direct-message"],"reason":"","type":"ladder-started"}','717250c5083c7e993490437201a42d8b79f66ff91ddc2c569a5a98700c66d420','29e0d34aa8dbaacf014e296ba22d9f626ca528e483d20ed6a6dedd137e19e03d');
INSERT INTO "events" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8',5,'notified',1795424400000000,'engine','{"about":"on call","address":"","at":"2026-11-23T09:00:00Z","by":"engine","mail":"","person":"ana","type":"notified"}','f90de67b5f08c84f5d3da1adabe64b774393e2eae574895ded8a6e264d120ec3','9e8664504f702e088e4f77bab06892c57b1f4c00ec7b3ab29ff17925d4e6d756');
INSERT INTO "events" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8',6,'nudged',1795424400000000,'engine','{"at":"2026-11-23T09:00:00Z","by":"engine","done":[0],"generation":4,"obligation":"ack","type":"nudged"}','c6990814d3ae2debb4b5dc7a30668efa604b38071c4754cbb2a850fbafa3e11e','5c01c7940736c0e926330056faee1ddf95d0bedd797868052971292eac587b18');
INSERT INTO "events" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8',7,'ticket-opened',1795424400000000,'ticketing.list','{"at":"2026-11-23T09:00:00Z","by":"ticketing.list","provider":"list","ref":"INC-3","type":"ticket-opened","url":""}','e749908185a87fd62866b994c03cf5213b30640b57c64a06fdbf41936116433b','4446338cdd8819e06a4e0e7b1041ebbf5e19d0f7458d404546cf898ef3313c7b');
INSERT INTO "events" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8',8,'noted',1795424400000000,'ana','{"at":"2026-11-23T09:00:00Z","by":"ana","kind":"note","text":"look","type":"noted"}','8e34ca4fcd9768a1c84ca1bd8a8fb352148c3c004477702e06740084f85b9eb9','48a360c31adfabc222a0fc560ea523b8667f2f5fc361e58bba366fd03972ee12');
CREATE TABLE facts (
	space TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_facts PRIMARY KEY (space, "key")
);
INSERT INTO "facts" VALUES('ack','de96e4900fe3913ee5281c9f9516925042f4a13c6d2e87c26009a73bdfec778c','{"incident": "15d4ccd0-aa79-5fde-9ee9-40e8f88ffede", "page": "p1", "person": "ana", "expires": "2026-11-24T09:00:00+00:00"}');
INSERT INTO "facts" VALUES('rooms','incident-2026-11-23-checkout-returns-500s','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede');
INSERT INTO "facts" VALUES('kv/shop/ticketing.list','INC-1','{"title": "checkout returns 500s", "text": "checkout returns 500s", "severity": "P1", "due": "", "state": "open"}');
INSERT INTO "facts" VALUES('ticket','shop/list/c1bcc96302fea81af130dc889eb49a46a9042435c0b14f5518c75079cdb51d66','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede');
INSERT INTO "facts" VALUES('kv/shop/status_page.static','98204575599 afbf5f8c4885ac63','{"key": "afbf5f8c4885ac63", "title": "Problem with some of our services", "impact": "major", "entries": [{"at": "2026-11-23T09:00:00+00:00", "phase": "investigating", "text": "**Investigating**: We are investigating reports of problems with some of our services.\nSome customers may be experiencing disruptions. We will provide updates\nas we learn more."}], "components": [], "started": "2026-11-23T09:00:00+00:00", "resolved": null, "postmortem_url": ""}');
INSERT INTO "facts" VALUES('ack','c5155a4ebc58985a387ed899f71591341d04b1c8126d42f330a8a7c6df793184','{"incident": "23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8", "page": "p1", "person": "ana", "expires": "2026-11-24T09:00:00+00:00"}');
INSERT INTO "facts" VALUES('rooms','incident-2026-11-23-private','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8');
INSERT INTO "facts" VALUES('kv/shop/ticketing.list','INC-2','{"title": "private incident INC-2", "text": "", "severity": "P1", "due": "", "state": "open"}');
INSERT INTO "facts" VALUES('ticket','shop/list/ae2c60ae6c15dd8551d9ef3c8a33883247aa29f4bfd6dc7b855cc94f3f70f0e1','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8');
INSERT INTO "facts" VALUES('rooms','incident-2026-11-23-search-is-slow','95526eb4-07ca-5240-84a8-70c36f4c5ac8');
INSERT INTO "facts" VALUES('kv/shop/ticketing.list','INC-3','{"title": "search is slow", "text": "search is slow", "severity": "P2", "due": "", "state": "open"}');
INSERT INTO "facts" VALUES('ticket','shop/list/56a1ecc7ee010e6a584d55014101e9bff28855e1c0c98c9021fbacc95aacf9f2','95526eb4-07ca-5240-84a8-70c36f4c5ac8');
CREATE TABLE inbox (
	id INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	body TEXT NOT NULL, 
	received_us BIGINT NOT NULL, 
	attempts INTEGER NOT NULL, 
	handled_us BIGINT, 
	result TEXT NOT NULL, 
	error TEXT NOT NULL, 
	CONSTRAINT pk_inbox PRIMARY KEY (id), 
	CONSTRAINT uq_inbox_source_message_id UNIQUE (source, message_id)
);
INSERT INTO "inbox" VALUES(1,'chat/irc','m1','{"account": "", "message_id": "m1", "platform": "irc", "room": "#incidents", "room_id": "", "sent_at": null, "speaker": "ana", "text": "!incident declare checkout returns 500s p1", "thread": ""}',1795424400000000,1,1795424400000000,'{"accepted": true, "text": "INC-1 declared: P1, room #incident-2026-11-23-checkout-returns-500s; paging Ana (primary). Next: update due 10:30 CET (in 30 min).", "touched": {"15d4ccd0-aa79-5fde-9ee9-40e8f88ffede": "INC-1"}}','');
INSERT INTO "inbox" VALUES(2,'chat/irc','m2','{"account": "", "message_id": "m2", "platform": "irc", "room": "#incidents", "room_id": "", "sent_at": null, "speaker": "ana", "text": "!incident INC-1 ack", "thread": ""}',1795424400000000,1,1795424400000000,'{"accepted": true, "text": "INC-1 acknowledged by Ana; you are Incident Commander. Next: update due 10:30 CET (in 30 min).", "touched": {"15d4ccd0-aa79-5fde-9ee9-40e8f88ffede": "INC-1"}}','');
INSERT INTO "inbox" VALUES(3,'chat/irc','m3','{"account": "", "message_id": "m3", "platform": "irc", "room": "#incidents", "room_id": "", "sent_at": null, "speaker": "ana", "text": "!incident declare card numbers in a log p1 --private --security", "thread": ""}',1795424400000000,1,1795424400000000,'{"accepted": true, "text": "INC-2 declared: P1, a private room; paging Ana (primary). Next: update due 10:30 CET (in 30 min). What you typed can be read here by everybody: delete it.", "touched": {"23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8": "INC-2"}}','');
INSERT INTO "inbox" VALUES(4,'chat/irc','m4','{"account": "", "message_id": "m4", "platform": "irc", "room": "#incidents", "room_id": "", "sent_at": null, "speaker": "ana", "text": "!incident declare search is slow p2", "thread": ""}',1795424400000000,1,1795424400000000,'{"accepted": true, "text": "INC-3 declared: P2, room #incident-2026-11-23-search-is-slow; told Ana. Next: update due 10:30 CET (in 30 min).", "touched": {"95526eb4-07ca-5240-84a8-70c36f4c5ac8": "INC-3"}}','');
INSERT INTO "inbox" VALUES(5,'chat/irc','m5','{"account": "", "message_id": "m5", "platform": "irc", "room": "#incidents", "room_id": "", "sent_at": null, "speaker": "ana", "text": "!incident INC-3 note look", "thread": ""}',1795424400000000,1,1795424400000000,'{"accepted": true, "text": "INC-3: note kept.", "touched": {"95526eb4-07ca-5240-84a8-70c36f4c5ac8": "INC-3"}}','');
INSERT INTO "inbox" VALUES(6,'chat/irc','kept','{"message_id": "kept", "platform": "irc", "room": "#incident-2026-11-23-checkout-returns-500s", "speaker": "ana", "text": "!incident note from before"}',1795424400000000,1,NULL,'','RuntimeError');
CREATE TABLE incidents (
	id VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	team TEXT NOT NULL, 
	title TEXT NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	is_open BOOLEAN NOT NULL, 
	severity VARCHAR(2) NOT NULL, 
	version INTEGER NOT NULL, 
	opened_us BIGINT NOT NULL, 
	updated_us BIGINT NOT NULL, 
	policy_hash VARCHAR(64) NOT NULL, 
	chain VARCHAR(64) NOT NULL, 
	state TEXT NOT NULL, cause TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_incidents PRIMARY KEY (id), 
	CONSTRAINT uq_incidents_number UNIQUE (number)
);
INSERT INTO "incidents" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede',1,'shop','checkout returns 500s','investigating',1,'P1',13,1795424400000000,1795424400000000,'9a24f4ea7fcf3a0c3f9f4642462559a20ea4cfc169bfa15a82c7ae5e5054acf5','4ea9f6394ff9ecb46ced15b95565c41be9686346fb89b8fa5c53a76ea0bc63ef','{"folded_by":"2a54b69092b02259","id":"15d4ccd0-aa79-5fde-9ee9-40e8f88ffede","policy_hash":"9a24f4ea7fcf3a0c3f9f4642462559a20ea4cfc169bfa15a82c7ae5e5054acf5","version":13,"number":1,"team":"shop","title":"checkout returns 500s","text":"","timezone":"Europe/Berlin","source":"command","reporter":"ana","service":"","status":"investigating","severity":"P1","severity_since":"2026-11-23T09:00:00Z","severity_seq":1,"severity_by":"ana","working_since":"2026-11-23T09:00:00Z","flags":[],"customers_since":"2026-11-23T09:00:00Z","customers_seq":1,"security_since":"1970-01-01T00:00:00Z","security_seq":0,"declared":"2026-11-23T09:00:00Z","platforms":["irc"],"announce":"#incidents","ticketing":"list","repeat_of":"","pages_only":[],"alert_sources":["json","other"],"milestones":{"detected":"2026-11-23T09:00:00Z","declared":"2026-11-23T09:00:00Z","acknowledged":"2026-11-23T09:00:00Z"},"roles":{"ic":{"person":"ana","since":"2026-11-23T09:00:00Z","standing":false,"alone":false}},"offers":{},"responders":["ana"],"brought_in":[],"room_name":"incident-2026-11-23-checkout-returns-500s","rooms":{"irc":{"id":"C1","name":"#incident-2026-11-23-checkout-returns-500s","thread":false}},"ladder":{"name":"P1","ladder":{"steps":[{"after":"PT0S","targets":["primary"],"manner":"page"},{"after":"PT5M","targets":["backup"],"manner":"page"},{"after":"PT15M","targets":["em"],"manner":"page"},{"after":"PT30M","targets":["cto"],"manner":"page"}],"repeats":3,"repeat_every":"PT15M","alarm":true},"paging":["tower","church"],"started":"2026-11-23T09:00:00Z","seq":4,"acknowledged":true,"exhausted":false},"pages":{"p1":{"id":"p1","person":"ana","purpose":"ladder","step":0,"round":1,"state":"acked","at":"2026-11-23T09:00:00Z","paging":["tower","church"],"tools":["tower"],"sent_by":[["tower","ref-INC-1.p1"]],"refused_by":[],"failing":[],"message":"","target":"primary","by":"ana","seq":5,"again":"","uncounted":[],"handed":null,"handed_seq":0}},"updates":[],"update_seq":1,"update_since":"2026-11-23T09:00:00Z","mitigations":{},"mitigated_reason":"","stable_from":null,"stable_seq":0,"alerts":{},"checks":{},"nudges":{"ack":{"generation":4,"done":[0],"at":"2026-11-23T09:00:00Z","seq":6}},"snoozed":{},"gaps":[],"ticket":{"provider":"list","ref":"INC-1","url":"","done":false,"closed":false,"assignee":""},"ticket_due":null,"reopen_proposed":false,"moved":"1970-01-01T00:00:00Z","acted":"2026-11-23T09:00:00Z","triage":null,"merged_into":"","merged_from":[],"service_info":null,"told_about":[],"told":[],"asked":{},"cause":"","decision":"","finding":"","tasks":{},"status_draft":"","status_draft_by":"","status_draft_title":"","public_title":"","status_proposal":null,"status_proposed":0,"status_posts":[{"at":"2026-11-23T09:00:00Z","by":"engine","phase":"investigating","text":"**Investigating**: We are investigating reports of problems with some of our services.\nSome customers may be experiencing disruptions. We will provide updates\nas we learn more.","components":[],"providers":["static"],"template":"status-investigating"}],"status_seq":7,"status_refs":{"static":"afbf5f8c4885ac63"},"status_links":{"static":""},"status_failed":{},"mails":[],"resolved_seq":0,"meeting":null,"postmortem":{"drafted_by":"","drafted":null,"sections":{},"reviews":[],"published":null,"skipped":"","links":{}},"actions":{}}','');
INSERT INTO "incidents" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8',2,'shop','card numbers in a log','investigating',1,'P1',9,1795424400000000,1795424400000000,'9a24f4ea7fcf3a0c3f9f4642462559a20ea4cfc169bfa15a82c7ae5e5054acf5','75773c666b6eb1407636b5b627af329f03b661de48c7af33be6f72111ef6b09c','{"folded_by":"2a54b69092b02259","id":"23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8","policy_hash":"9a24f4ea7fcf3a0c3f9f4642462559a20ea4cfc169bfa15a82c7ae5e5054acf5","version":9,"number":2,"team":"shop","title":"card numbers in a log","text":"","timezone":"Europe/Berlin","source":"command","reporter":"ana","service":"","status":"investigating","severity":"P1","severity_since":"2026-11-23T09:00:00Z","severity_seq":1,"severity_by":"ana","working_since":"2026-11-23T09:00:00Z","flags":["private","security"],"customers_since":"2026-11-23T09:00:00Z","customers_seq":1,"security_since":"1970-01-01T00:00:00Z","security_seq":0,"declared":"2026-11-23T09:00:00Z","platforms":["irc"],"announce":"#incidents","ticketing":"list","repeat_of":"","pages_only":[],"alert_sources":["json","other"],"milestones":{"detected":"2026-11-23T09:00:00Z","declared":"2026-11-23T09:00:00Z"},"roles":{"ic":{"person":"ana","since":"2026-11-23T09:00:00Z","standing":true,"alone":false}},"offers":{},"responders":[],"brought_in":[],"room_name":"incident-2026-11-23-private","rooms":{"irc":{"id":"C2","name":"#incident-2026-11-23-private","thread":false}},"ladder":{"name":"P1","ladder":{"steps":[{"after":"PT0S","targets":["primary"],"manner":"page"},{"after":"PT5M","targets":["backup"],"manner":"page"},{"after":"PT15M","targets":["em"],"manner":"page"},{"after":"PT30M","targets":["cto"],"manner":"page"}],"repeats":3,"repeat_every":"PT15M","alarm":true},"paging":["tower","church"],"started":"2026-11-23T09:00:00Z","seq":4,"acknowledged":false,"exhausted":false},"pages":{"p1":{"id":"p1","person":"ana","purpose":"ladder","step":0,"round":1,"state":"sent","at":"2026-11-23T09:00:00Z","paging":["tower","church"],"tools":["tower"],"sent_by":[["tower","ref-INC-2.p1"]],"refused_by":[],"failing":[],"message":"","target":"primary","by":"ana","seq":5,"again":"","uncounted":[],"handed":null,"handed_seq":0}},"updates":[],"update_seq":1,"update_since":"2026-11-23T09:00:00Z","mitigations":{},"mitigated_reason":"","stable_from":null,"stable_seq":0,"alerts":{},"checks":{},"nudges":{"ack":{"generation":4,"done":[0],"at":"2026-11-23T09:00:00Z","seq":6}},"snoozed":{},"gaps":[],"ticket":{"provider":"list","ref":"INC-2","url":"","done":false,"closed":false,"assignee":""},"ticket_due":null,"reopen_proposed":false,"moved":"1970-01-01T00:00:00Z","acted":"2026-11-23T09:00:00Z","triage":null,"merged_into":"","merged_from":[],"service_info":null,"told_about":[],"told":[],"asked":{"ana":"2026-11-23T09:00:00Z"},"cause":"","decision":"","finding":"","tasks":{},"status_draft":"","status_draft_by":"","status_draft_title":"","public_title":"","status_proposal":null,"status_proposed":0,"status_posts":[],"status_seq":0,"status_refs":{},"status_links":{},"status_failed":{},"mails":[],"resolved_seq":0,"meeting":null,"postmortem":{"drafted_by":"","drafted":null,"sections":{},"reviews":[],"published":null,"skipped":"","links":{}},"actions":{}}','');
INSERT INTO "incidents" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8',3,'shop','search is slow','investigating',1,'P2',8,1795424400000000,1795424400000000,'9a24f4ea7fcf3a0c3f9f4642462559a20ea4cfc169bfa15a82c7ae5e5054acf5','48a360c31adfabc222a0fc560ea523b8667f2f5fc361e58bba366fd03972ee12','{"folded_by":"2a54b69092b02259","id":"95526eb4-07ca-5240-84a8-70c36f4c5ac8","policy_hash":"9a24f4ea7fcf3a0c3f9f4642462559a20ea4cfc169bfa15a82c7ae5e5054acf5","version":8,"number":3,"team":"shop","title":"search is slow","text":"","timezone":"Europe/Berlin","source":"command","reporter":"ana","service":"","status":"investigating","severity":"P2","severity_since":"2026-11-23T09:00:00Z","severity_seq":1,"severity_by":"ana","working_since":"2026-11-23T09:00:00Z","flags":[],"customers_since":"1970-01-01T00:00:00Z","customers_seq":1,"security_since":"1970-01-01T00:00:00Z","security_seq":0,"declared":"2026-11-23T09:00:00Z","platforms":["irc"],"announce":"#incidents","ticketing":"list","repeat_of":"","pages_only":[],"alert_sources":["json","other"],"milestones":{"detected":"2026-11-23T09:00:00Z","declared":"2026-11-23T09:00:00Z"},"roles":{"ic":{"person":"ana","since":"2026-11-23T09:00:00Z","standing":true,"alone":false}},"offers":{},"responders":[],"brought_in":["ana"],"room_name":"incident-2026-11-23-search-is-slow","rooms":{},"ladder":{"name":"P2","ladder":{"steps":[{"after":"PT0S","targets":["primary"],"manner":"notify"},{"after":"PT30M","targets":["primary"],"manner":"notify"},{"after":"PT1H","targets":["backup"],"manner":"notify"}],"repeats":0,"repeat_every":"PT15M","alarm":false},"paging":["tower","church","direct-message"],"started":"2026-11-23T09:00:00Z","seq":4,"acknowledged":false,"exhausted":false},"pages":{},"updates":[],"update_seq":1,"update_since":"2026-11-23T09:00:00Z","mitigations":{},"mitigated_reason":"","stable_from":null,"stable_seq":0,"alerts":{},"checks":{},"nudges":{"ack":{"generation":4,"done":[0],"at":"2026-11-23T09:00:00Z","seq":6}},"snoozed":{},"gaps":[],"ticket":{"provider":"list","ref":"INC-3","url":"","done":false,"closed":false,"assignee":""},"ticket_due":null,"reopen_proposed":false,"moved":"1970-01-01T00:00:00Z","acted":"2026-11-23T09:00:00Z","triage":null,"merged_into":"","merged_from":[],"service_info":null,"told_about":["on call"],"told":["ana"],"asked":{},"cause":"","decision":"","finding":"","tasks":{},"status_draft":"","status_draft_by":"","status_draft_title":"","public_title":"","status_proposal":null,"status_proposed":0,"status_posts":[],"status_seq":0,"status_refs":{},"status_links":{},"status_failed":{},"mails":[],"resolved_seq":0,"meeting":null,"postmortem":{"drafted_by":"","drafted":null,"sections":{},"reviews":[],"published":null,"skipped":"","links":{}},"actions":{}}','');
CREATE TABLE lanes (
	lane TEXT NOT NULL, 
	incident_id VARCHAR(64) NOT NULL, 
	place TEXT NOT NULL, 
	prio INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	fence BIGINT DEFAULT '0' NOT NULL, 
	due_us BIGINT, 
	head BIGINT NOT NULL, 
	claimed BIGINT DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_lanes PRIMARY KEY (lane)
);
INSERT INTO "lanes" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede:chat.irc:members','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','shop/chat.irc',1,1,1,1795424400750000,9,0);
INSERT INTO "lanes" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8:chat.irc:members','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','shop/chat.irc',1,1,1,1795424400750000,22,0);
INSERT INTO "lanes" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8:chat.irc:@ana','95526eb4-07ca-5240-84a8-70c36f4c5ac8','shop/chat.irc',1,1,1,1795424400750000,30,0);
INSERT INTO "lanes" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8:chat.irc:announce','95526eb4-07ca-5240-84a8-70c36f4c5ac8','shop/chat.irc',1,1,1,1795424400750000,29,0);
INSERT INTO "lanes" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8:chat.irc:card','95526eb4-07ca-5240-84a8-70c36f4c5ac8','shop/chat.irc',1,1,0,NULL,26,0);
INSERT INTO "lanes" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8:chat.irc:feed','95526eb4-07ca-5240-84a8-70c36f4c5ac8','shop/chat.irc',1,1,0,NULL,25,0);
INSERT INTO "lanes" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8:chat.irc:room','95526eb4-07ca-5240-84a8-70c36f4c5ac8','shop/chat.irc',1,1,1,1795424400750000,28,0);
INSERT INTO "lanes" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8:chat.irc:topic','95526eb4-07ca-5240-84a8-70c36f4c5ac8','shop/chat.irc',1,1,0,NULL,27,0);
CREATE TABLE meta (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_meta PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('min_reader','1');
CREATE TABLE policies (
	hash VARCHAR(64) NOT NULL, 
	data TEXT NOT NULL, 
	CONSTRAINT pk_policies PRIMARY KEY (hash)
);
INSERT INTO "policies" VALUES('9a24f4ea7fcf3a0c3f9f4642462559a20ea4cfc169bfa15a82c7ae5e5054acf5','{"above":{"cto":["ceo","leadership"],"em":["cto","ceo","leadership"],"leadership":["ceo","cto"],"security":["ciso"]},"ack_link_valid":"P1DT0S","announce_here":["P0","P1","P2"],"answer_within":"PT300S","approval_climb":[["responders","PT300S"],["em","PT600S"],["cto","PT1200S"]],"approval_within":"PT300S","assume_unknown":"P1","breach_actions":["Keep evidence: save logs, access records and snapshots before anything is deleted, restarted or rolled back","Limit access: end sessions, lock the accounts and hosts in question","Change keys, tokens and passwords that may be known outside","Speak of it need-to-know and only here; ask legal now, deadlines for notices may run from the declaration"],"calendar":null,"checklist":[["fixed","Issue fixed"],["metrics","Service health metrics returned to normal"],["alerts","No error alerts firing"],["stable","Monitored for 30 minutes (stable)"],["impact","Customer impact verified resolved"]],"draft_within":"P1DT0S","drift_within":"PT300S","failover_after":"PT30S","first_post":"automatic","follow_up_within":"PT3600S","handoff_within":"PT300S","insiders":["em","security","ciso","cto","ceo","leadership"],"ladders":{"P0":{"alarm":true,"repeat_every":"PT900S","repeats":3,"steps":[{"after":"PT0S","manner":"page","targets":["primary","em"]},{"after":"PT300S","manner":"page","targets":["backup"]},{"after":"PT600S","manner":"page","targets":["cto"]}]},"P1":{"alarm":true,"repeat_every":"PT900S","repeats":3,"steps":[{"after":"PT0S","manner":"page","targets":["primary"]},{"after":"PT300S","manner":"page","targets":["backup"]},{"after":"PT900S","manner":"page","targets":["em"]},{"after":"PT1800S","manner":"page","targets":["cto"]}]},"P2":{"alarm":false,"repeat_every":"PT900S","repeats":0,"steps":[{"after":"PT0S","manner":"notify","targets":["primary"]},{"after":"PT1800S","manner":"notify","targets":["primary"]},{"after":"PT3600S","manner":"notify","targets":["backup"]}]}},"meeting_lasts":"PT3600S","meeting_within":"P2DT0S","missed_updates":6,"notice_within":"PT3600S","public_postmortem_within":"P2DT0S","publish_within":"P3DT0S","review_within":"P2DT0S","rights":{"accept":"known","accept-handoff":"known","ack":"known","action":"known","approve":"ic","assign":"ic","cause":"known","check":"known","close":"ic","decide":"ic","declare":"known","decline":"known","done":"known","draft":"known","escalate":"known","finding":"known","flag":"known","handoff":"ic","lower":"ic","merge":"known","milestone":"known","mitigate":"known","mitigated":"ic","note":"known","notify-customers":"ic-or-comms","override":"ic","page":"known","postmortem":"known","postmortem-publish":"ic","postmortem-skip":"ic","publish":"ic-or-comms","raise":"known","reject":"ic","reopen":"ic","report":"anyone","resolve":"ic","service":"known","snooze":"known","take":"known","task":"known","triage":"known","unflag":"known","update":"known"},"ring_again":["PT300S","PT900S"],"role_within":"PT600S","severities":{"P0":{"definition":"Complete outage, data loss, security breach","escalate_em_after":null,"examples":["Service down","payment processing broken","data breach"],"label":"Critical","ladder":"P0","notification":"page","notify":["leadership"],"required_roles":["ic","tl","comms","em"],"response":"PT300S","update_every":"PT900S"},"P1":{"definition":"Major feature broken, significant degradation","escalate_em_after":"PT3600S","examples":["Login broken for subset of users","database slow"],"label":"High","ladder":"P1","notification":"page","notify":[],"required_roles":["ic","tl","comms"],"response":"PT900S","update_every":"PT1800S"},"P2":{"definition":"Minor feature broken, workaround exists","escalate_em_after":null,"examples":["UI bug","non-critical API errors"],"label":"Medium","ladder":"P2","notification":"notify","notify":[],"required_roles":["ic"],"response":"PT3600S","update_every":"PT1800S"},"P3":{"definition":"Cosmetic issue, minimal impact","escalate_em_after":null,"examples":["Typo","minor styling issue"],"label":"Low","ladder":"","notification":"ticket","notify":[],"required_roles":[],"response":null,"update_every":null}},"snooze_limit":"PT1800S","stable_for":"PT1800S","status_page_every":"PT1800S","takeover":["em","cto","ceo","leadership"],"templates":{},"triage_within":"PT300S","update_late":["PT300S","PT600S"],"update_lead":"PT300S"}');
CREATE TABLE refs (
	incident_id VARCHAR(64) NOT NULL, 
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_refs PRIMARY KEY (incident_id, name)
);
INSERT INTO "refs" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','status:status_page.static','{"id": "afbf5f8c4885ac63", "url": "", "data": {}}');
INSERT INTO "refs" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','posted:irc','13');
INSERT INTO "refs" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','card:irc','{"platform": "irc", "room": "C1", "id": "card"}');
INSERT INTO "refs" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','posted:irc','9');
INSERT INTO "refs" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','card:irc','{"platform": "irc", "room": "C2", "id": "card"}');
CREATE TABLE rooms (
	platform TEXT NOT NULL, 
	name TEXT NOT NULL, 
	incident_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_rooms PRIMARY KEY (platform, name)
);
INSERT INTO "rooms" VALUES('irc','incident-2026-11-23-checkout-returns-500s','15d4ccd0-aa79-5fde-9ee9-40e8f88ffede');
INSERT INTO "rooms" VALUES('irc','incident-2026-11-23-private','23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8');
CREATE TABLE timers (
	incident_id VARCHAR(64) NOT NULL, 
	name TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	generation INTEGER NOT NULL, 
	nudge INTEGER NOT NULL, 
	due_us BIGINT NOT NULL, 
	CONSTRAINT pk_timers PRIMARY KEY (incident_id, name)
);
INSERT INTO "timers" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','role:tl',1,1,0,1795425000000000);
INSERT INTO "timers" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','role:comms',1,1,0,1795425000000000);
INSERT INTO "timers" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','update',1,1,0,1795425900000000);
INSERT INTO "timers" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','status-page',1,7,0,1795425900000000);
INSERT INTO "timers" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','escalate-em',1,1,0,1795428000000000);
INSERT INTO "timers" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','customer-notice',1,1,0,1795427100000000);
INSERT INTO "timers" VALUES('15d4ccd0-aa79-5fde-9ee9-40e8f88ffede','open',1,1,0,1795507200000000);
INSERT INTO "timers" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','ack',2,4,1,1795424700000000);
INSERT INTO "timers" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','role:tl',2,1,0,1795425000000000);
INSERT INTO "timers" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','role:comms',2,1,0,1795425000000000);
INSERT INTO "timers" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','role:security',2,1,0,1795425000000000);
INSERT INTO "timers" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','update',2,1,0,1795425900000000);
INSERT INTO "timers" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','status-page',2,1,0,1795424700000000);
INSERT INTO "timers" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','escalate-em',2,1,0,1795428000000000);
INSERT INTO "timers" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','customer-notice',2,1,0,1795427100000000);
INSERT INTO "timers" VALUES('23fb5b6c-2e73-52a9-af30-16fdb3f3f5e8','open',2,1,0,1795507200000000);
INSERT INTO "timers" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8','ack',3,4,1,1795426200000000);
INSERT INTO "timers" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8','update',3,1,0,1795425900000000);
INSERT INTO "timers" VALUES('95526eb4-07ca-5240-84a8-70c36f4c5ac8','open',3,1,0,1795507200000000);
CREATE INDEX ix_incidents_open ON incidents (number) WHERE is_open = 1;
CREATE INDEX ix_effect_log_incident_id_id ON effect_log (incident_id, id);
CREATE INDEX ix_effects_incident_id ON effects (incident_id);
CREATE INDEX ix_effects_lane_id ON effects (lane, id);
CREATE INDEX ix_lanes_due_us ON lanes (due_us);
CREATE INDEX ix_lanes_incident_id ON lanes (incident_id);
CREATE INDEX ix_lanes_prio_due_us_head_place ON lanes (prio, due_us, head, place);
CREATE INDEX ix_inbox_unhandled ON inbox (received_us, id) WHERE handled_us IS NULL;
CREATE INDEX ix_timers_due_us_number_name ON timers (due_us, number, name);
CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append only'); END;
CREATE TRIGGER events_as_they_were BEFORE UPDATE ON events WHEN NEW.data IS NOT NULL OR (NEW.incident_id, NEW.seq, NEW.type, NEW.at_us, NEW.by, NEW.body_sha256, NEW.chain) IS NOT (OLD.incident_id, OLD.seq, OLD.type, OLD.at_us, OLD.by, OLD.body_sha256, OLD.chain) BEGIN SELECT RAISE(ABORT, 'events are append only'); END;
CREATE INDEX ix_incidents_team_opened_us ON incidents (team, opened_us);
CREATE INDEX ix_incidents_cause ON incidents (team, cause) WHERE cause != '';
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('effects',30);
COMMIT;