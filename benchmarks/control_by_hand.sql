-- The basic checks and the deductible as one query, written by hand.
WITH found AS (
  SELECT l.line, l.insured, l.service, l.started, l.charged,
    b.insured IS NOT NULL AND NOT coalesce(s.exempt, false) AND coalesce(p.bears_from <= l.started, false) AS counts,
    (CASE WHEN abs(l.charged) <> l.quantity * l.tariff THEN 1 ELSE 0 END)
    | (CASE WHEN p.insured IS NULL THEN 2 ELSE 0 END)
    | (CASE WHEN b.insured IS NULL AND a.insured IS NULL THEN 4 ELSE 0 END)
    | (CASE WHEN coalesce(b.label, a.label, l.label) <> l.label THEN 8 ELSE 0 END)
    | (CASE WHEN (b.insured IS NOT NULL OR a.insured IS NOT NULL)
        AND (((coalesce(b.kinds, 0) | coalesce(a.kinds, 0)) >> s.kind::INTEGER) & 1) = 0 THEN 16 ELSE 0 END)
    | (CASE WHEN q.provider IS NULL THEN 32 ELSE 0 END)
    | (CASE WHEN known.service IS NOT NULL AND (t.cents IS NULL OR l.tariff > t.cents) THEN 64 ELSE 0 END) AS mask
  FROM '{lines}' l
  LEFT JOIN persons p ON p.insured = l.insured
  LEFT JOIN services s ON s.service = l.service
  LEFT JOIN covers b ON b.insured = l.insured AND b.regime = 0 AND b.first_day <= l.started AND l.started < b.until
  LEFT JOIN covers a ON a.insured = l.insured AND a.regime = 1 AND a.first_day <= l.started AND l.started < a.until
  LEFT JOIN qualifications q ON q.provider = l.provider AND q.qualification = s.qualification
    AND q.first_day <= l.started AND l.started < q.until
  LEFT JOIN (SELECT DISTINCT service, label FROM tariffs) known ON known.service = l.service AND known.label = l.label
  LEFT JOIN tariffs t ON t.service = l.service AND t.label = l.label
    AND t.first_day <= l.started AND l.started < t.until
), several AS (
  SELECT insured, service, started, min(line) AS first FROM found WHERE mask = 0 AND charged >= 0
  GROUP BY ALL HAVING count(*) > 1
), judged AS (
  SELECT f.*, CASE WHEN d.first IS NOT NULL AND f.mask = 0 AND f.charged >= 0 AND f.line > d.first
    THEN 128 ELSE f.mask END AS every
  FROM found f LEFT JOIN several d USING (insured, service, started)
), summed AS (
  SELECT j.*, CASE WHEN counts AND every = 0 THEN charged ELSE 0 END AS cents, coalesce(m.cents, 0) AS most,
    sum(CASE WHEN counts AND every = 0 THEN charged ELSE 0 END)
      OVER (PARTITION BY j.insured, year(started) ORDER BY line) AS after
  FROM judged j LEFT JOIN deductibles m ON m.insured = j.insured AND m.year = year(j.started)
)
SELECT line, every AS mask, CASE WHEN every = 0 THEN charged ELSE 0 END AS granted,
  least(most, greatest(0, after)) - least(most, greatest(0, after - cents)) AS own
FROM summed
