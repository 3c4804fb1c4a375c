import { isClusterArn, isClusterName } from '../../shared/domain/arn.ts';
import { mapAtMost } from '../../shared/domain/concurrency.ts';
import { asFailure, RetryableError } from '../../shared/domain/errors.ts';
import type { KnownHost } from '../../shared/domain/host-memory.ts';
import type { Host } from '../../shared/domain/hosts.ts';
import { TAGS } from './drain-terms.ts';
import type { GateMemory } from './memory.ts';
import type { Reads } from './reads.ts';
import type { GateSettings, HostLook, HostView, Wait } from './snapshot.ts';
import type { StormAnswer, StormFinder } from './storm-finder.ts';
import { DRAINED_FOR, WARM_POOL } from './tasks-left.ts';
import { absenceEnd, momentsOf, termsOf } from './wait-timing.ts';

/** What reading hosts needs. */
export interface HostReaderDependencies {
  readonly reads: Pick<Reads, 'describeContainerInstances'>;
  readonly finder: Pick<StormFinder, 'find' | 'forget' | 'forgetAbsence' | 'hasPlace' | 'remember'>;
  readonly memory: GateMemory;
  readonly settings: GateSettings;
  /** Gives the time in milliseconds. */
  readonly clock: () => number;
}

/** Milliseconds before something is to be done about a host within which finding it does not wait: twice the longest pause. */
const IN_NO_HURRY = 120_000;
/** Clusters described side by side. */
const CLUSTERS_AT_ONCE = 4;

/** Finds hosts and describes them, those of one cluster together. */
export class HostReader {
  readonly #dependencies: HostReaderDependencies;
  readonly #signal: AbortSignal;

  constructor(dependencies: HostReaderDependencies, signal: AbortSignal) {
    this.#dependencies = dependencies;
    this.#signal = signal;
  }

  /** Reads the hosts of which more must be known than their events show. Nothing is thrown. */
  async read(looks: readonly HostLook[]): Promise<readonly HostLook[]> {
    const wanted = looks.filter(needsHost);
    const { finder, memory } = this.#dependencies;
    finder.remember(wanted.flatMap(shownInUse));
    for (const { ec2InstanceId } of wanted.filter((look) => this.#mayEndAbsent(look))) finder.forget(ec2InstanceId);
    // One that was in a cluster and is in none is let go at once.
    for (const { ec2InstanceId } of wanted) if (memory.wasFound(ec2InstanceId)) finder.forgetAbsence(ec2InstanceId);
    const views = await this.#readAll(wanted);
    // The agent may have registered the instance anew. What is left then of its old registration says nothing.
    const gone = wanted.filter(
      ({ ec2InstanceId }) => finder.hasPlace(ec2InstanceId) && isGone(views.get(ec2InstanceId)),
    );
    for (const { ec2InstanceId } of gone) finder.forget(ec2InstanceId);
    for (const [id, view] of await this.#readAll(gone)) {
      const isNowhere = view.kind === 'not-found' || isGone(view);
      views.set(id, isNowhere ? { kind: 'not-found', wasKnown: true } : view);
    }
    for (const [id, view] of views) if (view.kind === 'found') memory.sawInCluster(id);
    return looks.map((look) => ({ ...look, host: views.get(look.ec2InstanceId) ?? look.host }));
  }

  /** That the host was in no cluster a while ago is not enough to let it go. */
  #mayEndAbsent(look: HostLook): boolean {
    const { memory, settings, clock } = this.#dependencies;
    if (memory.wasFound(look.ec2InstanceId)) return false;
    return look.waits.some((wait) => clock() >= absenceEnd(wait, termsOf(wait, look, settings), settings));
  }

  /**
   * Whether the host may be found up to a minute later: its message comes back, and nothing is to be done about it soon. Once
   * EC2 has taken the host away, there is only its end to be told.
   */
  #mayWait(look: HostLook): boolean {
    const { settings, clock } = this.#dependencies;
    const now = clock();
    const open = look.waits.filter(({ isOver }) => !isOver);
    if (open.length === 0) return false;
    return open.every((wait) => {
      const terms = termsOf(wait, look, settings);
      if (!terms || wait.messageIds.length === 0) return false;
      const isTaken = terms.reason === 'spot-interrupted' && now >= terms.endsAt;
      return isTaken || Math.min(...momentsOf(wait, terms)) - now > IN_NO_HURRY;
    });
  }

  async #readAll(looks: readonly HostLook[]): Promise<Map<string, HostView>> {
    if (looks.length === 0) return new Map();
    const wanted = looks.map((look) => {
      const { ec2InstanceId, waits } = look;
      return { ec2InstanceId, cluster: hintIn(waits), mayWait: this.#mayWait(look) };
    });
    const answers = await this.#dependencies.finder.find(wanted, this.#signal);
    const found = [...answers].flatMap(([ec2InstanceId, answer]) =>
      answer.kind === 'found' ? [{ ec2InstanceId, ...answer }] : [],
    );
    const described = await this.#describe(found);
    return new Map(wanted.map(({ ec2InstanceId }) => [ec2InstanceId, this.#view(ec2InstanceId, answers, described)]));
  }

  #view(
    ec2InstanceId: string,
    answers: ReadonlyMap<string, StormAnswer>,
    described: ReadonlyMap<string, HostView>,
  ): HostView {
    const answer = answers.get(ec2InstanceId);
    if (answer?.kind === 'found')
      return (
        described.get(`${ec2InstanceId} ${answer.containerInstanceArn}`) ??
        described.get(answer.containerInstanceArn) ??
        LEFT_OUT
      );
    if (answer?.kind === 'unreadable' || answer?.kind === 'put-off') return answer;
    return { kind: 'not-found', wasKnown: this.#dependencies.memory.wasFound(ec2InstanceId) };
  }

  /** Describes container instances; gives what was read by instance and ARN, and what could not be by ARN. */
  async #describe(found: readonly Place[]): Promise<ReadonlyMap<string, HostView>> {
    const byCluster = [...Map.groupBy(found, ({ clusterArn }) => clusterArn)];
    const views = await mapAtMost(CLUSTERS_AT_ONCE, byCluster, async ([clusterArn, places]) => {
      const arns = places.map(({ containerInstanceArn }) => containerInstanceArn);
      try {
        const { hosts, failures } = await this.#dependencies.reads.describeContainerInstances(
          clusterArn,
          arns,
          this.#signal,
        );
        return [
          ...failures.map(({ arn, reason, detail }) => [arn, failed(`${arn}: ${reason} ${detail}`, reason)] as const),
          // An ARN that an event gave, and that is another instance's, says nothing of the one in the event.
          ...hosts.map((host) => [host.containerInstanceArn, ANOTHERS] as const),
          ...hosts.map(
            (host) => [`${host.ec2InstanceId} ${host.containerInstanceArn}`, viewOf(host, clusterArn)] as const,
          ),
        ];
      } catch (error) {
        return arns.map((arn) => [arn, { kind: 'unreadable', failure: asFailure(error) }] as const);
      }
    });
    return new Map<string, HostView>(views.flat());
  }
}

interface Place {
  readonly clusterArn: string;
  readonly containerInstanceArn: string;
}

const ANOTHERS: HostView = { kind: 'not-found', wasKnown: true };

const LEFT_OUT: HostView = {
  kind: 'unreadable',
  failure: new RetryableError('inconsistent-reads', 'DescribeContainerInstances left out a container instance'),
};

function failed(message: string, reason: string): HostView {
  if (reason === 'MISSING') return { kind: 'not-found', wasKnown: true };
  return { kind: 'unreadable', failure: new RetryableError('unavailable', message) };
}

function viewOf(host: Host, clusterArn: string): HostView {
  const { containerInstanceArn, status, runningTasksCount, pendingTasksCount, held, attributes } = host;
  return {
    kind: 'found',
    clusterArn,
    containerInstanceArn,
    status,
    markedForPool: attributes[DRAINED_FOR] === WARM_POOL,
    counts: { runningTasksCount, pendingTasksCount },
    held,
    tasks: { kind: 'not-asked' },
  };
}

function isGone(view: HostView | undefined): boolean {
  return view?.kind === 'found' ? view.status === 'INACTIVE' : view?.kind === 'not-found' && view.wasKnown;
}

/** Which hosts are read: those that are held, save where the host makes no difference, and those back from their pool. */
function needsHost({ stillHolds, waits, mails, member, host }: HostLook): boolean {
  const open = waits.filter(({ isOver }) => !isOver);
  if (stillHolds) return false;
  if (open.length > 0) {
    return !isShown(mails, open) && !open.every(isUnusedPoolHost);
  }
  if (member.kind !== 'read' || member.member.lifecycleState !== 'InService') return false;
  const isMarked = host.kind === 'found' && host.markedForPool;
  return isMarked || mails.some(({ event }) => event.kind === 'left-pool');
}

/** The registration that the latest message of an agent that is there shows, if there is one. */
function shownInUse({ mails }: HostLook): readonly KnownHost[] {
  const shown = mails.flatMap(({ event }): KnownHost[] => {
    if (event.kind !== 'host-draining' || !event.agentConnected) return [];
    const { ec2InstanceId, clusterArn, containerInstanceArn } = event;
    return [{ ec2InstanceId, clusterArn, containerInstanceArn }];
  });
  return shown.slice(-1);
}

/** Whether events alone show the host, as it was since it began to wait: before, it may have been DRAINING and ACTIVE. */
function isShown(mails: HostLook['mails'], open: readonly Wait[]): boolean {
  const shownAt = mails.map(({ event }) =>
    event.kind === 'host-draining' && event.agentConnected ? event.at : undefined,
  );
  if (shownAt.includes(undefined)) return false;
  return open.every(({ notice }) => notice && shownAt.some((at = 0) => at >= notice.startedAt));
}

/** An instance that leaves its warm pool without ever having joined the group runs no tasks. */
function isUnusedPoolHost({ notice }: Wait): boolean {
  return notice?.origin === 'WarmPool' && notice.destination === 'EC2';
}

/** The cluster that a hook's metadata or a group's tag names. */
function hintIn(waits: readonly Wait[]): string | undefined {
  return waits.flatMap(({ notice, group }) => {
    const tag = group.kind === 'read' ? group.group.tags[TAGS.cluster] : undefined;
    const text = notice?.metadata.cluster ?? tag;
    return text !== undefined && (isClusterName(text) || isClusterArn(text)) ? [text] : [];
  })[0];
}
