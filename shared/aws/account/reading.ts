/** What goes on while an account is read: for a person, on the way. */
export interface ReadingListener {
  /** So many of something have been read: `tasks of shop`, 1200. */
  readonly read: (what: string, count: number) => void;
  /** Something could not be read, and what the snapshot has instead. */
  readonly problem: (message: string) => void;
}

/** An entry that a Describe call did not describe. */
interface Failure {
  readonly arn?: string | undefined;
  readonly reason?: string | undefined;
  readonly detail?: string | undefined;
}

/** Names what an answer lacks. What is MISSING has gone between the list and the description, which is no problem. */
export function tellFailures(operation: string, failures: readonly Failure[] = [], listener: ReadingListener): void {
  for (const { arn = 'an entry', reason = 'no reason given', detail } of failures) {
    if (reason !== 'MISSING')
      listener.problem(`${operation} left out ${arn}: ${reason}${detail === undefined ? '' : `, ${detail}`}`);
  }
}

/** Reads what a snapshot can do without; a failure becomes a problem that says what is taken instead. */
export async function optional<T>(
  instead: { readonly value: T; readonly said: string },
  listener: ReadingListener,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    listener.problem(`${error.message}; ${instead.said}`);
    return instead.value;
  }
}

/** All items of all pages. */
export async function everyPage<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}
