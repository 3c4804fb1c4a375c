/** Adds a step to a JSON pointer. Source: RFC 6901. */
export function pointer(place: string, step: string | number): string {
  return `${place}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
