/** Writes what CloudFormation StackSets need, from what `npm run package` wrote. */
import path from 'node:path';
import { writeStackSet } from './stack-set/write-stack-set.ts';

const ROOT = path.join(import.meta.dirname, '..');
const file = await writeStackSet(path.join(ROOT, '.serverless'));
console.log(`${path.relative(ROOT, file)}, with its code in ${path.relative(ROOT, path.join(file, '../code'))}`);
