/**
 * Every reason code there is, with what it means to the person who reads it in a log line, a metric's
 * `reason` dimension or the `reason` attribute of a parked message. The list is closed, so the number of
 * metrics it can cause is known.
 */
export const REASONS = {
  // Why something is done.
  'too-few-tasks': 'The desired count is below what the eligible hosts call for.',
  'too-many-tasks': 'The desired count is above what the eligible hosts call for.',
  'host-terminating': 'Auto Scaling is about to terminate the host.',
  'host-returns-to-pool': 'The host goes back into its warm pool.',
  'host-back-in-service': 'The host was drained on its way into its warm pool, and is in service again.',
  'host-empty': 'Nothing but DAEMON tasks is left on the host.',
  'host-not-registered': 'The host is in no cluster, and its time to register is over.',
  'host-deregistered': 'The host has left its cluster.',
  'pool-host-unused': 'The host leaves its warm pool without ever having joined the group.',
  'deadline-near': 'The host is to be let go soon, and its tasks are to get their time to stop.',
  'deadline-passed': 'The host has been held as long as it was to be held.',
  'global-limit-near': 'Auto Scaling holds no instance longer than 48 hours or 100 heartbeat time-outs.',
  'spot-interrupted': 'EC2 takes the host away two minutes after its interruption notice.',
  'rebalance-recommended': 'EC2 expects to take the host away, and recommends to leave it.',
  'standalone-task': 'No scheduler moves a standalone task elsewhere; it would hold the host until it ends.',
  'heartbeat-due': 'The time-out of the lifecycle hook is to start anew.',

  // Why something is held back.
  'cluster-out-of-scope': 'The settings name the clusters to serve, and this is not one of them.',
  'cluster-tagged-out': 'The cluster carries ecs-ops:host-sync=false.',
  'cluster-not-active': 'The cluster is being created or deleted.',
  'service-not-active': 'The service is draining or inactive.',
  'service-tagged-out': 'The service carries ecs-ops:one-per-host=false.',
  'service-not-opted-in': 'The service carries no ecs-ops:one-per-host=true any more and the settings do not list it.',
  'invalid-one-per-host': 'The tag ecs-ops:one-per-host is neither true nor false.',
  'invalid-tasks-per-host': 'The tag ecs-ops:tasks-per-host is not a whole number from 1 to 100.',
  'tasks-per-host-contradiction': 'distinctInstance allows one task on a host, ecs-ops:tasks-per-host asks for more.',
  daemon: 'ECS itself runs one task of a DAEMON service on each host.',
  fargate: 'The service runs on Fargate, where there are no hosts to count.',
  external: 'The service runs on external instances, which are not EC2 hosts.',
  'several-capacity-providers': 'The hosts of a service that mixes capacity providers are not one countable set.',
  unreadable: 'What the decision needs could not be read.',
  'tasks-left': 'Tasks are left on the host.',
  'still-holds-resources': 'CPU or memory of the host is still held by more than DAEMON tasks.',
  'may-be-registering': 'The host is in no cluster yet.',
  'host-registering': 'The host is not ACTIVE yet, and only an ACTIVE one can be drained.',
  'already-draining': 'The host is DRAINING already.',
  'not-in-ecs': 'The instance is a host of no cluster, or of none that the settings name.',
  'rebalance-not-opted-in': 'Neither the settings nor a tag of the group ask to drain at a rebalance recommendation.',
  'invalid-drain-on-rebalance': 'The tag ecs-ops:drain-on-rebalance is neither true nor false.',
  'standalone-left': 'The settings or a tag leave standalone tasks running until the host is gone.',
  'invalid-standalone-tag': 'A tag on what is to become of standalone tasks is neither stop nor leave.',
  'managed-draining': 'ECS drains the hosts of this group itself (its own lifecycle hook is there).',
  'retain-would-terminate': 'Abandoning the lifecycle action would terminate the host: the group retains none.',
  'not-our-hook': 'The lifecycle hook is not one of those this function completes.',
  'not-waiting': 'No lifecycle action of ours holds the host.',
  'not-draining': 'The host is not DRAINING.',
  'test-notification': 'Auto Scaling tests the target of a hook that was made.',
  'other-transition': 'The notice is not about an instance that is to be terminated.',
  'dry-run': 'In a dry run the host is not held: the time-out of its lifecycle hook decides.',

  // What is done although something is not as it should be.
  'no-distinct-instance': 'Without distinctInstance the count is right, but one task on each host is not guaranteed.',
  'invalid-drain-deadline': 'A drain deadline is not a whole number of minutes from 1 to 2880.',
  'invalid-drain-outcome': 'A drain outcome is none of continue, stop-tasks, retain.',
  'invalid-standalone-on-termination': 'What is to become of standalone tasks is neither wait nor stop.',

  // Why a message comes back.
  throttled: 'AWS asked for fewer requests.',
  unavailable: 'AWS or the way to it failed: 5xx, a time-out, a broken connection.',
  'out-of-time': 'The time limit of the function came near.',
  'access-denied': 'AWS refused the credentials or the permission. Mending the role lets the message through.',
  conflict: 'Something else was changing the same thing.',
  'inconsistent-reads': 'Two answers of AWS contradict each other.',
  'unexpected-error': 'An error nobody foresaw.',
  'confirming-look': 'A write was made; a second look tells whether it rested on stale counts.',
  'first-look': 'The host was set to DRAINING; the next look sees what is left on it.',

  // Why something will never succeed.
  'malformed-json': 'The message is not JSON.',
  'malformed-event': 'The event lacks a field that is needed, or the field has the wrong form.',
  'unsupported-event': 'The event is of a source or type that this function does not serve.',
  'foreign-account': 'The event is about another account or Region than the queue it came through.',
  'foreign-topic': 'The notice came through another SNS topic than the stack’s.',
  'action-over': 'The lifecycle action was completed or has expired.',
  'group-gone': 'The Auto Scaling group has been deleted.',
  'unknown-cluster': 'AWS knows no such cluster.',
  'service-gone': 'The service has been deleted meanwhile.',
  rejected: 'AWS rejected the request as wrong.',
} as const;

/** A reason code: why something was done, held back, parked or is to come back. */
export type Reason = keyof typeof REASONS;
