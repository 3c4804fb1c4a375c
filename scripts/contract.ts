/** Lets boto3, an AWS client that others wrote, talk to the simulator. Needs what `npm run package` writes. */
import { installPythonTools, pythonTool } from './python-tools.ts';
import { run } from './run.ts';

await installPythonTools();
try {
  await run(pythonTool('python'), ['test/contract/python/test_boto3.py']);
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
