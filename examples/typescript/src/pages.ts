// Pages of a list, one after another.

/** Asks for page after page with the token of the page before. An empty token was the last page. */
export async function* pages<Page extends { readonly nextPageToken: string }>(
  ask: (pageToken: string) => Promise<Page>,
): AsyncGenerator<Page> {
  let pageToken = "";
  do {
    const page = await ask(pageToken);
    yield page;
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
}
