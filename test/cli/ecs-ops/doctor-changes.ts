import type { Severity } from '../../../cli/doctor/finding.ts';
import type { File } from './doctor-file.ts';

/** A change to the healthy file, and what its check says then: severity, and part of the text. */
export type Case = readonly [
  check: string,
  what: string,
  change: (file: File) => unknown,
  severity: Severity,
  says: string,
];
/** A change that the check has nothing to say about. */
export type Harmless = readonly [check: string, what: string, change: (file: File) => unknown];

export const tagGroup = (Key: string, Value: string) => (file: File) =>
  file.autoScalingGroups[0].Tags.push({ Key, Value });
export const tagService = (key: string, value: string) => (file: File) => file.services[0].tags.push({ key, value });
export const onGroup = (change: object) => (file: File) => Object.assign(file.autoScalingGroups[0], change);
export const onHook = (change: object) => (file: File) => Object.assign(file.lifecycleHooks[0], change);
export const onService = (change: object) => (file: File) => Object.assign(file.services[0], change);
export const onHost = (change: object) => (file: File) => Object.assign(file.containerInstances[0], change);
export const onTask = (change: object) => (file: File) => Object.assign(file.tasks[0], change);
export const onDefinition = (change: object) => (file: File) => Object.assign(file.taskDefinitions[0], change);
export const percents = (minimumHealthyPercent: number, maximumPercent: number, desiredCount = 4) =>
  onService({ desiredCount, deploymentConfiguration: { minimumHealthyPercent, maximumPercent } });
export const metadata = (change: object) => (file: File) => Object.assign(file.instances[0].MetadataOptions, change);
export const retain = { InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' } } };
export const distinct = onService({ placementConstraints: [{ type: 'distinctInstance' }] });
export const optOut = (file: File) => {
  file.clusters[0].tags = [];
};
export const provider = (change: object) => (file: File) => {
  const autoScalingGroupProvider = { autoScalingGroupArn: 'hosts', managedDraining: 'DISABLED', ...change };
  file.capacityProviders.push({ name: 'hosts', autoScalingGroupProvider });
  file.clusters[0].capacityProviders = ['hosts'];
};
export const all =
  (...changes: readonly ((file: File) => unknown)[]) =>
  (file: File): void => {
    for (const change of changes) change(file);
  };
