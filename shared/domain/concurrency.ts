/**
 * Maps items side by side, no more than `atOnce` at a time, and gives the results in the items' order.
 * The first failure is thrown once the calls already begun have ended, so nothing runs on unwatched.
 */
export async function mapAtMost<T, R>(atOnce: number, items: readonly T[], map: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failures.length > 0) return;
      try {
        results[index] = await map(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}

/** Cuts a list into pieces of at most `size`. */
export function chunk<T>(size: number, items: readonly T[]): T[][] {
  const pieces: T[][] = [];
  for (let start = 0; start < items.length; start += size) pieces.push(items.slice(start, start + size));
  return pieces;
}

/**
 * The same for items that come one by one, as from pages that are still being read. Items are not asked for while
 * `atOnce` results are awaited.
 */
export async function mapAsTheyCome<T, R>(
  atOnce: number,
  items: AsyncIterable<T>,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  const underWay = new Set<Promise<void>>();
  let index = 0;
  try {
    for await (const item of items) {
      const place = index;
      index += 1;
      const work: Promise<void> = map(item)
        .then((result) => {
          results[place] = result;
        })
        .catch((error: unknown) => void failures.push(error))
        .finally(() => underWay.delete(work));
      underWay.add(work);
      if (underWay.size >= atOnce) await Promise.race(underWay);
      if (failures.length > 0) break;
    }
  } catch (error) {
    failures.push(error);
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
  return results;
}

/** Waits until all have ended, and then throws what the first that failed threw: nothing runs on unwatched. */
export async function allEnded<const T extends readonly Promise<unknown>[]>(
  work: T,
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
