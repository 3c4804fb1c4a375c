/** How bad a finding is, the worst first. */
export const SEVERITIES = ['problem', 'warning', 'note'] as const;

/**
 * `problem`: the controller does not do its work there, or a drain never ends. `warning`: it does it worse than it could,
 * or on the next occasion fails. `note`: good to know, or not to be told from the file.
 */
export type Severity = (typeof SEVERITIES)[number];

/** What mends a finding: commands to paste, a line of CloudFormation, or words where neither does it. */
export type Mend =
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'cloudformation'; readonly text: string }
  | { readonly kind: 'words'; readonly text: string };

/** Something that a person should know of. */
export interface Finding {
  readonly severity: Severity;
  /** What it is about: `group shop-hosts`, `service shop/web`. */
  readonly about: string;
  /** What was found and what it means, in a sentence or two. */
  readonly meaning: string;
  readonly mends: readonly Mend[];
}

/** Commands to paste, one after the other. */
export function commands(...texts: readonly string[]): Mend[] {
  return texts.map((text) => ({ kind: 'command', text }));
}

export function cloudFormation(text: string): Mend {
  return { kind: 'cloudformation', text };
}

export function words(text: string): Mend {
  return { kind: 'words', text };
}

/** A word of a shell command, quoted where a shell would read something into it. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Most names that a list shows. */
const MOST_NAMED = 5;

/** `a, b, c and 12 more`. */
export function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  if (more > 0) return `${names.slice(0, MOST_NAMED).join(', ')} and ${more} more`;
  return names.join(', ');
}
