-- Runs that have ended are counted by the day, and cuts are looked at from the newest on.

create index run_ended on run (ended_ms) where ended_ms is not null;
create index run_cut on run (cut_ms desc) where cut_ms is not null;
