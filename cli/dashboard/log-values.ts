/** What Logs Insights writes for times: `2026-01-05 17:31:00.000`, UTC. */
const TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)$/;

/** The time that a value of Logs Insights is, epoch milliseconds; undefined for another value. */
export function timeIn(value: string): number | undefined {
  const [, day, clock] = TIME.exec(value) ?? [];
  return day === undefined ? undefined : Date.parse(`${day}T${clock}Z`);
}

/** The number that a value of Logs Insights is; undefined for another value. */
export function numberIn(value: string): number | undefined {
  const number = Number(value);
  return value.trim() !== '' && Number.isFinite(number) ? number : undefined;
}
