import { createHash } from 'node:crypto';
import type { Authorization } from './authorization.ts';
import { managedPolicy } from './managed-policies.ts';
import type { RequestContext } from './policy-condition.ts';
import { PolicyError, parsePolicy, type Statement } from './policy-document.ts';
import { concernsRole, evaluateForService, evaluateStatements } from './policy-evaluation.ts';
import type { World } from './world.ts';

/** A role as the template defines it. */
export interface RoleDefinition {
  readonly name: string;
  /** `/` or `/some/path/`. */
  readonly path?: string;
  /** AssumeRolePolicyDocument. */
  readonly trust: unknown;
  readonly inlinePolicies?: readonly { readonly name: string; readonly document: unknown }[];
  readonly managedPolicyArns?: readonly string[];
}

/** A role, as other services see it. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  /** `AROA…`. */
  readonly id: string;
}

/** The answer to a request for authorization, with the first authorization that was refused. */
export type AccessDecision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly action: string; readonly resource: string; readonly because: string };

/** An authorization that a role was refused. */
export interface Refusal {
  readonly roleName: string;
  /** `ecs:UpdateService`. */
  readonly action: string;
  readonly resource: string;
}

/** Temporary credentials of an assumed role. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Whose credentials an access key id is. */
export interface Identity extends Credentials {
  readonly roleName: string;
  /** `arn:aws:sts::<account>:assumed-role/<role>/<session>`. */
  readonly principalArn: string;
  readonly session: string;
}

interface RoleRecord extends Role {
  readonly trust: readonly Statement[];
  /** Statements by the name of their policy. */
  readonly policies: Map<string, readonly Statement[]>;
}

/** IAM: roles, their policies, and the temporary credentials that functions run with. */
export class Iam {
  readonly #world: Pick<World, 'account' | 'clock'>;
  readonly #roles = new Map<string, RoleRecord>();
  readonly #deleted = new Map<string, RoleRecord>();
  readonly #identities = new Map<string, Identity>();
  readonly #used = new Map<string, Set<string>>();
  /** What roles were refused so far, in order. */
  readonly refusals: Refusal[] = [];
  #resourcePolicy: (arn: string) => readonly Statement[] = () => [];

  constructor(world: Pick<World, 'account' | 'clock'>) {
    this.#world = world;
  }

  /**
   * Creates a role with its policies.
   * @throws PolicyError for a policy that is malformed, unknown or not modelled
   */
  createRole(definition: RoleDefinition): Role {
    const { name, path = '/' } = definition;
    if (this.#roles.has(name)) throw new PolicyError(`Role ${name} exists already`);
    const { partition, id: accountId } = this.#world.account;
    const role: RoleRecord = {
      name,
      arn: `arn:${partition}:iam::${accountId}:role${path}${name}`,
      id: `AROA${digest(`role ${name}`).slice(0, 17)}`,
      trust: parsePolicy(definition.trust, 'trust', `trust policy of ${name}`),
      policies: new Map(),
    };
    this.#roles.set(name, role);
    for (const policy of definition.inlinePolicies ?? []) this.putRolePolicy(name, policy.name, policy.document);
    for (const arn of definition.managedPolicyArns ?? []) this.attachRolePolicy(name, arn);
    return role;
  }

  /** Deletes a role. Its credentials, where they are still in use, are allowed nothing any more. */
  deleteRole(name: string): void {
    this.#deleted.set(name, { ...this.#record(name), policies: new Map() });
    this.#roles.delete(name);
  }

  /** Adds an inline policy, or replaces the one of that name. @throws PolicyError */
  putRolePolicy(roleName: string, policyName: string, document: unknown): void {
    const statements = parsePolicy(document, 'identity', `policy ${policyName} of role ${roleName}`);
    this.#record(roleName).policies.set(policyName, statements);
  }

  /** Deletes an inline policy. @throws PolicyError when the role has none of that name */
  deleteRolePolicy(roleName: string, policyName: string): void {
    const wasThere = this.#record(roleName).policies.delete(policyName);
    if (!wasThere) throw new PolicyError(`Role ${roleName} has no policy ${policyName}`);
  }

  /** Attaches an AWS managed policy. @throws PolicyError when the simulator does not know it */
  attachRolePolicy(roleName: string, policyArn: string): void {
    const document = managedPolicy(policyArn);
    if (document === undefined) throw new PolicyError(`Managed policy ${policyArn} is not modelled (role ${roleName})`);
    this.putRolePolicy(roleName, policyArn, document);
  }

  /** The role of that name or ARN. */
  role(nameOrArn: string): Role | undefined {
    return this.#roles.get(nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1));
  }

  roles(): readonly Role[] {
    return [...this.#roles.values()];
  }

  /**
   * Whether the role's trust policy lets that service assume it.
   * @param sourceArn of the resource on whose behalf it does; the role itself where the service names none
   */
  isTrusting(roleName: string, service: string, sourceArn?: string): boolean {
    const { trust, arn } = this.#record(roleName);
    const sourceAccount = this.#world.account.id;
    return evaluateForService(trust, {
      service,
      action: 'sts:AssumeRole',
      resource: arn,
      sourceArn: sourceArn ?? arn,
      sourceAccount,
    }).allowed;
  }

  /** Where to find the policies of resources, which are judged together with those of roles. */
  useResourcePolicies(policyOf: (arn: string) => readonly Statement[]): void {
    this.#resourcePolicy = policyOf;
  }

  /** Whether the role may do all of it. */
  evaluate(roleName: string, authorizations: readonly Authorization[]): AccessDecision {
    const role = this.#record(roleName);
    for (const authorization of authorizations) {
      const ofResource = this.#resourcePolicy(authorization.resource).filter((each) => concernsRole(each, role.arn));
      const statements = [...[...role.policies.values()].flat(), ...ofResource];
      const verdict = evaluateStatements(statements, authorization, this.#context(role, authorization));
      const { action, resource } = authorization;
      if (!verdict.allowed) {
        this.refusals.push({ roleName, action, resource });
        return { ...verdict, action, resource };
      }
      this.#use(roleName, action);
    }
    return { allowed: true };
  }

  /** Actions that the role has asked for and was allowed, so far. */
  used(roleName: string): ReadonlySet<string> {
    return this.#used.get(roleName) ?? new Set();
  }

  /** Temporary credentials for a session of the role; the same ones for the same session. */
  credentialsFor(roleName: string, session: string): Credentials {
    const role = this.#record(roleName);
    const { partition, id: accountId } = this.#world.account;
    const seed = `${role.arn} ${session}`;
    const identity: Identity = {
      accessKeyId: `ASIA${digest(`id ${seed}`).slice(0, 16)}`,
      secretAccessKey: digest(`secret ${seed}`).slice(0, 40),
      sessionToken: digest(`token ${seed}`),
      roleName,
      principalArn: `arn:${partition}:sts::${accountId}:assumed-role/${roleName}/${session}`,
      session,
    };
    this.#identities.set(identity.accessKeyId, identity);
    return identity;
  }

  /** Whose access key that is, or undefined when these credentials were not given out. */
  identify(accessKeyId: string): Identity | undefined {
    return this.#identities.get(accessKeyId);
  }

  #use(roleName: string, action: string): void {
    const used = this.#used.get(roleName) ?? new Set();
    this.#used.set(roleName, used.add(action));
  }

  #record(roleName: string): RoleRecord {
    const role = this.#roles.get(roleName) ?? this.#deleted.get(roleName);
    if (role === undefined) throw new PolicyError(`Role ${roleName} does not exist`);
    return role;
  }

  /** Global condition keys, then the ones that the service gave. */
  #context(role: Role, { conditions = {} }: Authorization): RequestContext {
    const { account, clock } = this.#world;
    const context = new Map<string, readonly string[]>([
      ['aws:principalarn', [role.arn]],
      ['aws:principalaccount', [account.id]],
      ['aws:principaltype', ['AssumedRole']],
      ['aws:requestedregion', [account.region]],
      ['aws:resourceaccount', [account.id]],
      ['aws:securetransport', ['true']],
      ['aws:currenttime', [new Date(clock.now()).toISOString()]],
      ['aws:epochtime', [String(Math.floor(clock.now() / 1000))]],
    ]);
    for (const [key, value] of Object.entries(conditions)) {
      context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
    }
    return context;
  }
}

/** Upper-case letters and digits that follow from the text. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').toUpperCase();
}
