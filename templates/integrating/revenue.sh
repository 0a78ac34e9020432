curl --silent --show-error --fail-with-body "$TRATO_URL/graphql" \
  --header "Authorization: Bearer $TRATO_KEY" \
  --header "Content-Type: application/json" \
  --data @- <<'JSON'
{
  "query": "query ($from: Date!) { ordersAggregate(filter: {orderedOn: {gte: $from}, status: {in: [CONFIRMED, PAID]}}, groupBy: [{orderedOn: MONTH}, {status: VALUE}]) { keys { orderedOn status } count sum { total } avg { total } } }",
  "variables": {"from": "2020-01-01"}
}
JSON
