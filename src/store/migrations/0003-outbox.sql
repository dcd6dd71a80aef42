-- What people outside are to hear, kept until their medium took it. Each recipient is told in order.
create table outbox (
  id bigint generated always as identity primary key,
  medium text not null,
  recipient text not null,
  key text not null,
  -- What belongs together for its readers: a run.
  conversation text not null,
  message json not null,
  at bigint not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'refused')),
  due bigint not null,
  failures integer not null default 0,
  -- How often it was taken: only the newest taking may end it.
  takings integer not null default 0,
  -- Until when whoever took it is left alone, by the database's clock.
  taken_until timestamptz,
  -- What the medium gave: later letters of the conversation are shown beneath it.
  reference json,
  last_error text,
  unique (medium, recipient, key)
);
create index outbox_waiting on outbox (medium, recipient, id) where state = 'waiting';
create index outbox_conversation on outbox (medium, recipient, conversation, id) where state = 'delivered';
create index outbox_troubled on outbox (id desc) where state <> 'delivered';
