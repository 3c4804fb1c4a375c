import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packagedKeyOf, stackSetTemplate, type Template } from './stack-set-template.ts';

/** What osls writes beside the template, as far as it is read here. */
interface PackagedState {
  readonly service: { readonly service: string; readonly provider: { readonly stage: string } };
}

/**
 * Writes a template for StackSets, and the code that it names, below a directory of `serverless package`.
 * @returns path of the template; the code is in `code/` beside it
 */
export async function writeStackSet(packaged: string): Promise<string> {
  const read = async (file: string): Promise<unknown> => JSON.parse(await readFile(path.join(packaged, file), 'utf8'));
  const template = (await read('cloudformation-template-update-stack.json')) as Template;
  const { service } = (await read('serverless-state.json')) as PackagedState;
  const directory = path.join(packaged, 'stack-set');
  await rm(directory, { recursive: true, force: true });
  await mkdir(path.join(directory, 'code'), { recursive: true });
  const archives = await Promise.all(archivesOf(template).map((name) => archive(packaged, name)));
  const keys = new Map(archives.map(({ name, key }) => [name, key]));
  for (const { name, key } of archives) await copyFile(path.join(packaged, name), path.join(directory, 'code', key));
  const facts = {
    stackName: `${service.service}-${service.provider.stage}`,
    codeKey: (packagedKey: string) => keys.get(path.posix.basename(packagedKey)) ?? packagedKey,
  };
  const file = path.join(directory, 'template.json');
  await writeFile(file, `${JSON.stringify(stackSetTemplate(template, facts), null, 2)}\n`);
  return file;
}

/** `hostSync.zip` and the others. */
function archivesOf({ Resources }: Template): string[] {
  const keys = Object.values(Resources).map(packagedKeyOf);
  return keys.filter((key) => key !== undefined).map((key) => path.posix.basename(key));
}

/** The key has the digest of the code in it: Lambda takes new code only where the template changes. */
async function archive(packaged: string, name: string): Promise<{ readonly name: string; readonly key: string }> {
  const digest = createHash('sha256').update(await readFile(path.join(packaged, name)));
  return { name, key: `${path.parse(name).name}-${digest.digest('hex').slice(0, 16)}.zip` };
}
