import { partsOf } from './parts.ts';

/** What came of shrinking. */
export interface Shrunk {
  readonly parts: readonly string[];
  /** How many smaller cases were played. */
  readonly tried: number;
}

/**
 * Makes a failing case smaller: leaves out halves, quarters and so on of its parts and then single ones, and makes groups
 * smaller, for as long as it still fails (delta debugging).
 *
 * @param fails whether the case with these parts alone fails in the same way
 * @param most smaller cases to play at most
 */
export async function shrink(
  soakCase: Parameters<typeof partsOf>[0],
  fails: (parts: readonly string[]) => Promise<boolean>,
  most: number,
): Promise<Shrunk> {
  let parts = partsOf(soakCase);
  let tried = 0;
  const tryOut = async (fewer: readonly string[]): Promise<boolean> => {
    if (tried >= most) return false;
    tried += 1;
    if (!(await fails(fewer))) return false;
    parts = fewer;
    return true;
  };
  for (let size = Math.ceil(parts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    await withoutChunks(size);
  }
  for (let hasShrunk = true; hasShrunk; ) hasShrunk = await smallerGroups();
  return { parts, tried };

  async function withoutChunks(size: number): Promise<void> {
    for (let start = 0; start < parts.length && tried < most; ) {
      const fewer = parts.filter((_, index) => index < start || index >= start + size);
      if (!(await tryOut(fewer))) start += size;
    }
  }

  async function smallerGroups(): Promise<boolean> {
    for (const part of parts) {
      const [id, size] = part.split('=');
      if (size === undefined || Number(size) <= 1) continue;
      const smaller = parts.map((each) => (each === part ? `${id}=${Number(size) - 1}` : each));
      if (await tryOut(smaller)) return true;
    }
    return false;
  }
}
