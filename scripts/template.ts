/** Checks the packaged CloudFormation template, and that for StackSets, with cfn-lint: no error and no warning, in several partitions. */
import path from 'node:path';
import { installPythonTools, pythonTool } from './python-tools.ts';
import { run } from './run.ts';
import { writeStackSet } from './stack-set/write-stack-set.ts';

const PACKAGED = path.join(import.meta.dirname, '../.serverless');
/** One Region of each kind: the first, one opened later, China, GovCloud. */
const REGIONS = ['us-east-1', 'eu-central-1', 'cn-north-1', 'us-gov-west-1'];

await installPythonTools();
try {
  const templates = [path.join(PACKAGED, 'cloudformation-template-update-stack.json'), await writeStackSet(PACKAGED)];
  await run(pythonTool('cfn-lint'), ['--regions', ...REGIONS, '--template', ...templates]);
  console.log(`cfn-lint: no error, no warning (${REGIONS.join(', ')})`);
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
