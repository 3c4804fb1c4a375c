/**
 * Tries `serverless deploy` and `serverless remove` against an AWS emulator that others wrote. `docs/emulator.md` says what
 * is compared. Needs what `npm run build` writes. `--write` brings the record of actions up to date.
 */
import { changes, compare, type Deployed, type Finding } from './emulator/comparison.ts';
import { isRecorded, record, typePermissions } from './emulator/deployment-calls.ts';
import { excerpt } from './emulator/differences.ts';
import { ACCOUNT, PLACE } from './emulator/emulator-environment.ts';
import { readInventory } from './emulator/inventory.ts';
import { type MotoServer, startMotoServer } from './emulator/moto-server.ts';
import { type Recorder, startRecorder } from './emulator/recorder.ts';
import { ServiceCopy } from './emulator/service-copy.ts';
import { judge, listedShortfalls } from './emulator/shortfalls.ts';
import { installPythonTools } from './python-tools.ts';

const STACK = 'AWS::CloudFormation::Stack';
/** Of the update: each parameter with the properties that it sets, as `logical id, property`. */
const PARAMETERS: Readonly<Record<string, RegExp>> = {
  'hostSyncSchedule=rate(30 minutes)': /^HostSyncScheduleRule ScheduleExpression$/,
  'dryRun=true': /^\w+LambdaFunction Environment\.Variables\.DRY_RUN$/,
  'scaleInBudget=2': /^ScaleInLambdaFunction Environment\.Variables\.SCALE_IN_BUDGET$/,
};

interface Scene {
  readonly moto: MotoServer;
  readonly recorder: Recorder;
  readonly copy: ServiceCopy;
}

const faults: string[] = [];
const rows: [step: string, seen: string][] = [];

function check(holds: boolean, fault: string): void {
  if (!holds) faults.push(fault);
}

async function deployed({ moto, copy }: Scene): Promise<Deployed> {
  const [template, codeDigests, inventory] = [copy.template(), copy.codeDigests(), readInventory(moto.url)];
  const stack = { stackName: `ecs-ops-${PLACE.stage}`, account: ACCOUNT };
  return { template: await template, codeDigests: await codeDigests, inventory: await inventory, stack };
}

/** The first deployment, and one of the same once more. */
async function deploy(scene: Scene): Promise<readonly [Deployed, readonly string[]]> {
  await scene.copy.serverless(scene.recorder.url, 'deploy');
  const asked = scene.recorder.taken();
  const first = await deployed(scene);
  const again = await scene.copy.serverless(scene.recorder.url, 'deploy');
  const inVain =
    again.includes('No changes to deploy') && !scene.recorder.taken().includes('cloudformation:CreateChangeSet');
  check(inVain, `The same package was deployed again:\n${again}`);
  rows.push(['deploy', sum(first)], ['deploy again', 'nothing to deploy']);
  return [first, asked];
}

function sum(state: Deployed): string {
  const counts = [...compare(state).counts.values()];
  const total = (of: 'resources' | 'properties'): number => counts.reduce((all, count) => all + count[of], 0);
  return `${total('resources')} resources of ${counts.length} types, ${total('properties')} properties`;
}

/** Deploys with other parameters, and looks at what changed. Gives what is not as intended. */
async function update(scene: Scene, before: Deployed): Promise<readonly [readonly Finding[], readonly string[]]> {
  const parameters = Object.keys(PARAMETERS).map((parameter) => `--param=${parameter}`);
  await scene.copy.serverless(scene.recorder.url, 'deploy', ...parameters);
  const asked = scene.recorder.taken();
  const after = await deployed(scene);
  const { intended, found, replaced } = changes(before, after);
  check(
    intended.every((change) => Object.values(PARAMETERS).some((sets) => sets.test(change))) &&
      Object.values(PARAMETERS).every((sets) => intended.some((change) => sets.test(change))),
    `The parameters change something else in the template:\n${intended.join('\n')}`,
  );
  check(
    JSON.stringify(intended) === JSON.stringify(found),
    `The update was to change\n${intended.join('\n')}\nand changed\n${found.join('\n')}`,
  );
  rows.push(['update', `${found.length} properties changed, as by ${parameters.length} parameters`]);
  const others = replaced.map((id): Finding => {
    const type = after.template.Resources[id]?.Type ?? '';
    return { id, type, path: 'replaced by an update', intended: 'as before', found: 'another' };
  });
  return [[...compare(after).findings, ...others], asked];
}

async function remove({ moto, recorder, copy }: Scene): Promise<readonly string[]> {
  await copy.serverless(recorder.url, 'remove');
  const { resources } = await readInventory(moto.url);
  const left = Object.entries(resources).flatMap(([type, all]) => Object.keys(all).map((id) => `${type} ${id}`));
  check(left.length === 0, `Removing left behind:\n${left.join('\n')}`);
  rows.push(['remove', `${left.length} resources left, of ${Object.keys(resources).length} types looked for`]);
  return recorder.taken();
}

function judgeAll(findings: readonly Finding[]): void {
  const { expected, unexpected, unneeded } = judge(findings, listedShortfalls());
  for (const { type, id, path, intended, found } of unexpected) {
    faults.push(`${type} ${id} ${path}: to be ${excerpt(intended)}, is ${excerpt(found)}`);
  }
  for (const { type, path } of unneeded) faults.push(`docs/emulator.md lists ${type} ${path}, which moto does keep`);
  const places = new Set(expected.map(({ id, path }) => `${id} ${path}`));
  rows.push(['not kept by moto', `${places.size} places, in docs/emulator.md`]);
}

async function play(scene: Scene): Promise<void> {
  const [first, ofDeploy] = await deploy(scene);
  const [findings, ofUpdate] = await update(scene, first);
  judgeAll([...compare(first).findings, ...findings]);
  const ofRemove = await remove(scene);
  const types = [
    ...Object.values(first.template.Resources).map(({ Type }) => Type),
    ...Object.keys(first.inventory.resources),
  ];
  const cloudFormation = await typePermissions(types.filter((type) => type !== STACK));
  const calls = { osls: { deploy: ofDeploy, update: ofUpdate, remove: ofRemove }, cloudFormation };
  if (process.argv.includes('--write')) await record(calls);
  check(isRecorded(calls), 'test/template/deployment-calls.json is out of date: npm run emulator -- --write');
  rows.push(['asked by osls', `${new Set(Object.values(calls.osls).flat()).size} actions`]);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
await installPythonTools();
const moto = await startMotoServer();
const recorder = await startRecorder(moto.url);
const copy = await ServiceCopy.make();
try {
  await play({ moto, recorder, copy });
} catch (error) {
  faults.push(String(error));
} finally {
  recorder.stop();
  moto.stop();
  await copy.remove();
}
for (const [step, seen] of rows) console.log(`${step.padEnd(18)}${seen}`);
for (const fault of faults) console.error(`\n${fault}`);
console.log(faults.length === 0 ? '\nserverless deploy does what the template says' : `\n${faults.length} faults`);
if (faults.length > 0) process.exitCode = 1;
