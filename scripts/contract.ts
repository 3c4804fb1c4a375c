/**
 * Lets boto3, an AWS client that others wrote, drive the simulator's server mode. Needs what `npm run package` writes.
 * Arguments go to pytest: `npm run contract -- -k sqs`.
 */
import { installPythonTools, pythonTool } from './python-tools.ts';
import { run } from './run.ts';

await installPythonTools();
try {
  await run(pythonTool('python'), ['-B', '-m', 'pytest', '-c', 'test/contract/pytest.ini', ...process.argv.slice(2)]);
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
