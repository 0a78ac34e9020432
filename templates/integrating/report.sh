curl --silent --show-error --fail-with-body "$TRATO_URL/graphql" \
  --header "Authorization: Bearer $TRATO_KEY" \
  --header "Content-Type: application/json" \
  --data @- <<'JSON'
{
  "query": "query ($from: Date, $to: Date) { reportContribution(from: $from, to: $to) { firstDay lastDay rows(first: 1000) { rank number customer orders revenue share } totals { customers orders revenue } } }",
  "variables": {"from": "2020-01-01", "to": "2030-12-31"}
}
JSON
