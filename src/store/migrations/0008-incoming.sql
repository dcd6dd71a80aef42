-- What another service told us of, each telling once, until it is taken in.
create table incoming (
  vendor text not null,
  -- As the vendor numbers what it sends; a repeat has the same.
  delivery text not null,
  news json not null,
  at bigint not null,
  due bigint not null,
  state text not null check (state in ('waiting', 'done')),
  failures integer not null default 0,
  -- What came of it, or why it still waits.
  outcome text,
  -- Raised by each taking, so that a late end is known.
  takings integer not null default 0,
  taken_until timestamptz,
  primary key (vendor, delivery)
);
create index incoming_waiting on incoming (vendor, at) where state = 'waiting';
