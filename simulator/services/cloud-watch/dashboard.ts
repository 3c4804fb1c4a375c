import { isRecord } from '../../wire/json-codec.ts';

/** A widget of a dashboard. Source: CloudWatch API reference, "Dashboard body structure and syntax". */
export interface Widget {
  /** `metric`, `text`, `log`, `alarm`, … */
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Place and size on a grid 24 wide; left out, CloudWatch finds a place. */
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
}

/** A dashboard. */
export interface Dashboard {
  readonly name: string;
  readonly widgets: readonly Widget[];
  /** The whole body, parsed. */
  readonly body: Readonly<Record<string, unknown>>;
}

const PLACEMENT = ['x', 'y', 'width', 'height'] as const;

/** Reads a dashboard's body. @throws TypeError when it is not JSON or a widget lacks its type or properties */
export function parseDashboard(name: string, text: string): Dashboard {
  if (!/^[\w-]{1,255}$/.test(name)) throw new TypeError(`${name} is no name for a dashboard: letters, digits, - and _`);
  const body = parseBody(text);
  const widgets = body['widgets'];
  if (!Array.isArray(widgets)) throw new TypeError('DashboardBody must have widgets, a list');
  return { name, body, widgets: widgets.map(widgetOf) };
}

function parseBody(text: string): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new TypeError(`DashboardBody must be JSON: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
  if (!isRecord(body)) throw new TypeError('DashboardBody must be a JSON object');
  return body;
}

function widgetOf(widget: unknown, index: number): Widget {
  const place = `DashboardBody: /widgets/${index}`;
  if (!isRecord(widget)) throw new TypeError(`${place} must be an object`);
  const { type, properties } = widget;
  if (typeof type !== 'string') throw new TypeError(`${place} must have a type`);
  if (!isRecord(properties)) throw new TypeError(`${place} must have properties`);
  for (const name of PLACEMENT) {
    if (widget[name] !== undefined && !Number.isInteger(widget[name])) {
      throw new TypeError(`${place}/${name} must be a whole number`);
    }
  }
  return { ...widget, type, properties };
}
