import type { Email } from '../../../simulator/services/sns/topic.ts';
import type { LineSource } from '../timeline.ts';

/** Characters of an id that are shown. */
const SHOWN = 8;

/** An e-mail of the operator topic, shortened: no dates, ids only as far as one needs them, no JSON at the end. */
export function emailLines({ time, to, subject, message }: Email, { names, tell }: LineSource): void {
  const [host = ''] = /\bi-\w+/.exec(subject) ?? [];
  tell({ at: time, who: 'e-mail', what: `to ${to}, about ${names.of(host)}; shortened:`, style: 'red' });
  const [text = ''] = message.split('\n{');
  const lines = [`Subject: ${subject}`, ...text.split('\n').filter((line) => line.trim() !== '')];
  for (const line of lines) tell({ at: time, who: '', what: shortened(line), style: 'red', isQuote: true });
}

function shortened(line: string): string {
  return line
    .replace(/arn:[^\s)]*:(\w[\w-]*)\/[^\s)]*\//g, '$1 ')
    .replace(/\b[0-9a-f]{32}\b/g, (id) => `${id.slice(0, SHOWN)}…`)
    .replace(/\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d)\.\d+Z/g, '$1')
    .replace(/ For more information.*/, '');
}
