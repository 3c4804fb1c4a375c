import { StormFinder } from '../../functions/termination-gate/storm-finder.ts';
import { HostDirectory } from '../../shared/aws/host-directory.ts';
import { HostFinder } from '../../shared/aws/host-finder.ts';
import { directoryReadsOf } from './gate-reads.ts';
import { GateWorld } from './gate-world.ts';
import { range } from './host-finding.ts';
import { instanceId } from './hosts.ts';

const signal = new AbortController().signal;
/** How many clusters there are unless told otherwise. */
export const CLUSTERS = 10;
const READS = ['ListContainerInstances', 'DescribeContainerInstances'];

/** A finder of one process, and the reads of hosts that it made. */
export class Finding {
  now = 0;
  readonly world = new GateWorld();
  readonly readAt: number[] = [];
  readonly finder: StormFinder;

  /** @param hostsEach so many hosts each cluster is said to have, where it is not as many as it has */
  constructor(clusters = CLUSTERS, hostsEach?: number) {
    for (const number of range(clusters)) this.world.withCluster(`c${number}`);
    this.world.beforeCall = (operation) => {
      if (READS.includes(operation)) this.readAt.push(this.now);
    };
    const clock = () => this.now;
    const reads = directoryReadsOf(this.world);
    const hostCounts = async (arns: readonly string[]) => new Map(arns.map((arn) => [arn, hostsEach ?? 0]));
    const whole = hostsEach === undefined ? reads.whole : { ...reads.whole, hostCounts };
    this.finder = new StormFinder(
      new HostFinder({ reads: this.world.gateReads, scope: [], clock }),
      new HostDirectory({ ...reads, whole }, clock),
      clock,
    );
  }

  /** Seconds for which a host that may wait is put off. */
  async secondsFor(number: number): Promise<number | undefined> {
    const ec2InstanceId = instanceId(number);
    const answer = (await this.finder.find([{ ec2InstanceId, mayWait: true }], signal)).get(ec2InstanceId);
    return answer?.kind === 'put-off' ? answer.seconds : undefined;
  }

  /** What is found, as `c1` or otherwise. */
  async find(numbers: readonly number[], mayWait = true): Promise<readonly (string | undefined)[]> {
    const wanted = numbers.map((number) => ({ ec2InstanceId: instanceId(number), mayWait }));
    const answers = await this.finder.find(wanted, signal);
    return wanted.map(({ ec2InstanceId }) => {
      const answer = answers.get(ec2InstanceId);
      return answer?.kind === 'found' ? answer.clusterArn.split('/').at(-1) : answer?.kind;
    });
  }

  forget(number: number): void {
    this.finder.forget(instanceId(number));
  }
}
