"""The views of `archive.db` that people may query; `schema` makes them."""

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
