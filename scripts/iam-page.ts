/** Writes docs/iam.md, who may do what, from the packaged template. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { iamPage } from './iam/page.ts';
import type { Template } from './iam/stack-policies.ts';

const ROOT = path.join(import.meta.dirname, '..');
const TEMPLATE = path.join(ROOT, '.serverless/cloudformation-template-update-stack.json');

writeFileSync(path.join(ROOT, 'docs/iam.md'), iamPage(JSON.parse(readFileSync(TEMPLATE, 'utf8')) as Template));
