curl --silent --show-error --fail-with-body "$TRATO_URL/graphql" \
  --header "Authorization: Bearer $TRATO_KEY" \
  --header "Content-Type: application/json" \
  --data @- <<'JSON'
{
  "query": "mutation ($input: CallLogInput!) { callLog(input: $input) { interaction { id summary } task { id } userErrors { code field message } } }",
  "variables": {
    "input": {
      "provider": "Example",
      "callId": "2026-11-20-0001",
      "number": "+1 610 555 0142",
      "direction": "IN",
      "startedAt": "2026-11-20T09:30:00Z",
      "seconds": 61,
      "answered": true
    }
  }
}
JSON
