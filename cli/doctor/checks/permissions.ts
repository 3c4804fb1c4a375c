import { type Finding, words } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** Calls that were refused or failed while the account was read. */
export function permissions({ circumstances }: Patient): Finding[] {
  return circumstances.unread.map((said) => ({
    severity: 'warning',
    about: operationIn(said),
    meaning: isDenied(said) ? `A permission is missing: ${said}.` : `It could not be read: ${said}.`,
    mends: [
      words(
        isDenied(said)
          ? 'Give whoever runs this command the permissions of docs/snapshot-policy.json. What the functions need is theirs: docs/iam.md.'
          : 'Try again; nothing was found out about it.',
      ),
    ],
  }));
}

function isDenied(said: string): boolean {
  return /AccessDenied|not authorized|Unauthorized/i.test(said);
}

/** What was said begins with the call's name, as in `DescribeLifecycleHooks: …`. */
function operationIn(said: string): string {
  return /\b(?:Describe|List|Get)[A-Z][A-Za-z]+/.exec(said)?.[0] ?? 'reading the account';
}
