/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A place in which two values differ. */
export interface Difference {
  /** As in `Targets[host-sync-queue].DeadLetterConfig`: elements of arrays by their Sid, Id or name. */
  readonly path: string;
  readonly intended: Json | undefined;
  readonly found: Json | undefined;
}

/**
 * Where a resource differs from what is intended: each property that the template gives, exactly. Properties that it does
 * not give have defaults, and are not looked at. CloudFormation takes "30" for 30 and "true" for true, so they are alike.
 */
export function propertyDifferences(
  intended: Readonly<Record<string, Json>>,
  found: Readonly<Record<string, Json>>,
): Difference[] {
  return Object.keys(intended).flatMap((name) => differences(intended[name], found[name], name));
}

/** Where two values differ, with nothing left out. */
export function differences(intended: Json | undefined, found: Json | undefined, path = ''): Difference[] {
  if (isList(intended) && isList(found) && intended.length === found.length) {
    return intended.flatMap((element, index) => differences(element, found[index], `${path}[${label(element)}]`));
  }
  if (isRecord(intended) && isRecord(found)) {
    const names = new Set([...Object.keys(intended), ...Object.keys(found)]);
    return [...names].flatMap((name) =>
      differences(intended[name], found[name], path === '' ? name : `${path}.${name}`),
    );
  }
  const alike = isScalar(intended) && isScalar(found) && String(intended) === String(found);
  return alike ? [] : [{ path, intended, found }];
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const isRecord = (value: Json | undefined): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isScalar = (value: Json | undefined): boolean => value !== undefined && !isList(value) && !isRecord(value);

function label(element: Json): string {
  if (!isRecord(element)) return '';
  const { Sid: sid, Id: id } = element;
  return String(sid ?? id ?? '');
}

const LONGEST = 200;

/** A value as it reads in a report: of a long one the beginning, and how much more there is. */
export function excerpt(value: Json | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${text.length - LONGEST} characters more)`;
}
