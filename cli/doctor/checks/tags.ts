import { TAGS as SYNC, tasksPerHost } from '../../../functions/host-sync/eligibility.ts';
import { CLUSTER_TAGS, clusterTermsOf, GROUP_TAGS, groupTermsOf } from '../../../functions/scale-in/terms.ts';
import { REBALANCE_TAG } from '../../../functions/spot-drain/rebalance-opt-in.ts';
import {
  STANDALONE_CHOICES as SPOT_CHOICES,
  STANDALONE_TAGS,
} from '../../../functions/spot-drain/standalone-policy.ts';
import { TAGS as GATE, OUTCOMES, readMinutes } from '../../../functions/termination-gate/drain-terms.ts';
import { STANDALONE_CHOICES, STANDALONE_TAG } from '../../../functions/termination-gate/standalone.ts';
import type { Tags } from '../../../shared/domain/cluster.ts';
import type { Remark } from '../../../shared/domain/plan.ts';
import { commands, type Finding, type Mend, quoted, words } from '../finding.ts';
import { type Patient, serviceName, tagsOf } from '../patient.ts';
import { isDistinct } from '../service-kinds.ts';

/** A value that makes no sense, in the words of who reads it: `ecs-ops:… is "x"; allowed: …`. */
type Wrong = string;
type Check = (tags: Tags) => readonly Wrong[];

const oneOf =
  (tag: string, allowed: readonly string[]): Check =>
  (tags) =>
    tags[tag] === undefined || allowed.includes(tags[tag]) ? [] : [wrong(tag, tags, allowed.join(' or '))];

const bySense =
  (tag: string, makesSense: (text: string) => boolean, allowed: string): Check =>
  (tags) =>
    tags[tag] === undefined || makesSense(tags[tag]) ? [] : [wrong(tag, tags, allowed)];

function wrong(tag: string, tags: Tags, allowed: string): Wrong {
  return `${tag} is ${JSON.stringify(tags[tag])}; allowed: ${allowed}`;
}

const FLAG = ['true', 'false'];
const STANDALONE: readonly Check[] = [
  oneOf(STANDALONE_TAGS['spot-interrupted'], SPOT_CHOICES),
  oneOf(STANDALONE_TAGS['rebalance-recommended'], SPOT_CHOICES),
  oneOf(STANDALONE_TAG, STANDALONE_CHOICES),
];
const ON_CLUSTERS: readonly Check[] = [oneOf(SYNC.hostSync, FLAG), ...STANDALONE];
const ON_GROUPS: readonly Check[] = [
  bySense(GATE.deadline, (text) => readMinutes(text) !== undefined, 'a whole number from 1 to 2880'),
  oneOf(GATE.outcome, OUTCOMES),
  oneOf(STANDALONE_TAG, STANDALONE_CHOICES),
  oneOf(REBALANCE_TAG, FLAG),
];
const ON_SERVICES: readonly Check[] = [
  oneOf(SYNC.onePerHost, FLAG),
  bySense(
    SYNC.tasksPerHost,
    (text) => tasksPerHost({ [SYNC.tasksPerHost]: text }) !== undefined,
    'a whole number from 1 to 100',
  ),
];

/** Tags of the controller with values that it does not understand: most of them leave something alone. */
export function tags(patient: Patient): Finding[] {
  const { clusters, services, tasks } = patient.snapshot;
  return [
    ...clusters.flatMap(({ clusterArn, clusterName, tags: own }) => {
      const read = tagsOf(own);
      const scaleIn = [
        ...clusterTermsOf('', read, patient.scaleIn.clusterTerms).warnings,
        ...groupTermsOf('', read, patient.scaleIn.groupTerms).warnings,
      ];
      return findings(`cluster ${clusterName}`, read, ON_CLUSTERS, { scaleIn, untag: untag(clusterArn) });
    }),
    ...patient.hostGroups.flatMap((group) => onGroup(patient, group.AutoScalingGroupName, tagsOf(group.Tags))),
    ...services.flatMap((service) => {
      const read = tagsOf(service.tags);
      const about = `service ${serviceName(service)}`;
      const many = isDistinct(service) && read[SYNC.onePerHost] === 'true' && (tasksPerHost(read) ?? 1) > 1;
      const own = findings(about, read, ON_SERVICES, { scaleIn: [], untag: untag(service.serviceArn) });
      return many ? [...own, contradiction(about, service.serviceArn)] : own;
    }),
    ...tasks.flatMap(({ taskArn, tags: own }) =>
      findings(`task ${taskArn.split('/').slice(-2).join('/')}`, tagsOf(own), STANDALONE, {
        scaleIn: [],
        untag: untag(taskArn),
      }),
    ),
  ];
}

function onGroup(patient: Patient, name: string, read: Tags): Finding[] {
  const scaleIn = groupTermsOf('', read, patient.scaleIn.groupTerms).warnings;
  const remove = (tag: string): string =>
    `aws autoscaling delete-tags --tags ${quoted(`ResourceId=${name},ResourceType=auto-scaling-group,Key=${tag}`)}`;
  return findings(`group ${name}`, read, ON_GROUPS, { scaleIn, untag: remove });
}

const untag =
  (arn: string) =>
  (tag: string): string =>
    `aws ecs untag-resource --resource-arn ${quoted(arn)} --tag-keys ${tag}`;

interface Besides {
  /** What scale-in's own readers of tags say. */
  readonly scaleIn: readonly Remark[];
  /** The command that takes a tag off. */
  readonly untag: (tag: string) => string;
}

const KNOWN: ReadonlySet<string> = new Set([...Object.values(CLUSTER_TAGS), ...Object.values(GROUP_TAGS)]);

function findings(about: string, read: Tags, checks: readonly Check[], { scaleIn, untag: remove }: Besides): Finding[] {
  const said = [
    ...checks.flatMap((check) => check(read)),
    // Which windows there are, the settings of the stack say, which are not in the file.
    ...scaleIn.flatMap(({ detail = '' }) => (detail.startsWith(`${CLUSTER_TAGS.windows} `) ? [] : [detail])),
  ];
  const wrongOnes = said.map((text): Finding => {
    const tag = text.split(' ')[0] ?? '';
    const off = KNOWN.has(tag)
      ? 'What it governs is switched off, or as it would be without it'
      : 'It is not heeded, or leaves alone what it is on';
    return { severity: 'warning', about, meaning: `${text}. ${off}.`, mends: mendsOf(tag, remove) };
  });
  const windows = read[CLUSTER_TAGS.windows];
  if (windows === undefined || windows === 'none') return wrongOnes;
  return scaleIn.some(({ detail = '' }) => detail.startsWith(`${CLUSTER_TAGS.windows} `))
    ? [...wrongOnes, windowsUntold(about, windows)]
    : wrongOnes;
}

function mendsOf(tag: string, remove: (tag: string) => string): readonly Mend[] {
  return [words('Set it to what is allowed, or take it off:'), ...commands(remove(tag))];
}

function windowsUntold(about: string, value: string): Finding {
  return {
    severity: 'note',
    about,
    meaning: `${CLUSTER_TAGS.windows} names windows (${value}) that the settings of the stack have or not, which cannot be told from the file.`,
    mends: [words('Compare it with the setting scaleInWindows.')],
  };
}

function contradiction(about: string, arn: string): Finding {
  return {
    severity: 'problem',
    about,
    meaning: `${SYNC.tasksPerHost} asks for several tasks on a host, distinctInstance allows one: host-sync leaves the service alone.`,
    mends: commands(untag(arn)(SYNC.tasksPerHost)),
  };
}
