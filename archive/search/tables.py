"""The tables of the search index, and the triggers that keep it in step with the reports."""

# A version enters by becoming its report's latest, and leaves when another one does or when what
# it says is written anew. Triggers see to it, so that no path from capture to rows can forget it.
TABLES = (
    """
create table search_segment (
    id integer primary key,
    size integer not null,
    versions blob not null
)""",
    """
create table search_common (
    segment integer not null references search_segment (id),
    term integer not null,
    positions blob not null,
    primary key (segment, term)
) without rowid""",
    """
create table search_rare (
    segment integer not null references search_segment (id),
    unit integer not null,
    start integer not null,
    seconds blob not null,
    positions blob not null,
    primary key (segment, unit, start)
) without rowid""",
    """
create table search_year (
    year integer not null,
    segment integer not null references search_segment (id),
    positions blob not null,
    primary key (year, segment)
) without rowid""",
    """
create table search_place (
    version integer primary key,
    segment integer references search_segment (id),
    position integer
)""",
    "create index search_waiting on search_place (version) where segment is null",
    """
create table search_gone (
    segment integer not null references search_segment (id),
    position integer not null,
    primary key (segment, position)
) without rowid""",
    """
create trigger search_leave after delete on search_place when old.segment is not null begin
    insert or ignore into search_gone values (old.segment, old.position);
end""",
    """
create trigger search_report_insert after insert on report when new.version is not null begin
    insert or ignore into search_place (version) values (new.version);
end""",
    """
create trigger search_report_update after update of version on report
when old.version is not new.version begin
    delete from search_place where version = old.version;
    insert or ignore into search_place (version) select new.version where new.version is not null;
end""",
    """
create trigger search_report_delete after delete on report begin
    delete from search_place where version = old.version;
end""",
    """
create trigger search_version_update after update of title, issuer, year on version
when exists (select * from search_place where version = new.id and segment is not null)
and (old.title, old.issuer, old.year) is not (new.title, new.issuer, new.year) begin
    delete from search_place where version = new.id;
    insert into search_place (version) values (new.id);
end""",
    """
create trigger search_body_update after update of text on body
when exists (select * from search_place where version = new.version and segment is not null)
and old.text is not new.text begin
    delete from search_place where version = new.version;
    insert into search_place (version) values (new.version);
end""",
    """
create trigger search_body_insert after insert on body
when exists (select * from search_place where version = new.version and segment is not null) begin
    delete from search_place where version = new.version;
    insert into search_place (version) values (new.version);
end""",
    "insert into search_place (version) select version from report where version is not null",
)

# Leaving a place fills search_gone.
EMPTY = (
    "delete from search_place",
    "delete from search_gone",
    "delete from search_common",
    "delete from search_rare",
    "delete from search_year",
    "delete from search_segment",
    "insert into search_place (version) "
    "select version from report where version is not null order by version",
)
