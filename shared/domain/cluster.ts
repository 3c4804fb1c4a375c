/** Tags by key. */
export type Tags = Readonly<Record<string, string | undefined>>;

/** What is read of an ECS cluster (ECS API reference, Cluster). */
export interface Cluster {
  readonly clusterArn: string;
  readonly status: string;
  /** ACTIVE and DRAINING container instances together. */
  readonly registeredContainerInstancesCount: number;
  /** Tasks in RUNNING or PENDING; undefined where AWS does not say. */
  readonly tasksCount?: number;
  /** Names of the capacity providers that it may use, FARGATE ones included; undefined where AWS does not say. */
  readonly capacityProviders?: readonly string[];
  readonly tags: Tags;
}

/** One placement constraint of a service (ECS API reference, PlacementConstraint). */
export type PlacementConstraint =
  | { readonly type: 'distinctInstance' }
  /** `expression` is in the cluster query language. */
  | { readonly type: 'memberOf'; readonly expression: string };

/** What is read of an ECS service (ECS API reference, Service). */
export interface Service {
  readonly serviceArn: string;
  readonly serviceName: string;
  readonly clusterArn: string;
  /** ACTIVE, DRAINING or INACTIVE. */
  readonly status: string;
  /** REPLICA or DAEMON. */
  readonly schedulingStrategy: string;
  /** EC2, FARGATE or EXTERNAL; undefined when capacity providers place the tasks. */
  readonly launchType: string | undefined;
  /** Names of the providers in the service's strategy, in its order. */
  readonly capacityProviders: readonly string[];
  readonly placementConstraints: readonly PlacementConstraint[];
  readonly desiredCount: number;
  /** The newest of the service's event messages, as in `(service web) was unable to place a task …`. */
  readonly lastEventMessage?: string | undefined;
  readonly tags: Tags;
}
