import { isRecord, requireMembers } from './json-codec.ts';
import { malformed, type Shape } from './shapes.ts';

/** The two dialects of the AWS Query protocol. EC2 names members differently and flattens every list. */
export type QueryDialect = 'awsQuery' | 'ec2Query';

/** A form's fields as a tree: `A.member.1.B=x` is `{ A: { member: { 1: { B: 'x' } } } }`. */
type FormTree = string | { [key: string]: FormTree };

/**
 * Reads the form of a Query request into the form that the SDK's commands have.
 * Source: Smithy specification, AWS query protocol and EC2 query protocol.
 */
export function fromForm(shape: Shape, form: URLSearchParams, dialect: QueryDialect): Record<string, unknown> {
  const tree: { [key: string]: FormTree } = Object.create(null);
  for (const [key, value] of form) {
    if (key !== 'Action' && key !== 'Version') place(tree, key.split('.'), value);
  }
  return readStructure(shape, tree, dialect, '');
}

function place(tree: { [key: string]: FormTree }, path: readonly string[], value: string): void {
  let node = tree;
  for (const step of path.slice(0, -1)) {
    const next = node[step];
    const child: { [key: string]: FormTree } = typeof next === 'object' ? next : Object.create(null);
    node[step] = child;
    node = child;
  }
  const last = path.at(-1);
  if (last !== undefined) node[last] = value;
}

function read(shape: Shape, node: FormTree | undefined, dialect: QueryDialect, path: string): unknown {
  if (node === undefined) return undefined;
  if (shape.isListSchema()) return readList(shape, node, dialect, path);
  if (shape.isMapSchema()) return readMap(shape, node, dialect, path);
  if (shape.isStructSchema()) return readStructure(shape, node, dialect, path);
  if (typeof node !== 'string') throw malformed(path, 'a single value');
  return readScalar(shape, node, path);
}

function readScalar(shape: Shape, text: string, path: string): unknown {
  if (shape.isBooleanSchema()) {
    if (text !== 'true' && text !== 'false') throw malformed(path, 'true or false');
    return text === 'true';
  }
  if (shape.isNumericSchema()) {
    const number = Number(text);
    if (text === '' || Number.isNaN(number)) throw malformed(path, 'a number');
    return number;
  }
  if (shape.isTimestampSchema()) {
    const date = new Date(text);
    if (Number.isNaN(date.getTime())) throw malformed(path, 'a timestamp');
    return date;
  }
  return shape.isBlobSchema() ? Buffer.from(text, 'base64') : text;
}

function readStructure(shape: Shape, node: FormTree, dialect: QueryDialect, path: string): Record<string, unknown> {
  if (!isRecord(node)) throw malformed(path, 'a structure');
  const out: Record<string, unknown> = {};
  for (const [name, member] of shape.structIterator()) {
    const key = memberKey(name, member, dialect);
    const value = read(member, node[key], dialect, path === '' ? name : `${path}.${name}`);
    if (value !== undefined) out[name] = value;
  }
  requireMembers(shape, out, path);
  return out;
}

/** Items are numbered from 1; an empty list is sent as an empty value. */
function readList(shape: Shape, node: FormTree, dialect: QueryDialect, path: string): unknown[] {
  if (node === '') return [];
  const item = shape.getValueSchema();
  const flat = dialect === 'ec2Query' || Boolean(shape.getMergedTraits().xmlFlattened);
  const numbered = flat ? node : isRecord(node) ? node[memberKey('member', item, dialect)] : undefined;
  return inOrder(numbered, path).map((entry, index) => read(item, entry, dialect, `${path}[${index}]`));
}

function readMap(shape: Shape, node: FormTree, dialect: QueryDialect, path: string): Record<string, unknown> {
  const flat = Boolean(shape.getMergedTraits().xmlFlattened);
  const numbered = flat ? node : isRecord(node) ? node['entry'] : undefined;
  const keyName = shape.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueName = shape.getValueSchema().getMergedTraits().xmlName ?? 'value';
  return Object.fromEntries(
    inOrder(numbered, path).map((entry) => {
      if (!isRecord(entry) || typeof entry[keyName] !== 'string') throw malformed(path, 'a map');
      return [entry[keyName], read(shape.getValueSchema(), entry[valueName] as FormTree, dialect, path)];
    }),
  );
}

function inOrder(node: unknown, path: string): FormTree[] {
  if (!isRecord(node)) throw malformed(path, 'a list numbered from 1');
  return Object.entries(node)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, value]) => value as FormTree);
}

function memberKey(name: string, member: Shape, dialect: QueryDialect): string {
  const { xmlName, ec2QueryName } = member.getMergedTraits() as { xmlName?: string; ec2QueryName?: string };
  if (dialect === 'awsQuery') return xmlName ?? name;
  if (ec2QueryName !== undefined) return ec2QueryName;
  const key = xmlName ?? name;
  return key.charAt(0).toUpperCase() + key.slice(1);
}
