import { capacityProviders } from './checks/capacity-providers.ts';
import { distinctInstance } from './checks/distinct-instance.ts';
import { healthyPercents } from './checks/healthy-percents.ts';
import { hookSettings } from './checks/hook-settings.ts';
import { hosts } from './checks/hosts.ts';
import { instanceMetadata } from './checks/instance-metadata.ts';
import { missingParts } from './checks/missing-parts.ts';
import { permissions } from './checks/permissions.ts';
import { scaleIn } from './checks/scale-in.ts';
import { scalingGroups } from './checks/scaling-groups.ts';
import { spot } from './checks/spot.ts';
import { standaloneTasks } from './checks/standalone-tasks.ts';
import { tags } from './checks/tags.ts';
import { terminateHooks } from './checks/terminate-hooks.ts';
import type { Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** One topic of the examination. */
export type Check = (patient: Patient) => readonly Finding[];

/** Every check, by the title that its findings are printed under, in that order. */
export const CHECKS: ReadonlyMap<string, Check> = new Map([
  ['Terminate hooks', terminateHooks],
  ['Settings of hooks', hookSettings],
  ['Healthy percents', healthyPercents],
  ['One task per host', distinctInstance],
  ['Instance metadata', instanceMetadata],
  ['Capacity providers', capacityProviders],
  ['Auto Scaling groups', scalingGroups],
  ['Scale-in', scaleIn],
  ['Spot hosts', spot],
  ['Hosts', hosts],
  ['Standalone tasks', standaloneTasks],
  ['Tags', tags],
  ['Permissions', permissions],
  ['What the file lacks', missingParts],
]);

/** A finding, and the title of its check. */
export interface TitledFinding extends Finding {
  readonly check: string;
}

/** Everything that the checks find. */
export function examine(patient: Patient): readonly TitledFinding[] {
  return [...CHECKS].flatMap(([check, find]) => find(patient).map((finding) => ({ check, ...finding })));
}
