-- Documents are `json`, not `jsonb`: `jsonb` refuses U+0000 and lone surrogates, which commands do print, and an event that can't be
-- stored would stop its run for good.

create table projects (
  name text primary key,
  last_number integer not null
);

create table documents (
  hash text primary key,
  file_name text not null,
  text text not null
);

create table runs (
  id text primary key,
  project text not null references projects (name),
  number integer not null,
  -- What pushed it, so that a push that is delivered twice starts one run.
  dedupe text,
  commit_id text not null,
  ref text not null,
  document text not null references documents (hash),
  phase text not null,
  ending text,
  started_at bigint not null,
  ended_at bigint,
  -- What was known before the first event; with the events it gives the state again.
  facts json not null,
  state json not null,
  version integer not null,
  unique (project, number),
  unique (project, dedupe)
);
create index runs_newest on runs (started_at desc, number desc);
create index runs_active on runs (id) where phase <> 'ended';

create table run_events (
  run_id text not null references runs (id),
  seq integer not null,
  at bigint not null,
  event json not null,
  primary key (run_id, seq)
);

create table environments (
  name text primary key,
  state json not null,
  version integer not null
);

create table environment_events (
  environment text not null references environments (name),
  seq integer not null,
  at bigint not null,
  event json not null,
  primary key (environment, seq)
);

create table inbox (
  id integer generated always as identity primary key,
  key text not null unique,
  at bigint not null,
  entry json not null
);

create table jobs (
  id bigint generated always as identity primary key,
  run_id text not null,
  effect json not null,
  state text not null default 'ready' check (state in ('ready', 'active', 'dead')),
  due bigint not null,
  -- How often its handler threw.
  failures integer not null default 0,
  -- How often it was taken; with the holder it tells who may finish it.
  takings integer not null default 0,
  holder text,
  -- The holder's last sign of life, by the database's clock.
  beat timestamptz,
  last_error text
);
create index jobs_due on jobs (due, id) where state = 'ready';
create index jobs_active on jobs (beat) where state = 'active';
create index jobs_dead on jobs (id) where state = 'dead';
