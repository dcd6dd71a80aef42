-- Only grows. Each entry's hash is over the one before it; `entry` is text, since a hash is over bytes.
create table audit (
  seq bigint primary key,
  entry text not null,
  hash text not null,
  signature text not null
);
create function audit_only_grows() returns trigger language plpgsql as $audit$
begin
  raise exception 'the audit only grows';
end $audit$;
create trigger audit_only_grows before update or delete or truncate on audit execute function audit_only_grows();
