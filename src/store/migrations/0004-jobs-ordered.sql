-- When a job was ordered: a time to come means that the clock went back, and that "due" means nothing any more.
alter table jobs add ordered_at bigint not null default 0;
create index jobs_ordered on jobs (ordered_at) where state = 'ready';
