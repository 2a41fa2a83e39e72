-- persons
SELECT i::INTEGER insured, (DATE '1960-01-01' + (hash(i) % 25000)::INTEGER) bears_from
FROM range({people}) r(i) WHERE hash(i + 1) % 200 > 0;

-- covers
SELECT i::INTEGER insured, (i % {labels})::SMALLINT AS label, 0::TINYINT regime, 255::INTEGER kinds,
DATE '2020-01-01' first_day,
CASE WHEN hash(i + 2) % 50 = 0 THEN DATE '2026-06-01' ELSE DATE '9999-01-01' END until
FROM range({people}) r(i)
UNION ALL SELECT i::INTEGER, (i % {labels})::SMALLINT, 1::TINYINT, 15::INTEGER, DATE '2020-01-01',
DATE '9999-01-01' FROM range({people}) r(i) WHERE hash(i + 3) % 3 > 0;

-- services
SELECT i::INTEGER service, (i % {kinds})::TINYINT kind, (i % {kinds})::SMALLINT qualification,
i % 10 = 0 exempt FROM range({services}) r(i);

-- qualifications
SELECT p::INTEGER provider, q::SMALLINT qualification, DATE '2015-01-01' first_day,
CASE WHEN hash(p * 31 + q) % 40 = 0 THEN DATE '2026-03-01' ELSE DATE '9999-01-01' END until
FROM range({providers}) r(p), range({kinds}) s(q) WHERE hash(p * 37 + q) % 100 > 0;

-- contracts
SELECT p::INTEGER provider, l::SMALLINT AS label, DATE '2015-01-01' first_day,
CASE WHEN hash(p * 41 + l) % 30 = 0 THEN DATE '2026-02-01' ELSE DATE '9999-01-01' END until
FROM range({providers}) r(p), range({labels}) s(l) WHERE hash(p * 43 + l) % 5 > 0;

-- tariffs
SELECT s::INTEGER service, l::SMALLINT AS label, (1000 + s * 20)::INTEGER cents,
DATE '2026-01-01' + (182 * h)::INTEGER first_day, DATE '2026-01-01' + (182 * h + 182 + 10 * h)::INTEGER until
FROM range({services}) r(s), range({labels}) t(l), range(2) u(h) WHERE s % 20 > 0;

-- rules
SELECT s::INTEGER service, l::SMALLINT AS label, s % 15 = 0 AS authorization,
(s % 3)::INTEGER most_a_day, (CASE WHEN s % 4 = 0 THEN 9 ELSE 0 END)::INTEGER most_a_year,
DATE '2020-01-01' first_day, DATE '9999-01-01' until
FROM range({services}) r(s), range({labels}) t(l) WHERE s % 5 = 0;

-- authorizations
SELECT (i * 3)::INTEGER insured, (15 * (hash(i) % 34))::INTEGER service,
DATE '2026-01-01' first_day, DATE '9999-01-01' until FROM range({people} // 3) r(i);

-- deductibles
SELECT i::INTEGER insured, 2026::SMALLINT AS year,
(38500 + CASE WHEN hash(i) % 10 = 0 THEN 50000 ELSE 0 END)::INTEGER cents FROM range({people}) r(i);

-- lines
SELECT i::BIGINT line, (i // {each})::INTEGER insured, ((i // {each}) % {labels})::SMALLINT AS label,
(hash(i * 7) % {providers})::INTEGER provider, drawn.service::INTEGER service,
(DATE '2026-01-01' + (hash(j * 13) % 330)::INTEGER) started, DATE '2026-12-01' received,
1::INTEGER quantity, drawn.tariff::INTEGER tariff,
(CASE WHEN hash(i * 19) % 500 = 0 THEN -drawn.tariff ELSE drawn.tariff END)::INTEGER charged,
(CASE WHEN hash(i * 19) % 500 = 0 THEN i - 1 ELSE -1 END)::BIGINT takes_back
FROM (
  SELECT i, CASE WHEN hash(i * 19) % 500 = 0 OR hash(i * 29) % 100 = 0 THEN i - 1 ELSE i END AS j
  FROM range({first}, {last}) r(i)
) numbered, LATERAL (
  SELECT hash(j * 11) % {services} AS service,
  1000 + 20 * (hash(j * 11) % {services}) + CASE WHEN hash(j * 23) % 100 = 0 THEN 5 ELSE 0 END AS tariff
) drawn;
