import fc from 'fast-check';
import { clusterHeldBack, hostQuery, serviceHeldBack, tasksPerHost } from '../../functions/host-sync/eligibility.ts';
import { ATTRIBUTES, asValue, hasOwnMarks, remembered } from '../../functions/scale-in/attributes.ts';
import { Expressions } from '../../functions/scale-in/expressions.ts';
import { CLUSTER_TAGS, clusterTermsOf, GROUP_TAGS, groupTermsOf } from '../../functions/scale-in/terms.ts';
import { isTimeZone, readWindows } from '../../functions/scale-in/windows.ts';
import { decideStandalone, STANDALONE_TAGS } from '../../functions/spot-drain/standalone-policy.ts';
import { drainTerms, TAGS as GATE_TAGS } from '../../functions/termination-gate/drain-terms.ts';
import { readMetadata } from '../../functions/termination-gate/notice.ts';
import {
  clusterArnOf,
  clusterName,
  isClusterArn,
  isClusterName,
  isContainerInstanceArn,
  parseArn,
  parseServiceArn,
} from '../../shared/domain/arn.ts';
import { aCluster, aService, clusterArn, serviceArn } from '../builders/clusters.ts';
import { hostArn } from '../builders/hosts.ts';
import { NOW, theSettings } from '../builders/scale-in-settings.ts';
import { HOSTILE_KEYS } from './hostile-values.ts';
import { mutatedJson, mutatedText } from './mutations.ts';
import { aParser, mustHold, type Outcome, type Parser } from './parser.ts';

const signal = new AbortController().signal;
const windows = readWindows('freeze = 0 8 * * MON-FRI for 10h at 0; night = 0 0 * * * for 300m at 50%', 'UTC') ?? [];

const TAG_KEYS = [
  ...Object.values(CLUSTER_TAGS),
  ...Object.values(GROUP_TAGS),
  ...Object.values(GATE_TAGS),
  ...Object.values(STANDALONE_TAGS),
  'ecs-ops:one-per-host',
  'ecs-ops:tasks-per-host',
  'ecs-ops:host-sync',
];
const TAG_VALUES = ['true', 'false', '10', '10%', '10 percent', 'freeze night', 'none', '2031-05-04T18:00:00Z', 'stop'];
/** Tags of EC2 and ECS have values of up to 256 characters; those of a resource are up to 50. */
const tags = fc
  .array(fc.tuple(fc.constantFrom(...TAG_KEYS, ...HOSTILE_KEYS), mutatedText(TAG_VALUES, 256)), { maxLength: 12 })
  .map((entries): Record<string, string> => Object.fromEntries(entries));

function readTags(given: Record<string, string>): Outcome {
  const settings = theSettings({ windows });
  const cluster = clusterTermsOf('cluster', given, settings.clusterTerms);
  const group = groupTermsOf('group', given, settings.groupTerms);
  const numbers = [...Object.values(cluster.terms), ...Object.values(group.terms)].filter(
    (each) => typeof each === 'number',
  );
  mustHold(
    numbers.every((each) => each >= 0),
    'a term that is no number, or less than 0',
  );
  mustHold(group.terms.optIn !== 'in' || given[GROUP_TAGS.optIn] === 'true', 'opted in by something else than the tag');
  for (const window of cluster.terms.windows) window.isOpen(NOW);
  const service = aService({ tags: given });
  const wanted = tasksPerHost(given);
  mustHold(wanted === undefined || (wanted >= 1 && wanted <= 100), 'a number of tasks that no host has');
  const heldBack = serviceHeldBack(service, false) ?? clusterHeldBack(aCluster({ tags: given }));
  mustHold(heldBack !== undefined || given['ecs-ops:one-per-host'] === 'true', 'served without its tag');
  const standalone = decideStandalone('rebalance-recommended', given, given, {
    'spot-interrupted': 'stop',
    'rebalance-recommended': 'leave',
  });
  mustHold(!standalone.stop || given[STANDALONE_TAGS['rebalance-recommended']] === 'stop', 'stopped without its tag');
  return cluster.warnings.length + group.warnings.length > 0 ? 'warned' : 'accepted';
}

const METADATA = [
  { cluster: 'default' },
  { cluster: clusterArn(), deadlineMinutes: 30, outcome: 'retain' },
  { deadlineMinutes: '15', outcome: 'stop-tasks' },
];

function readMetadataAndTerms(text: string): Outcome {
  const metadata = readMetadata(text);
  mustHold(
    Object.entries(metadata).every(
      ([key, value]) => ['cluster', 'deadlineMinutes', 'outcome'].includes(key) && typeof value === 'string',
    ),
    'metadata of another kind',
  );
  const { endsAt, warnings } = drainTerms({
    subject: 'host',
    startedAt: NOW,
    heartbeatTimeout: 3600,
    metadata,
    groupTags: {},
    retainsAbandoned: false,
    isManaged: false,
    interruptedAt: undefined,
    defaults: { deadlineMinutes: 15, outcome: 'continue', stopSeconds: 30 },
  });
  mustHold(endsAt > NOW && endsAt <= NOW + 172_800_000, 'a wait that Auto Scaling does not have');
  if (warnings.length > 0) return 'warned';
  return Object.keys(metadata).length > 0 ? 'accepted' : 'says nothing';
}

function readWindowsAt([text, timeZone]: readonly [string, string]): Outcome {
  const zone = isTimeZone(timeZone) ? timeZone : 'UTC';
  const read = readWindows(text, zone);
  for (const { isOpen, budget } of read ?? []) {
    mustHold(typeof isOpen(NOW) === 'boolean', 'a window that is neither open nor closed');
    mustHold(budget.kind === 'hosts' || budget.percent <= 100, 'more than all hosts');
  }
  return read ? 'accepted' : 'not windows';
}

const ARNS = [clusterArn(), serviceArn(), hostArn(), 'arn:aws:ecs:us-east-1:111122223333:service/web', 'default'];

function readArn(text: string): Outcome {
  const parsed = parseArn(text);
  if (parsed) {
    const { partition, service, region, accountId, resource } = parsed;
    mustHold(`arn:${partition}:${service}:${region}:${accountId}:${resource}` === text, 'another ARN than was given');
  }
  mustHold(!isClusterArn(text) || /^[A-Za-z0-9_-]{1,255}$/.test(clusterName(text)), 'a cluster without a name');
  mustHold(!isClusterName(text) || clusterName(text) === text, 'a name that is not its own');
  const named = parseServiceArn(text);
  mustHold(named?.clusterArn === undefined || isClusterArn(named.clusterArn), 'a service in what is no cluster');
  clusterArnOf(text, hostArn());
  isContainerInstanceArn(text);
  return parsed ? 'accepted' : 'not an ARN';
}

const EXPRESSIONS = [
  'attribute:ecs.instance-type =~ t3.*',
  'attribute:gpu exists and attribute:zone in [a, b]',
  'not(task:group == service:web)',
  'runningTasksCount < 5 or agentConnected == true',
];

async function readExpression(text: string): Promise<Outcome> {
  const asked: string[] = [];
  const listContainerInstances = async ({ filter }: { readonly filter: string }): Promise<readonly string[]> => {
    asked.push(filter);
    return [];
  };
  const answer = await new Expressions(clusterArn(), { listContainerInstances }, signal).hostsOf([text, text]);
  mustHold(asked.length <= 1 && asked.every((each) => each === text && each.length <= 2_000), 'another question');
  const query = hostQuery(aService({ placementConstraints: [{ type: 'memberOf', expression: text }] }));
  mustHold(query.kind === 'matching' && query.filter === text.trim(), 'another filter');
  return answer.kind === 'some' ? 'accepted' : answer.kind;
}

const repeated = (piece: string) => (size: number) => piece.repeat(size / piece.length);
const NOTES = ['2031-05-04T11:45:00.000Z', 'false', ''];

/** Texts that people, or other programs, write into tags, attributes, hooks and settings. */
export const TEXT_PARSERS: readonly Parser[] = [
  aParser({
    name: 'NotificationMetadata',
    inputs: mutatedJson(METADATA, 4_000),
    parse: readMetadataAndTerms,
    grown: {
      nesting: (size) => '['.repeat(size / 2) + ']'.repeat(size / 2),
      text: (size) => JSON.stringify({ cluster: 'a'.repeat(size), deadlineMinutes: '1'.repeat(size) }),
    },
  }),
  aParser({
    name: 'tags',
    inputs: tags,
    parse: readTags,
    grown: {
      'long values': (size) =>
        Object.fromEntries(TAG_KEYS.map((key) => [key, 'freeze '.repeat(size / 7 / TAG_KEYS.length)])),
      digits: (size) => Object.fromEntries(TAG_KEYS.map((key) => [key, '1'.repeat(size / TAG_KEYS.length)])),
    },
  }),
  aParser<[string, string]>({
    name: 'windows and time zones',
    inputs: fc.tuple(
      mutatedText([
        'freeze = 0 8 * * MON-FRI for 10h at 0',
        'night = 0 0 1-7/2 1,6 * for 300m at 50%; b = */5 1 L * * for 1m at 3',
      ]),
      mutatedText(['UTC', 'Europe/Berlin', '+01:00', 'Etc/GMT+5'], 200),
    ),
    parse: readWindowsAt,
    grown: {
      blanks: (size) => [`a${' '.repeat(size)}= 0 8 * * * for 1h at${' '.repeat(size)}x`, 'UTC'],
      words: (size) => [`a = ${'0 '.repeat(size / 2)}`, '/a'.repeat(size / 2)],
      entries: (size) => ['a = 0 8 * * * for 1h at x;'.repeat(size / 26), 'UTC'],
    },
  }),
  aParser({
    name: 'ARNs',
    inputs: mutatedText(ARNS, 262_144),
    parse: readArn,
    grown: {
      colons: repeated(':'),
      names: (size) => `${clusterArn()}${'a'.repeat(size)}`,
      slashes: (size) => `arn:aws:ecs:a:1:service/${'a/'.repeat(size / 2)}`,
    },
  }),
  aParser({
    name: 'cluster-query expressions',
    inputs: mutatedText(EXPRESSIONS, 262_144),
    parse: readExpression,
    grown: { brackets: repeated('('), words: repeated('remaining '), blanks: repeated(' ') },
  }),
  aParser<[string, string][]>({
    name: 'attributes of hosts',
    inputs: fc.array(
      fc.tuple(fc.constantFrom(...Object.values(ATTRIBUTES), ...HOSTILE_KEYS), mutatedText(NOTES, 128)),
      { maxLength: 8 },
    ),
    parse: (entries): Outcome => {
      const attributes: Record<string, string> = Object.fromEntries(entries);
      const read = Object.values(ATTRIBUTES).map((name) => remembered({ attributes }, name));
      for (const each of read) if (each.kind === 'at') asValue(each.at);
      hasOwnMarks({ attributes });
      return read.some(({ kind }) => kind === 'wrong') ? 'not a time' : 'accepted';
    },
    grown: { digits: (size) => [[ATTRIBUTES.idleSince, `2031-05-04T11:45:00.${'0'.repeat(size)}Z`]] },
  }),
];
