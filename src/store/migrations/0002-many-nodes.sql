-- Lists go on from a run of which the project, the number and the start are known.
drop index runs_newest;
create index runs_newest on runs (started_at desc, number desc, project desc);
create index runs_newest_of_project on runs (project, started_at desc, number desc);

-- What ended while a node did not listen.
create index runs_ended on runs (ended_at) where phase = 'ended';

-- The one data folder that this database works for: what runs and serves stands there.
create table site (
  single boolean primary key default true check (single),
  id text not null,
  place text not null
);
