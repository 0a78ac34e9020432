curl --silent --show-error --fail-with-body "$TRATO_URL/graphql" \
  --header "Authorization: Bearer $TRATO_KEY" \
  --header "Content-Type: application/json" \
  --data @- <<'JSON'
{
  "query": "query ($first: Int!, $after: String) { customers(first: $first, after: $after, orderBy: [{name: ASC}]) { edges { node { number name city status } } pageInfo { hasNextPage endCursor } } }",
  "variables": {"first": 1000, "after": null}
}
JSON
