curl --silent --show-error --fail-with-body "$TRATO_URL/graphql" \
  --header "Authorization: Bearer $TRATO_KEY" \
  --header "Content-Type: application/json" \
  --data @- <<'JSON'
{
  "query": "query ($number: String!) { callerLookup(number: $number) { customer { id name tier owner { name } } contact { id name } } }",
  "variables": {"number": "+1 610 555 0142"}
}
JSON
