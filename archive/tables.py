"""The tables of `archive.db`, and the views that people may query; `schema` makes them."""

LEDGER = """
create table source (
    id integer primary key,
    name text not null unique
);
create table run (
    id integer primary key,
    source integer not null references source (id),
    started_at text not null,
    finished_at text,
    summary text,
    chain blob
);
create index run_by_source on run (source, id);
create table warc (
    id integer primary key,
    name text not null unique,
    source integer not null references source (id),
    size integer not null default 0,
    closed integer not null default 0
);
create table frontier (
    id integer primary key,
    source integer not null references source (id),
    key blob not null,
    url text not null,
    host text not null,
    kind text not null,
    method text not null default 'GET',
    body text not null default '',
    headers text not null default '',
    title text not null default '',
    date text not null default '',
    depth integer not null default 0,
    found_on integer references frontier (id),
    run integer not null references run (id),
    state text not null default 'pending',
    attempts integer not null default 0,
    reason text not null default '',
    capture integer,
    report_capture integer,
    unique (source, key)
);
create index frontier_by_url on frontier (source, url);
create index frontier_waiting on frontier (source, attempts, id)
    where state in ('pending', 'leased');
create table link (
    parent integer not null references frontier (id),
    position integer not null,
    child integer not null references frontier (id),
    title text not null default '',
    date text not null default '',
    primary key (parent, position)
) without rowid;
create table capture (
    id integer primary key,
    source integer not null references source (id),
    run integer not null references run (id),
    frontier integer references frontier (id),
    parent integer references capture (id),
    original integer references capture (id),
    url text not null,
    fetched_at text not null,
    status integer not null,
    media_type text not null default '',
    sha256 blob not null,
    content blob not null,
    size integer not null,
    verdict text not null,
    kind text not null,
    reason text not null default '',
    title text not null default '',
    date text not null default '',
    etag text not null default '',
    last_modified text not null default '',
    warc integer not null references warc (id),
    "offset" integer not null,
    length integer not null,
    parser integer,
    outcome text,
    error text not null default '',
    version integer
);
create index capture_by_frontier on capture (frontier, id);
create index capture_by_sha256 on capture (sha256);
create index capture_by_version on capture (version) where version is not null;
create index capture_by_parent on capture (parent) where parent is not null;
create index capture_by_url on capture (url, fetched_at);
create index capture_by_run on capture (run);
create index capture_by_place on capture (warc, "offset");
create index capture_unread on capture (id) where parser is null;
create table progress (
    name text primary key,
    value text not null
);
"""

REPORTS = """
create table report (
    id integer primary key,
    uid text not null,
    source integer not null references source (id),
    version integer,
    first_seen text not null
);
create index report_by_uid on report (uid);
create table location (
    address text not null,
    source integer not null references source (id),
    report integer not null references report (id),
    url text not null,
    version integer not null,
    seen text not null,
    primary key (address, source, report)
) without rowid;
create index location_by_report on location (report);
create table version (
    id integer primary key,
    report integer not null references report (id),
    content blob not null,
    capture integer not null references capture (id),
    document integer not null references capture (id),
    reading blob not null,
    twin blob,
    parser integer not null,
    first_seen text not null,
    last_seen text not null,
    title text,
    year integer,
    issuer text,
    scope text,
    region_code text,
    region_name text,
    level text,
    published text,
    signed text,
    source text,
    author text,
    index_number text,
    document_number text,
    form text not null,
    unique (report, content)
);
create index version_by_issuer on version (issuer, year);
create index version_by_twin on version (twin);
create index version_by_document on version (document);
create table body (
    version integer primary key references version (id),
    text text not null,
    places blob,
    warnings text not null default '[]',
    candidates text not null default '[]'
);
create table section (
    version integer not null references version (id),
    position integer not null,
    heading text not null,
    start integer,
    length integer,
    text text,
    primary key (version, position)
) without rowid;
create table item (
    id integer primary key,
    key text not null unique,
    table_id text not null,
    row_id text not null,
    column_id text not null
);
create table unit (
    id integer primary key,
    name text not null unique
);
create table state (
    id integer primary key,
    name text not null unique
);
insert into state (id, name) values
    (0, 'read'), (1, 'repaired'), (2, 'blank'), (3, 'dash'), (4, 'words'), (5, 'lost');
create table fact (
    version integer not null references version (id),
    item integer not null references item (id),
    position integer not null,
    value,
    state integer not null,
    unit integer not null references unit (id),
    text text,
    primary key (version, item)
) without rowid;
create table identity (
    id integer primary key,
    name text not null unique
);
create table checked (
    version integer not null references version (id),
    identity integer not null references identity (id),
    position integer not null,
    holds integer,
    lhs,
    rhs,
    primary key (version, identity)
) without rowid;
"""

VIEWS = """
create view shown as
select
    capture.id as id,
    capture.source as source,
    capture.url as url,
    capture.fetched_at as fetched_at,
    capture.verdict as verdict,
    capture.media_type as media_type,
    capture.title as title,
    capture.date as date,
    capture.content as content,
    capture.original as original,
    original.verdict as original_verdict,
    capture.parent as parent,
    warc.name as warc,
    place."offset" as "offset",
    place.length as length,
    capture.parser as parser,
    capture.outcome as outcome,
    capture.version as version
from capture
left join capture as original on original.id = capture.original
join capture as place on place.id = coalesce(capture.original, capture.id)
join warc on warc.id = place.warc;
create view sources as
select
    source.id as id,
    source.name as name,
    (select count(*) from capture where capture.source = source.id) as captures,
    (select count(*) from report where report.source = source.id) as reports,
    (select max(finished_at) from run where run.source = source.id) as last_run
from source;
create view captures as
select
    capture.id as id,
    source.name as source,
    capture.run as run,
    capture.url as url,
    capture.fetched_at as fetched_at,
    capture.status as status,
    capture.media_type as media_type,
    lower(hex(capture.sha256)) as sha256,
    capture.size as size,
    capture.verdict as verdict,
    capture.kind as kind,
    capture.reason as reason,
    capture.title as title,
    capture.date as date,
    capture.outcome as outcome,
    capture.error as error,
    version.report as report_id,
    capture.version as version_id,
    capture.parent as parent_id,
    capture.original as original_id,
    'captures/' || warc.name as warc_file,
    capture."offset" as warc_offset,
    capture.length as warc_length
from capture
join source on source.id = capture.source
join warc on warc.id = capture.warc
left join version on version.id = capture.version;
create view versions as
select
    version.id as id,
    version.report as report_id,
    version.id = report.version as latest,
    version.first_seen as first_seen,
    version.last_seen as last_seen,
    lower(hex(version.content)) as sha256,
    version.capture as capture_id,
    version.document as document_id,
    version.parser as parser,
    version.title as title,
    version.year as year,
    version.issuer as issuer,
    version.scope as scope,
    version.region_code as region_code,
    version.region_name as region_name,
    version.level as level,
    version.published as published,
    version.signed as signed,
    version.source as source,
    version.author as author,
    version.index_number as index_number,
    version.document_number as document_number,
    version.form as form
from version
join report on report.id = version.report;
create view reports as
select
    report.id as id,
    report.uid as uid,
    source.name as portal,
    capture.url as url,
    version.title as title,
    version.year as year,
    version.issuer as issuer,
    version.scope as scope,
    version.region_code as region_code,
    version.region_name as region_name,
    version.level as level,
    version.published as published,
    version.signed as signed,
    version.source as source,
    version.author as author,
    version.index_number as index_number,
    version.document_number as document_number,
    version.form as form,
    version.id as version_id,
    version.capture as capture_id,
    report.first_seen as first_seen,
    version.last_seen as last_seen,
    (select count(*) from version as any_version where any_version.report = report.id) as versions
from report
join version on version.id = report.version
join capture on capture.id = version.capture
join source on source.id = report.source;
create view facts as
select
    report.id as report_id,
    item.key as key,
    item.table_id as table_id,
    item.row_id as row_id,
    item.column_id as column_id,
    case typeof(fact.value) when 'text' then cast(fact.value as real) else fact.value end as value,
    case when fact.text is null then coalesce(fact.value, '') || '' else fact.text end as text,
    unit.name as unit,
    state.name as state,
    fact.value || '' as exact,
    fact.position as position,
    fact.version as version_id
from report
join fact on fact.version = report.version
join item on item.id = fact.item
join unit on unit.id = fact.unit
join state on state.id = fact.state;
create view checks as
select
    report.id as report_id,
    identity.name as id,
    checked.holds as holds,
    case typeof(checked.lhs) when 'text' then cast(checked.lhs as real) else checked.lhs end
        as "left",
    case typeof(checked.rhs) when 'text' then cast(checked.rhs as real) else checked.rhs end
        as "right",
    checked.position as position,
    checked.version as version_id
from report
join checked on checked.version = report.version
join identity on identity.id = checked.identity;
"""
