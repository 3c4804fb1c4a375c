import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const workflows = globSync('.github/workflows/*.{yml,yaml}', { cwd: ROOT });

describe.each(workflows)('%s', (file) => {
  const text = read(file);

  it('pins every action by its commit, with the version beside it', () => {
    const uses = [...text.matchAll(/^.*\buses:.*$/gm)].map(([line]) => line.trim());
    const pinned = /^(- )?uses: [\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
    expect(uses.filter((line) => !pinned.test(line))).toEqual([]);
  });

  it('may read the repository and nothing else, and keeps no credentials', () => {
    expect(text.match(/^permissions:\n( {2}.*\n)+/m)?.[0]).toBe('permissions:\n  contents: read\n');
    expect(text.match(/permissions:/g)).toHaveLength(1);
    expect(text).not.toMatch(/secrets\.|pull_request_target/);
    const checkouts = text.match(/uses: actions\/checkout@.*\n\s+with:\n\s+persist-credentials: false\n/g);
    expect(checkouts).toHaveLength(text.match(/actions\/checkout@/g)?.length ?? 0);
  });

  it('runs in time, and not beside an older state of the same pull request', () => {
    expect(text).toMatch(/^concurrency:\n {2}group: .*github\.ref/m);
    expect(text).toMatch(/^ +timeout-minutes: \d+$/m);
  });
});

describe('continuous integration', () => {
  const text = read('.github/workflows/ci.yml');

  it('is .ci/run, for every pull request and every commit on main', () => {
    expect([...text.matchAll(/- run: (.*)/g)].map(([, command]) => command)).toEqual(['.ci/run']);
    expect(text).toMatch(/^on:\n {2}push:\n {4}branches: \[main\]\n {2}pull_request:\n\n/m);
    expect(statSync(path.join(ROOT, '.ci/run')).mode & 0o111).not.toBe(0);
  });

  it('takes Node.js from what package.json allows', () => {
    expect(text).toContain('node-version-file: package.json');
    expect(JSON.parse(read('package.json'))).toHaveProperty('engines.node');
  });
});

describe('updates of dependencies', () => {
  /** Files that say which versions are used, by the kind of dependency that finds them and the place it looks in. */
  const FILES: Readonly<Record<string, string>> = {
    'npm /': 'package-lock.json',
    'npm /test/mutation': 'test/mutation/package-lock.json',
    'github-actions /': '.github/workflows/ci.yml',
    'pip /scripts': 'scripts/requirements-ci.txt',
  };
  const updates = [...read('.github/dependabot.yml').matchAll(/package-ecosystem: (\S+)\n {4}directory: (\S+)\n/g)];

  it('are looked for wherever there are some, and grouped', () => {
    const found = updates.map(([, kind, directory]) => `${kind} ${directory}`);
    expect(found.toSorted()).toEqual(Object.keys(FILES).toSorted());
    for (const file of Object.values(FILES)) expect(existsSync(path.join(ROOT, file))).toBe(true);
    expect(read('.github/dependabot.yml').match(/^ {4}groups:$/gm)).toHaveLength(updates.length);
  });

  it('miss no lockfile', () => {
    const files = globSync(['package-lock.json', '*/**/package-lock.json'], {
      cwd: ROOT,
      exclude: ['node_modules', '.mutation', '.venv', 'dist'],
    });
    expect(files.toSorted()).toEqual([FILES['npm /'], FILES['npm /test/mutation']].toSorted());
  });

  it('miss no file of requirements', () => {
    const files = globSync('**/*requirements*.txt', {
      cwd: ROOT,
      exclude: ['node_modules', '.mutation', '.venv', 'dist'],
    });
    expect(files).toEqual([FILES['pip /scripts']]);
  });
});
