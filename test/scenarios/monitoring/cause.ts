import type { ScenarioAccount } from '../account.ts';
import type { ClusterLayout } from '../cluster.ts';
import { SHOP } from '../scale-in/shop.ts';

/** Some fields of a row of a query. */
export type Row = Readonly<Record<string, unknown>>;

/** An account in which what an entry of the runbook is about has happened, and what its queries have to show. */
export interface Cause {
  readonly account: ScenarioAccount;
  /** For each query of the entry, its own before the saved ones, rows that name the cause. */
  readonly shown: readonly (readonly Row[])[];
  /** Rows that would mislead, in no query. */
  readonly notShown?: readonly Row[];
  /** The condition that is put before a saved query. */
  readonly about?: string;
  /** What the operator topic told. */
  readonly told?: readonly string[];
}

/** A cluster with a service that host-sync serves. */
export const CLUSTER: ClusterLayout = { name: SHOP, hosts: 3, services: [{ name: 'agent' }] };
