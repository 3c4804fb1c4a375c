/** A text that stands for a value nested so deep that JSON.stringify could not write it; {@link jsonOf} writes it. */
const DEEP = /\\*"@deep (list|object) (\d+)@\\*"/g;

/** Values that none of the fields means. Keys are those that objects of JavaScript have of themselves, too. */
export const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  0.1,
  '',
  ' ',
  [],
  {},
  [null],
  [[], {}],
  'true',
  'NaN',
  '__proto__',
  'constructor',
  'null',
  '\u0000\u001f\u007f',
  '\ud800',
  '\ufffe\uffff',
  '\u202e\u200b\u{1f4a5}é',
  '٣٤',
  "'; DROP TABLE hosts; --",
  '] or attribute:a exists or ec2InstanceId in [',
  '-9'.repeat(40),
  { toString: 1, valueOf: 1 },
  { length: 4_294_967_295 },
  own('__proto__', { account: '111122223333', isAdmin: true }),
  own('constructor', own('prototype', {})),
  '@deep list 20000@',
  '@deep object 20000@',
  '2024-02-31T00:00:00Z',
  '2024-01-01T00:00:00+05',
  '9999-12-31T23:59:59Z',
  '0000-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  'i-00000000000000001\n',
  'i-0000000000000000g',
  'arn:aws:ecs:us-east-1:999999999999:cluster/default',
  'arn:aws-cn:ecs:us-east-1:111122223333:cluster/default',
  'arn:aws:ecs:us-east-1:111122223333:cluster/../default',
  'arn:aws:sns:us-east-1:999999999999:termination',
  '999999999999',
  'cn-north-1',
];

/** Keys of objects that have a meaning of their own, or had one in some parser. */
export const HOSTILE_KEYS: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'length',
  'toJSON',
  'then',
  '',
  '0',
  '\ud800',
  'a'.repeat(5_000),
];

/** Pieces of text that mean something to one of the parsers. */
export const HOSTILE_PIECES: readonly string[] = [
  '"',
  '\\',
  '\\"',
  '\\u0000',
  '{',
  '}',
  '[',
  ']',
  '{}',
  ',',
  ':',
  ';',
  '=',
  '/',
  '*',
  '%',
  '\n',
  '\r\n',
  '\u0000',
  '\ud800',
  '\u{1f4a5}',
  '\u2028',
  '\ufeff',
  'arn:',
  '::::::',
  '1e999',
  '+MON#5',
  'L',
  '0-0',
  '*/7',
  ' for 9999h at 0',
  ' and ',
  '(((',
  'task:group == ',
  '+01:00',
  '-',
  '.',
  '@',
];

/** JSON in which members of any name are the object's own, and deep values are as deep as they say. */
export function jsonOf(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replaceAll(DEEP, (_, kind: string, depth: string) => {
    const times = Number(depth);
    return kind === 'list' ? '['.repeat(times) + ']'.repeat(times) : `${'{"a":'.repeat(times)}1${'}'.repeat(times)}`;
  });
}

/** An object with one member of its own, whatever its name. */
export function own(key: string, value: unknown): object {
  return Object.fromEntries([[key, value]]);
}
