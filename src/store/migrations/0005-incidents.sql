-- What somebody was woken for, until it is over.
create table incidents (
  key text primary key,
  run_id text not null,
  project text not null,
  environment text not null,
  title text not null,
  link text not null,
  opened_at bigint not null,
  acknowledged_at bigint,
  acknowledged_by text,
  resolved_at bigint,
  resolved_by text,
  reason text
);
create index incidents_of_run on incidents (run_id);
create index incidents_open on incidents (environment) where resolved_at is null;
create index incidents_newest on incidents (opened_at desc);

-- Letters that say what this recipient just heard are kept, and counted in the next one that is sent.
alter table outbox add column topic text;
alter table outbox drop constraint outbox_state_check;
alter table outbox add constraint outbox_state_check check (state in ('waiting', 'delivered', 'refused', 'quiet'));
create index outbox_topic on outbox (medium, recipient, topic, id) where topic is not null;
drop index outbox_troubled;
create index outbox_troubled on outbox (id desc) where state in ('waiting', 'refused');
