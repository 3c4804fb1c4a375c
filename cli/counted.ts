/** A number of things in words: `1 host`, `3 hosts`, `1,200 hosts`. @param one what a single one is called; more take an s */
export function counted(count: number, one: string): string {
  return `${count.toLocaleString('en-US')} ${one}${count === 1 ? '' : 's'}`;
}
