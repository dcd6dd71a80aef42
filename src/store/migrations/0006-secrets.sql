-- Sealed; the master key is never in the database. An empty environment or step: any.
create table secrets (
  project text not null,
  name text not null,
  environment text not null,
  step text not null,
  set_by text not null,
  set_at bigint not null,
  -- Names the master key.
  key text not null,
  sealed text not null,
  -- What it stood for before it was set anew, still to be masked.
  before text,
  primary key (project, name, environment, step)
);
