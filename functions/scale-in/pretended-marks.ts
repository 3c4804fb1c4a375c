import type { ScaleInAction } from './actions.ts';
import type { ClusterView, Snapshot } from './snapshot.ts';

/**
 * Remembers, while a dry run writes nothing, what it would have remembered on hosts: since when they are idle, or their
 * agents away. Without it no host would ever be idle for long. It is forgotten when the process ends.
 */
export class PretendedMarks {
  /** Attributes by name, by container instance. */
  readonly #marks = new Map<string, Map<string, string>>();

  /** Takes note of marks that would have been put on or taken off. */
  note(actions: readonly ScaleInAction[]): void {
    for (const action of actions) {
      if (action.kind === 'mark-hosts') {
        const { name, value } = action.mark;
        for (const arn of action.containerInstanceArns) this.#of(arn).set(name, value);
      } else if (action.kind === 'unmark-hosts') {
        for (const arn of action.containerInstanceArns) this.#marks.get(arn)?.delete(action.markName);
      }
    }
  }

  /** The snapshot as it would be, had they been written. Hosts that are gone are forgotten. */
  withMarks(snapshot: Snapshot): Snapshot {
    const clusters = snapshot.clusters.map((view) => this.#withMarks(view));
    const read = clusters.flatMap((view) => (view.kind === 'read' ? view.hosts : []));
    const isWhole = snapshot.everywhereFailure === undefined && clusters.every(({ kind }) => kind !== 'unreadable');
    if (isWhole) this.#keepOnly(new Set(read.map(({ containerInstanceArn }) => containerInstanceArn)));
    return { ...snapshot, clusters };
  }

  #withMarks(view: ClusterView): ClusterView {
    if (view.kind !== 'read') return view;
    const hosts = view.hosts.map((host) => {
      const marks = this.#marks.get(host.containerInstanceArn);
      return marks ? { ...host, attributes: { ...host.attributes, ...Object.fromEntries(marks) } } : host;
    });
    return { ...view, hosts };
  }

  #of(arn: string): Map<string, string> {
    const known = this.#marks.get(arn) ?? new Map<string, string>();
    this.#marks.set(arn, known);
    return known;
  }

  #keepOnly(arns: ReadonlySet<string>): void {
    for (const arn of this.#marks.keys()) if (!arns.has(arn)) this.#marks.delete(arn);
  }
}
