/** What a hook's NotificationMetadata says to this function. Values as written, not yet judged. */
export interface NoticeMetadata {
  /** Name or ARN of the cluster that the group's hosts are in. */
  readonly cluster?: string;
  readonly deadlineMinutes?: string;
  readonly outcome?: string;
}

/** An instance is held by a hook of ours until its lifecycle action is completed. */
export interface Hold {
  readonly autoScalingGroupName: string;
  readonly lifecycleHookName: string;
  readonly ec2InstanceId: string;
  /** As in `AutoScalingGroup`; differs from it only where a warm pool is in play. */
  readonly origin: string;
  /** As in `EC2`, or `WarmPool` for an instance that goes back into its pool. */
  readonly destination: string;
  /** When the instance began to wait, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly metadata: NoticeMetadata;
}

/** Auto Scaling's notice of it. */
export interface LifecycleNotice extends Hold {
  readonly token: string;
}

/** Keys of NotificationMetadata that mean something here. */
const KEYS: readonly (keyof NoticeMetadata)[] = ['cluster', 'deadlineMinutes', 'outcome'];

/** Reads NotificationMetadata. It is anyone's free text: what is no JSON object says nothing to us. */
export function readMetadata(text: string | undefined): NoticeMetadata {
  const entries = KEYS.flatMap((key) => {
    const value = jsonObject(text)[key];
    return typeof value === 'string' || typeof value === 'number' ? [[key, String(value)] as const] : [];
  });
  return Object.fromEntries(entries);
}

function jsonObject(text = ''): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
