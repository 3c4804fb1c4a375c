import { fromJson, requireMembers } from './json-codec.ts';
import { operationShapes, type Shape } from './shapes.ts';

/** What a REST operation has in place of a name: method, path with labels, and parameters that its path fixes. */
interface Route {
  readonly operationName: string;
  readonly method: string;
  readonly segments: readonly string[];
  readonly fixed: readonly (readonly [name: string, value: string])[];
}

/** The request as far as REST bindings look at it. */
interface RestRequest {
  readonly method: string;
  readonly path: string;
}

type Schemas = Readonly<Record<string, unknown>>;

const LABEL = /^\{(\w+)\+?\}$/;
const routesOf = new WeakMap<Schemas, readonly Route[]>();

/**
 * Finds the operation that a method and a path ask for, among all that the API has.
 * Source: Smithy specification, trait `http`.
 */
export function restOperation(schemas: Schemas, request: RestRequest): string | undefined {
  return routeOf(schemas, request)?.operationName;
}

/**
 * Puts an operation's input together from the labels in the path, the query and the body.
 * @throws ServiceError `SerializationException`, MissingMembers
 */
export function restInput(schemas: Schemas, request: RestRequest, body: unknown, shape: Shape): unknown {
  const { segments, query } = partsOf(request.path);
  const route = routeOf(schemas, request);
  const input: Record<string, unknown> = {};
  const read = withoutRequired(body, shape);
  for (const [name, member] of shape.structIterator()) {
    const { httpLabel, httpQuery } = member.getMergedTraits();
    const at = httpLabel ? (route?.segments.findIndex((segment) => LABEL.exec(segment)?.[1] === name) ?? -1) : -1;
    const text = typeof httpQuery === 'string' ? (query.get(httpQuery) ?? undefined) : segments[at];
    const value = text === undefined ? read[name] : scalar(member, text, name);
    if (value !== undefined) input[name] = value;
  }
  requireMembers(shape, input, '');
  return input;
}

/** Members of the body; those that stand elsewhere in the request are not missing. */
function withoutRequired(body: unknown, shape: Shape): Readonly<Record<string, unknown>> {
  const members = (body ?? {}) as Readonly<Record<string, unknown>>;
  const read: Record<string, unknown> = {};
  for (const [name, member] of shape.structIterator()) read[name] = fromJson(member, members[name], name);
  return read;
}

function scalar(member: Shape, text: string, name: string): unknown {
  if (member.isNumericSchema()) return fromJson(member, Number.isNaN(Number(text)) ? text : Number(text), name);
  if (member.isBooleanSchema()) return fromJson(member, text === 'true' || (text === 'false' ? false : text), name);
  return text;
}

function routeOf(schemas: Schemas, { method, path }: RestRequest): Route | undefined {
  const { segments, query } = partsOf(path);
  return knownRoutes(schemas).find(
    (route) =>
      route.method === method &&
      route.segments.length === segments.length &&
      route.segments.every((segment, index) => LABEL.test(segment) || segment === segments[index]) &&
      route.fixed.every(([name, value]) => query.get(name) === value),
  );
}

/** The more of a path is fixed, the earlier it is tried. */
function knownRoutes(schemas: Schemas): readonly Route[] {
  const known = routesOf.get(schemas);
  if (known !== undefined) return known;
  const labels = ({ segments }: Route): number => segments.filter((segment) => LABEL.test(segment)).length;
  const routes = Object.keys(schemas)
    .flatMap((name) => routeFor(schemas, name) ?? [])
    .toSorted((a, b) => labels(a) - labels(b) || b.fixed.length - a.fixed.length);
  routesOf.set(schemas, routes);
  return routes;
}

function routeFor(schemas: Schemas, exportName: string): Route | undefined {
  const operationName = exportName.replace(/\$$/, '');
  if (operationName === exportName || operationShapes(schemas, operationName) === undefined) return undefined;
  const { http } = (schemas[exportName] as readonly unknown[])[3] as {
    readonly http: readonly [string, string, number];
  };
  const [method, path] = http;
  const { segments, query } = partsOf(path);
  return { operationName, method, segments, fixed: [...query] };
}

/** A `/` at the end makes no difference. */
function partsOf(path: string): { readonly segments: readonly string[]; readonly query: URLSearchParams } {
  const [before = '', after = ''] = path.split('?', 2);
  const segments = before.split('/').filter((segment) => segment !== '');
  return { segments: segments.map(decodeURIComponent), query: new URLSearchParams(after) };
}

/** The status of an operation's successful answer. */
export function restStatus(schemas: Schemas, operationName: string): number {
  return (
    (schemas[`${operationName}$`] as readonly unknown[])[3] as { readonly http: readonly [string, string, number] }
  ).http[2];
}
