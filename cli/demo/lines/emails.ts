import type { Email } from '../../../simulator/services/sns/topic.ts';
import type { LineSource } from '../timeline.ts';

/** Characters of an id that are shown. */
const SHOWN = 8;

/** An e-mail of the operator topic, shortened: no dates, ids only as far as one needs them, no JSON at the end. */
export function emailLines({ time, to, subject, message }: Email, { names, tell }: LineSource): void {
  const alarm = alarmOf(message);
  const host = /\bi-\w+/.exec(subject)?.[0];
  const about = alarm?.name ?? (host === undefined ? 'metadata options' : names.of(host));
  tell({ at: time, who: 'e-mail', what: `to ${to}, about ${about}; shortened:`, style: 'red' });
  const [text = ''] = (alarm?.description ?? message).split('\n{');
  const lines = [`Subject: ${subject}`, ...text.split('\n').filter((line) => line.trim() !== '')];
  for (const line of lines) tell({ at: time, who: '', what: shortened(line), style: 'red', isQuote: true });
}

/** What an alarm says of itself; undefined when the message is not one of CloudWatch's. */
function alarmOf(message: string): { readonly name: string; readonly description: string } | undefined {
  if (!message.startsWith('{')) return undefined;
  const { AlarmName, AlarmDescription } = JSON.parse(message) as Readonly<Record<string, unknown>>;
  return { name: `the alarm ${String(AlarmName)}`, description: String(AlarmDescription) };
}

function shortened(line: string): string {
  return line
    .replace(/arn:[^\s)]*:(\w[\w-]*)\/[^\s)]*\//g, '$1 ')
    .replace(/\b[0-9a-f]{32}\b/g, (id) => `${id.slice(0, SHOWN)}…`)
    .replace(/\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d)\.\d+Z/g, '$1')
    .replace(/ For more information.*/, '');
}
