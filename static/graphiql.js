// GraphiQL, asking with the session of the browser and the token of this page.
"use strict";

const token = document.querySelector("meta[name=csrf-token]").content;
const question = `# Everybody sees what their data permission allows.
{
  customers(first: 5, orderBy: [{ name: ASC }]) {
    totalCount
    edges {
      node {
        id
        number
        name
        owner {
          name
        }
      }
    }
  }
}
`;

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql", headers: { "X-CSRFToken": token } }),
    plugins: [GraphiQLPluginExplorer.explorerPlugin()],
    defaultQuery: question,
    shouldPersistHeaders: false,
  }),
);
