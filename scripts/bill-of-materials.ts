import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A package as its own `package.json` describes it. */
interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** A component of a bill of materials. Source: CycloneDX specification 1.6, "components". */
export interface Component {
  readonly type: 'library';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  /** Package URL. */
  readonly purl: string;
  readonly licenses: readonly [{ readonly expression: string }];
}

/** A bill of materials in the form of CycloneDX 1.6. */
export interface BillOfMaterials {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly version: 1;
  readonly metadata: {
    readonly component: { readonly type: 'application'; readonly name: string; readonly version: string };
  };
  readonly components: readonly Component[];
}

/**
 * The bill of materials of a bundle: every package of which any code is in it, by name and version.
 *
 * @param root the project's folder, to which the files are relative
 * @param files the inputs of the bundle of which something is left
 * @throws Error for a package that names no licence
 */
export function billOfMaterials(name: string, root: string, files: readonly string[]): BillOfMaterials {
  const folders = new Set(files.flatMap((file) => packageFolder(file) ?? []));
  const components = [...folders].map((folder) => component(packageIn(path.join(root, folder))));
  const byReference = new Map(components.map((each) => [each['bom-ref'], each]));
  const { version } = packageIn(root);
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name, version } },
    components: [...byReference.values()].toSorted((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1)),
  };
}

/** The folder of the innermost package that a file belongs to; undefined for a file of our own. */
function packageFolder(file: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function packageIn(folder: string): Package {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Package;
}

function component({ name, version, license }: Package): Component {
  if (license === undefined) throw new Error(`${name} ${version} names no licence`);
  // Package URL specification, type npm: the @ of a scope is encoded.
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { type: 'library', 'bom-ref': purl, name, version, purl, licenses: [{ expression: license }] };
}
