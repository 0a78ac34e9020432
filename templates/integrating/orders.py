"""All orders as csv, a thousand at a time."""

import csv
import json
import os
import sys
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

COLUMNS = ["number", "orderedOn", "status", "total", "discountTotal", "taxTotal", "gross", "paid"]
QUERY = f"""
query ($after: String) {{
  orders(first: 1000, after: $after, orderBy: [{{id: ASC}}]) {{
    edges {{ node {{ {" ".join(COLUMNS)} }} }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}
"""


def ask(query, variables):
    body = json.dumps({"query": query, "variables": variables}).encode()
    headers = {"Authorization": f"Bearer {os.environ['TRATO_KEY']}", "Content-Type": "application/json"}
    try:
        with urlopen(Request(f"{os.environ['TRATO_URL']}/graphql", body, headers)) as answer:
            told = json.load(answer)
    except HTTPError as error:
        if error.code != 429:
            raise SystemExit(error.read().decode()) from error
        time.sleep(int(error.headers["Retry-After"]))
        return ask(query, variables)
    if "errors" in told:
        raise SystemExit(told["errors"])
    return told["data"]


out = csv.DictWriter(sys.stdout, COLUMNS)
out.writeheader()
after, more = None, True
while more:
    page = ask(QUERY, {"after": after})["orders"]
    out.writerows(edge["node"] for edge in page["edges"])
    after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
