"""The tables of `archive.db`; `schema` makes them."""

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
